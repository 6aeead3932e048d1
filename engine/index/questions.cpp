// Questions to the index: readers share it.
#include <algorithm>
#include <mutex>

#include "engine/index/golden.h"
#include "engine/index/state.h"

namespace pontis {
namespace {

// Persons that a query without anything selective looks at.
constexpr std::size_t kLongestScan = 1'000'000;

const char* toString(IdentityFact::Kind kind) {
  if (kind == IdentityFact::Kind::kHeld) return "swap";
  return kind == IdentityFact::Kind::kConflict ? "conflict" : "possible";
}

}  // namespace

Identifier Index::State::identifierOf(std::uint32_t record) const {
  const auto all = identifiersOf(identities.packed(record));
  return {systemOf(domains.at(all[0].key.domain)), std::string(all[0].key.value),
          std::string(all[0].type)};
}

RecordView Index::State::view(std::uint32_t record) const {
  RecordView out{identifierOf(record),       described(record), identities.source(record),
                 identities.updated(record), retired(record),   {}};
  if (out.retired) out.survivor = identifierOf(identities.survivor(record));
  return out;
}

std::uint32_t Index::State::carrier(const RecordKey& key) const {
  if (const std::uint32_t named = identities.find(key); named != kNoRecord) return named;
  const auto all = identities.carriers(key, 64);
  const bool one_person = std::all_of(all.begin(), all.end(), [&](std::uint32_t record) {
    return identities.personOf(record) == identities.personOf(all[0]);
  });
  return all.empty() || !one_person ? kNoRecord : all[0];
}

const Domains& Index::domains() const { return state_->domains; }

Identifier Index::canonical(Identifier identifier) const {
  if (identifier.system.empty()) return identifier;
  const std::shared_lock lock(state_->mutex);
  const Domains& domains = state_->domains;
  if (const std::uint32_t domain = domains.find(identifier.system); domain != Domains::kUnknown)
    identifier.system = systemOf(domains.at(domain));
  return identifier;
}

std::optional<std::string> Index::personOf(const Identifier& record) const {
  const std::shared_lock lock(state_->mutex);
  const std::uint32_t domain = state_->domains.find(record.system);
  if (domain == Domains::kUnknown) return std::nullopt;
  const std::uint32_t found = state_->carrier({domain, record.value});
  if (found == kNoRecord) return std::nullopt;
  return state_->idOf(found);
}

std::vector<Identifier> Index::State::namesOf(std::uint32_t record) const {
  std::vector<Identifier> out{{systemOf(domains.at(0)), idOf(record), ""}};
  const std::uint32_t person = identities.personOf(record);
  for (const std::uint32_t member : identities.members(record))
    for (const PackedIdentifier& one : identifiersOf(identities.packed(member))) {
      const std::uint32_t holder = carrier(one.key);
      if (holder == kNoRecord || identities.personOf(holder) != person) continue;
      Identifier name{systemOf(domains.at(one.key.domain)), std::string(one.key.value), ""};
      if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(std::move(name));
    }
  return out;
}

std::vector<Identifier> Index::namesOf(const Identifier& identifier) const {
  const std::shared_lock lock(state_->mutex);
  const std::uint32_t domain = state_->domains.find(identifier.system);
  if (domain == Domains::kUnknown) return {};
  std::uint32_t record = kNoRecord;
  if (const auto id = parsePersonId(identifier.value); domain == 0 && id)
    record = state_->identities.find(*id);
  else if (domain != 0)
    record = state_->carrier({domain, identifier.value});
  return record == kNoRecord ? std::vector<Identifier>() : state_->namesOf(record);
}

Result<PersonView> Index::person(std::string_view id) const {
  const Error unknown{Code::kNotFound, "no person has this number", "identifier"};
  const Result<PersonId> number = parsePersonId(id);
  if (!number) return unknown;
  const std::shared_lock lock(state_->mutex);
  const std::uint32_t record = state_->identities.find(*number);
  if (record == kNoRecord) return unknown;
  PersonView out;
  out.id = state_->idOf(record);
  std::vector<Witness> witnesses;
  std::vector<std::uint32_t> members = state_->identities.members(record);
  std::sort(members.begin(), members.end(), [&](std::uint32_t a, std::uint32_t b) {
    return state_->identities.born(a) < state_->identities.born(b);
  });
  for (const std::uint32_t member : members) {
    out.records.push_back(state_->view(member));
    const RecordView& view = out.records.back();
    const std::uint32_t domain = recordKeyOf(state_->identities.packed(member)).domain;
    witnesses.push_back(
        {view.person, view.updated, state_->domains.at(domain).unique, view.retired});
  }
  out.golden = goldenRecord(std::move(witnesses));
  return out;
}

Result<std::vector<Identifier>> Index::crossReferences(const Identifier& record,
                                                       std::span<const std::string> domains) const {
  const std::shared_lock lock(state_->mutex);
  const auto unknown = [](const char* why, std::string where) {
    return Error{Code::kNotFound, why, std::move(where)};
  };
  const std::uint32_t home = state_->domains.find(record.system);
  if (home == Domains::kUnknown) return unknown("the domain is not known here", "domain");
  std::vector<std::uint32_t> wanted;
  for (std::size_t i = 0; i < domains.size(); ++i) {
    wanted.push_back(state_->domains.find(domains[i]));
    if (wanted.back() == Domains::kUnknown)
      return unknown("the domain is not known here", "returned[" + std::to_string(i) + "]");
  }
  std::uint32_t found = kNoRecord;
  if (home == 0) {
    if (const auto id = parsePersonId(record.value)) found = state_->identities.find(*id);
  } else {
    found = state_->carrier({home, record.value});
  }
  if (found == kNoRecord) return unknown("the identifier is not registered", "identifier");

  std::vector<Identifier> out;
  const auto asked = [&](std::uint32_t domain) {
    return std::find(wanted.begin(), wanted.end(), domain) != wanted.end();
  };
  for (const std::uint32_t member : state_->identities.members(found)) {
    if (state_->retired(member)) continue;
    for (const PackedIdentifier& one : identifiersOf(state_->identities.packed(member))) {
      if (one.key.domain == home && one.key.value == record.value) continue;
      Identifier identifier{systemOf(state_->domains.at(one.key.domain)),
                            std::string(one.key.value), std::string(one.type)};
      if (state_->domains.find(identifier.system) == Domains::kUnknown) continue;
      if (!wanted.empty() && !asked(one.key.domain)) continue;
      const auto same = [&](const Identifier& other) {
        return other.system == identifier.system && other.value == identifier.value;
      };
      if (std::none_of(out.begin(), out.end(), same)) out.push_back(std::move(identifier));
    }
  }
  // The index's own number is given to those who ask for it by name.
  if (home != 0 && asked(0))
    out.push_back({systemOf(state_->domains.own()), state_->idOf(found), ""});
  return out;
}

bool Index::State::fits(const PersonQuery& query, std::uint32_t person) const {
  std::vector<Demographics> records;
  for (const std::uint32_t member : identities.members(person))
    if (!retired(member)) records.push_back(described(member));
  return pontis::fits(query, records);
}

std::vector<std::uint32_t> Index::State::persons(const PersonQuery& query) const {
  std::vector<std::uint32_t> records;
  bool narrowed = false;
  for (const Identifier& identifier : query.like.identifiers) {
    if (identifier.value.empty()) continue;
    std::vector<std::uint32_t> these;
    for (std::uint32_t domain = 0; domain < domains.size(); ++domain) {
      if (!identifier.system.empty() && domains.find(identifier.system) != domain) continue;
      if (domain == 0) {
        const auto id = parsePersonId(identifier.value);
        const std::uint32_t named = id ? identities.find(*id) : kNoRecord;
        if (named != kNoRecord) these.push_back(named);
        continue;
      }
      const auto carriers = identities.carriers({domain, identifier.value}, kLongestScan);
      these.insert(these.end(), carriers.begin(), carriers.end());
    }
    for (std::uint32_t& record : these) record = identities.personOf(record);
    std::sort(these.begin(), these.end());
    if (narrowed) {
      std::erase_if(records, [&](std::uint32_t one) {
        return !std::binary_search(these.begin(), these.end(), one);
      });
    } else {
      records = std::move(these);
    }
    narrowed = true;
  }
  if (narrowed) return records;
  if (auto candidates = search.candidates(query)) {
    for (std::uint32_t& record : *candidates) record = identities.personOf(record);
    return std::move(*candidates);
  }
  for (std::uint32_t record = 0; record < identities.slots(); ++record)
    if (identities.visible(record) && identities.personOf(record) == record &&
        records.size() < kLongestScan)
      records.push_back(record);
  return records;
}

std::vector<std::string> Index::find(const PersonQuery& query, std::string_view after,
                                     std::size_t limit) const {
  const std::shared_lock lock(state_->mutex);
  std::vector<std::uint32_t> persons = state_->persons(query);
  const auto older = [&](std::uint32_t a, std::uint32_t b) {
    return state_->identities.born(a) < state_->identities.born(b);
  };
  if (const auto from = parsePersonId(after))
    std::erase_if(persons,
                  [&](std::uint32_t one) { return state_->identities.born(one) <= *from; });
  std::sort(persons.begin(), persons.end(), older);
  persons.erase(std::unique(persons.begin(), persons.end()), persons.end());
  std::vector<std::string> out;
  for (const std::uint32_t person : persons) {
    if (out.size() == limit) break;
    if (state_->fits(query, person)) out.push_back(state_->idOf(person));
  }
  return out;
}

std::vector<PersonMatch> Index::match(const Demographics& probe, std::size_t limit) const {
  const std::shared_lock lock(state_->mutex);
  std::vector<PersonMatch> out;
  // Records of one person take several places.
  for (const Candidate& one : state_->matcher.search(probe, limit * 4)) {
    if (!state_->identities.visible(one.record)) continue;
    std::string id = state_->idOf(one.record);
    const auto known = std::find_if(out.begin(), out.end(),
                                    [&](const PersonMatch& other) { return other.id == id; });
    if (known == out.end()) out.push_back({std::move(id), one.score, one.grade});
  }
  if (out.size() > limit) out.resize(limit);
  return out;
}

Result<Judgement> Index::explain(const Identifier& a, const Identifier& b) const {
  const std::shared_lock lock(state_->mutex);
  const Result<State::Pair> pair = state_->pair(a, b);
  if (!pair) return pair.error();
  return state_->matcher.judge(state_->described(pair->a), state_->described(pair->b));
}

std::vector<ReviewLine> Index::reviews(std::size_t limit) const {
  const std::shared_lock lock(state_->mutex);
  std::vector<ReviewLine> out;
  for (const std::int64_t number : state_->identities.reviews()) {
    if (out.size() == limit) break;
    const Identities::Act& act = *state_->identities.act(number);
    if (!state_->waits(act)) continue;
    const std::uint32_t other = act.b == kNoRecord ? act.a : act.b;
    out.push_back({number, toString(act.kind), state_->identifierOf(act.a),
                   state_->identifierOf(other), act.score, act.at});
  }
  return out;
}

std::vector<IdentityChange> Index::changes(std::int64_t after, std::size_t limit) const {
  const std::shared_lock lock(state_->mutex);
  std::vector<IdentityChange> out;
  auto at = std::partition_point(state_->changes.begin(), state_->changes.end(),
                                 [&](const State::Change& one) { return one.number <= after; });
  const auto idAt = [&](std::uint32_t record) {
    return record == kNoRecord ? std::string() : toText(state_->identities.born(record));
  };
  const auto& underway = state_->underway;
  for (; at != state_->changes.end() && out.size() < limit; ++at) {
    if (!underway.empty() && at->number >= underway.begin()->first) break;
    IdentityChange change{at->number, at->kind,         state_->identifierOf(at->subject),
                          {},         idAt(at->person), idAt(at->former)};
    if (at->other != kNoRecord) change.other = state_->identifierOf(at->other);
    out.push_back(std::move(change));
  }
  return out;
}

std::int64_t Index::forgotten() const {
  const std::shared_lock lock(state_->mutex);
  return state_->forgotten;
}

Index::Size Index::size() const {
  const std::shared_lock lock(state_->mutex);
  const std::size_t matcher_bytes = state_->matcher.bytes();
  return {state_->identities.count(), state_->identities.persons(), matcher_bytes,
          matcher_bytes + state_->identities.bytes() + state_->search.bytes()};
}

}  // namespace pontis
