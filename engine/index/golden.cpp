#include "engine/index/golden.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

namespace pontis {
namespace {

using Witnesses = std::vector<Witness>;

template <class T>
void addNew(std::vector<T>& list, const T& value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

bool sameName(const PersonName& a, const PersonName& b) {
  return lower(a.family) == lower(b.family) && lower(a.given) == lower(b.given) &&
         lower(a.middle) == lower(b.middle);
}

void names(const Witnesses& all, Demographics& out) {
  const auto complete = std::find_if(all.begin(), all.end(), [](const Witness& one) {
    return !one.person.names.empty() && !one.person.names[0].family.empty() &&
           !one.person.names[0].given.empty();
  });
  if (complete != all.end()) out.names.push_back(complete->person.names[0]);
  for (const Witness& one : all) {
    for (PersonName name : one.person.names) {
      const bool known =
          std::any_of(out.names.begin(), out.names.end(),
                      [&](const PersonName& other) { return sameName(name, other); });
      if (known) continue;
      if (!out.names.empty() && (name.use.empty() || name.use == "L")) name.use = "A";
      out.names.push_back(std::move(name));
    }
  }
}

// The most precise, then the most frequent, then the first.
std::string date(const Witnesses& all, std::string Demographics::*field) {
  std::map<std::string, int> votes;
  for (const Witness& one : all) ++votes[one.person.*field];
  std::string best;
  for (const Witness& one : all) {
    const std::string& text = one.person.*field;
    if (std::pair(text.size(), votes[text]) > std::pair(best.size(), votes[best])) best = text;
  }
  return best;
}

std::string gender(const Witnesses& all) {
  std::map<std::string, int> votes;
  std::string first;
  for (const Witness& one : all) {
    const std::string& text = one.person.gender;
    if (text == "F" || text == "M") ++votes[text];
    if (first.empty()) first = text;
  }
  std::string best;
  for (const Witness& one : all)
    if (votes.contains(one.person.gender) && votes[one.person.gender] > votes[best])
      best = one.person.gender;
  return best.empty() ? first : best;
}

void addresses(const Witnesses& all, Demographics& out) {
  for (const Witness& one : all) {
    for (const PostalAddress& address : one.person.addresses) {
      const bool taken =
          std::any_of(out.addresses.begin(), out.addresses.end(),
                      [&](const PostalAddress& other) { return other.use == address.use; });
      const bool own = &one == &all.front() || out.addresses.empty();
      if (own || !taken) out.addresses.push_back(address);
    }
  }
}

std::string first(const Witnesses& all, std::string Demographics::*field) {
  for (const Witness& one : all)
    if (!(one.person.*field).empty()) return one.person.*field;
  return {};
}

void mother(const Witnesses& all, Demographics& out) {
  const auto states = [](const Witness& one) { return !one.person.mother_family.empty(); };
  const auto found = std::find_if(all.begin(), all.end(), states);
  if (found != all.end()) {
    out.mother_family = found->person.mother_family;
    out.mother_given = found->person.mother_given;
  }
  if (out.mother_given.empty()) out.mother_given = first(all, &Demographics::mother_given);
  for (const Witness& one : all)
    for (const Identifier& identifier : one.person.mother_identifiers)
      addNew(out.mother_identifiers, identifier);
}

void identifiers(const Witnesses& all, Demographics& out) {
  const auto add = [&out](const Identifier& one) {
    const auto same = [&one](const Identifier& other) {
      return other.system == one.system && other.value == one.value;
    };
    if (std::none_of(out.identifiers.begin(), out.identifiers.end(), same))
      out.identifiers.push_back(one);
  };
  for (const Witness& one : all)
    if (!one.person.identifiers.empty()) add(one.person.identifiers[0]);
  for (const Witness& one : all)
    for (const Identifier& identifier : one.person.identifiers) add(identifier);
}

std::tuple<bool, std::int64_t, std::string> rank(const Witness& one) {
  const auto& all = one.person.identifiers;
  return {!one.authoritative, -toMilliseconds(one.updated),
          all.empty() ? std::string() : all[0].system + '|' + all[0].value};
}

}  // namespace

Demographics goldenRecord(std::vector<Witness> witnesses) {
  const auto live = std::stable_partition(witnesses.begin(), witnesses.end(),
                                          [](const Witness& one) { return !one.retired; });
  if (live != witnesses.begin()) witnesses.erase(live, witnesses.end());
  std::sort(witnesses.begin(), witnesses.end(),
            [](const Witness& a, const Witness& b) { return rank(a) < rank(b); });
  Demographics out;
  identifiers(witnesses, out);
  names(witnesses, out);
  out.birth_date = date(witnesses, &Demographics::birth_date);
  out.gender = gender(witnesses);
  addresses(witnesses, out);
  for (const Witness& one : witnesses) {
    for (const std::string& phone : one.person.phones) addNew(out.phones, phone);
    for (const std::string& phone : one.person.work_phones) addNew(out.work_phones, phone);
    for (const std::string& email : one.person.emails) addNew(out.emails, email);
    if (one.person.deceased == "Y") out.deceased = "Y";
  }
  mother(witnesses, out);
  out.death_date = date(witnesses, &Demographics::death_date);
  if (out.deceased.empty()) out.deceased = first(witnesses, &Demographics::deceased);
  for (const auto field :
       {&Demographics::birth_place, &Demographics::multiple_birth, &Demographics::birth_order,
        &Demographics::language, &Demographics::marital_status})
    out.*field = first(witnesses, field);
  return out;
}

}  // namespace pontis
