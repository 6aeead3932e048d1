#include "engine/index/person_search.h"

#include <algorithm>

#include "engine/index/query_terms.h"

namespace pontis {
namespace {

std::uint64_t contactHash(const std::string& text) { return hashOf(0xC0, text); }

void insert(std::vector<std::uint32_t>& records, std::uint32_t record) {
  // Records come as a rule in ascending order.
  if (records.empty() || records.back() < record) {
    records.push_back(record);
    return;
  }
  const auto at = std::lower_bound(records.begin(), records.end(), record);
  if (*at != record) records.insert(at, record);
}

void remove(std::vector<std::uint32_t>& records, std::uint32_t record) {
  const auto at = std::lower_bound(records.begin(), records.end(), record);
  if (at != records.end() && *at == record) records.erase(at);
}

bool agrees(std::string_view said, const std::string& asked) {
  const QueryTerm term = queryTerm(asked);
  const std::string known = folded(said);
  return term.beginning ? known.starts_with(term.text) : known == term.text;
}

// An empty question is answered by all.
bool answers(std::string_view said, const std::string& asked) {
  return asked.empty() || agrees(said, asked);
}

bool nameAnswers(std::string_view said, const std::string& asked, bool given,
                 const PersonQuery& query) {
  if (answers(said, asked)) return true;
  const QueryTerm term = queryTerm(asked);
  const std::string known = folded(said);
  if (query.sounds_alike && soundAlike(known, term.text)) return true;
  if (!query.aliases || !given) return false;
  const auto aliases = aliasesOf(term.text);
  return std::find(aliases.begin(), aliases.end(), known) != aliases.end();
}

bool nameFits(const PersonName& said, const PersonName& asked, const PersonQuery& query) {
  return nameAnswers(said.family, asked.family, false, query) &&
         nameAnswers(said.given, asked.given, true, query) && answers(said.middle, asked.middle) &&
         answers(said.suffix, asked.suffix);
}

bool addressFits(const PostalAddress& said, const PostalAddress& asked) {
  return answers(said.line, asked.line) && answers(said.house_number, asked.house_number) &&
         answers(said.city, asked.city) && answers(said.state, asked.state) &&
         answers(said.postal_code, asked.postal_code) && answers(said.country, asked.country);
}

bool phoneFits(const std::string& said, const std::string& asked) {
  const std::string known = phoneDigits(said), wanted = phoneDigits(asked);
  return !wanted.empty() && known.ends_with(wanted);
}

// Whether some record has a value that the predicate likes.
template <class Value, class Likes>
bool anywhere(const std::vector<Demographics>& records, std::vector<Value> Demographics::*list,
              const Likes& likes) {
  return std::any_of(records.begin(), records.end(), [&](const Demographics& one) {
    return std::any_of((one.*list).begin(), (one.*list).end(), likes);
  });
}

template <class Likes>
bool somewhere(const std::vector<Demographics>& records, const std::string& asked,
               const Likes& likes) {
  return asked.empty() || std::any_of(records.begin(), records.end(), likes);
}

bool contactsFit(const Demographics& like, const std::vector<Demographics>& records) {
  for (const std::string& asked : like.phones) {
    const auto likes = [&](const std::string& said) { return phoneFits(said, asked); };
    if (!anywhere(records, &Demographics::phones, likes) &&
        !anywhere(records, &Demographics::work_phones, likes))
      return false;
  }
  for (const std::string& asked : like.emails)
    if (!anywhere(records, &Demographics::emails,
                  [&](const std::string& said) { return agrees(said, asked); }))
      return false;
  return true;
}

}  // namespace

bool fits(const PersonQuery& query, const std::vector<Demographics>& records) {
  const Demographics& like = query.like;
  for (const PersonName& asked : like.names)
    if (!anywhere(records, &Demographics::names,
                  [&](const PersonName& said) { return nameFits(said, asked, query); }))
      return false;
  for (const PostalAddress& asked : like.addresses)
    if (!anywhere(records, &Demographics::addresses,
                  [&](const PostalAddress& said) { return addressFits(said, asked); }))
      return false;
  if (!contactsFit(like, records)) return false;
  if (!somewhere(records, like.birth_date, [&](const Demographics& one) {
        return one.birth_date.starts_with(like.birth_date);
      }))
    return false;
  if (!somewhere(records, like.mother_family + like.mother_given, [&](const Demographics& one) {
        return answers(one.mother_family, like.mother_family) &&
               answers(one.mother_given, like.mother_given);
      }))
    return false;
  for (const Identifier& asked : like.mother_identifiers)
    if (!anywhere(records, &Demographics::mother_identifiers, [&](const Identifier& said) {
          return said.value == asked.value && (asked.system.empty() || said.system == asked.system);
        }))
      return false;
  for (const auto field :
       {&Demographics::gender, &Demographics::birth_place, &Demographics::multiple_birth,
        &Demographics::birth_order, &Demographics::deceased, &Demographics::death_date,
        &Demographics::language, &Demographics::marital_status})
    if (!somewhere(records, like.*field,
                   [&](const Demographics& one) { return agrees(one.*field, like.*field); }))
      return false;
  return true;
}

void PersonSearch::put(std::uint32_t record, const Demographics& person) {
  change(record, person, true);
}

void PersonSearch::erase(std::uint32_t record, const Demographics& person) {
  change(record, person, false);
}

PersonSearch::Records& PersonSearch::Words::at(const std::string& text) {
  if (const auto found = by_hash.find(text); found != by_hash.end()) return *found->second;
  const auto added = in_order.try_emplace(text).first;
  by_hash[added->first] = &added->second;
  return added->second;
}

void PersonSearch::Words::add(const std::string& text, std::uint32_t record) {
  insert(at(text), record);
}

void PersonSearch::Words::remove(const std::string& text, std::uint32_t record) {
  const auto found = by_hash.find(text);
  if (found == by_hash.end()) return;
  pontis::remove(*found->second, record);
  if (!found->second->empty()) return;
  by_hash.erase(found);
  in_order.erase(text);
}

void PersonSearch::change(std::uint32_t record, const Demographics& person, bool add) {
  const auto word = [&](Words& words, const std::string& text) {
    if (text.empty()) return;
    if (add)
      words.add(text, record);
    else
      words.remove(text, record);
  };
  const auto contact = [&](const std::string& text) {
    if (text.empty()) return;
    if (add)
      contact_.add(contactHash(text), record);
    else
      contact_.remove(contactHash(text), record);
  };
  for (const PersonName& name : person.names) {
    word(family_, folded(name.family));
    word(given_, folded(name.given));
  }
  word(birth_date_, person.birth_date);
  word(mother_, folded(person.mother_family));
  for (const PostalAddress& address : person.addresses)
    word(postal_code_, folded(address.postal_code));
  for (const std::string& phone : person.phones) contact(phoneDigits(phone));
  for (const std::string& phone : person.work_phones) contact(phoneDigits(phone));
  for (const std::string& email : person.emails) contact(folded(email));
}

PersonSearch::Hits PersonSearch::beginning(const Words& words, const std::string& text) {
  Hits hits;
  for (auto at = words.in_order.lower_bound(text);
       at != words.in_order.end() && at->first.starts_with(text); ++at) {
    hits.lists.push_back(&at->second);
    hits.count += at->second.size();
  }
  return hits;
}

PersonSearch::Hits PersonSearch::exactly(const Words& words,
                                         const std::vector<std::string>& texts) {
  Hits hits;
  for (const std::string& text : texts) {
    const auto found = words.in_order.find(text);
    if (found == words.in_order.end()) continue;
    hits.lists.push_back(&found->second);
    hits.count += found->second.size();
  }
  return hits;
}

// Names that sound alike begin with the same letter.
PersonSearch::Hits PersonSearch::sounding(const Words& words, std::string_view text) {
  Hits hits;
  const std::string_view letter = text.substr(0, 1);
  for (auto at = words.in_order.lower_bound(letter);
       at != words.in_order.end() && at->first.starts_with(letter); ++at) {
    if (at->first != text && !soundAlike(at->first, text)) continue;
    hits.lists.push_back(&at->second);
    hits.count += at->second.size();
  }
  return hits;
}

PersonSearch::Hits PersonSearch::named(const Words& words, const std::string& text, bool given,
                                       const PersonQuery& query) const {
  const QueryTerm term = queryTerm(text);
  if (term.beginning) return beginning(words, term.text);
  Hits hits = query.sounds_alike ? sounding(words, term.text) : exactly(words, {term.text});
  if (!query.aliases || !given) return hits;
  Hits others = exactly(words, aliasesOf(term.text));
  hits.lists.insert(hits.lists.end(), others.lists.begin(), others.lists.end());
  hits.count += others.count;
  return hits;
}

std::optional<PersonSearch::Hits> PersonSearch::shortest(const PersonQuery& query) const {
  std::optional<Hits> best;
  const auto offer = [&best](Hits hits) {
    if (!best || hits.count < best->count) best = std::move(hits);
  };
  const auto asks = [](const std::string& text) { return !queryTerm(text).text.empty(); };
  const Demographics& like = query.like;
  for (const PersonName& name : like.names) {
    if (asks(name.family)) offer(named(family_, name.family, false, query));
    if (asks(name.given)) offer(named(given_, name.given, true, query));
  }
  if (!like.birth_date.empty()) offer(beginning(birth_date_, like.birth_date));
  if (asks(like.mother_family)) offer(beginning(mother_, queryTerm(like.mother_family).text));
  for (const PostalAddress& address : like.addresses)
    if (asks(address.postal_code))
      offer(beginning(postal_code_, queryTerm(address.postal_code).text));
  return best;
}

std::optional<std::vector<std::uint32_t>> PersonSearch::candidates(const PersonQuery& query) const {
  // A contact is rarer than any word. Short numbers are left to the comparison.
  std::optional<Records> out;
  const auto contact = [&](const std::string& text) {
    out.emplace();
    contact_.each(contactHash(text), [&](std::uint32_t record) {
      out->push_back(record);
      return true;
    });
  };
  for (const std::string& phone : query.like.phones)
    if (phoneDigits(phone).size() == 9) contact(phoneDigits(phone));
  for (const std::string& email : query.like.emails)
    if (!queryTerm(email).beginning) contact(folded(email));
  if (out) return out;

  const std::optional<Hits> hits = shortest(query);
  if (!hits) return std::nullopt;
  out.emplace();
  out->reserve(hits->count);
  for (const Records* list : hits->lists) out->insert(out->end(), list->begin(), list->end());
  return out;
}

std::size_t PersonSearch::bytes() const {
  std::size_t sum = contact_.bytes();
  for (const Words* words : {&family_, &given_, &birth_date_, &postal_code_, &mother_})
    for (const auto& [text, records] : words->in_order)
      sum += 144 + (text.size() > 15 ? text.size() : 0) + records.capacity() * sizeof(records[0]);
  return sum;
}

}  // namespace pontis
