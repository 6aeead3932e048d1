// Acts: which are in force, and what they say of two records.
#include <algorithm>

#include "engine/index/hash_index.h"
#include "engine/index/identities.h"

namespace pontis {

using Kind = IdentityFact::Kind;

namespace {

bool isReview(Kind kind) {
  return kind == Kind::kHeld || kind == Kind::kPossible || kind == Kind::kConflict;
}

}  // namespace

void Identities::enter(std::int64_t number, Time at, const IdentityFact& fact,
                       std::vector<std::uint32_t>& seeds) {
  Act act;
  act.kind = fact.kind;
  act.score = fact.score;
  act.at = at;
  act.overrides = fact.overrides;
  if (fact.kind != Kind::kUndone) act.a = slot(fact.a);
  if (fact.kind != Kind::kUndone && fact.kind != Kind::kSeen && fact.kind != Kind::kHeld)
    act.b = slot(fact.b);
  if (fact.kind == Kind::kHeld) act.held = encode(fact, *domains_);
  enlist(number, act);
  acts_[number] = std::move(act);
  refresh(number, seeds);
}

void Identities::enlist(std::int64_t number, const Act& act) {
  if (act.a != kNoRecord) acts_of_[act.a].push_back(number);
  if (act.b != kNoRecord && act.b != act.a) acts_of_[act.b].push_back(number);
  for (const std::int64_t overridden : act.overrides) overriders_[overridden].push_back(number);
  if (isReview(act.kind) && act.in_force) reviews_.insert(number);
}

void Identities::leave(std::int64_t number, const IdentityFact& fact,
                       std::vector<std::uint32_t>& seeds) {
  const auto found = acts_.find(number);
  Act& act = found->second;
  if (act.in_force) {
    act.in_force = false;
    toggled(number, act, seeds);
  }
  for (const std::uint32_t record : {act.a, act.b}) {
    const auto acts = acts_of_.find(record);
    if (acts == acts_of_.end()) continue;
    std::erase(acts->second, number);
    if (acts->second.empty()) acts_of_.erase(acts);
  }
  acts_.erase(found);
  for (const std::int64_t overridden : fact.overrides) {
    const auto others = overriders_.find(overridden);
    std::erase(others->second, number);
    if (others->second.empty()) overriders_.erase(others);
    refresh(overridden, seeds);
  }
}

// Looks again whether the act is in force, and then at those that it overrides. Ends: an event
// overrides only older ones.
void Identities::refresh(std::int64_t number, std::vector<std::uint32_t>& seeds) {
  const auto found = acts_.find(number);
  if (found == acts_.end()) return;
  Act& act = found->second;
  const auto overriders = overriders_.find(number);
  const bool overridden =
      overriders != overriders_.end() &&
      std::any_of(overriders->second.begin(), overriders->second.end(), [&](std::int64_t by) {
        const auto other = acts_.find(by);
        return other != acts_.end() && other->second.in_force;
      });
  if (act.in_force != overridden) return;
  act.in_force = !overridden;
  toggled(number, act, seeds);
  for (const std::int64_t other : act.overrides)
    if (other < number) refresh(other, seeds);
}

void Identities::toggled(std::int64_t number, const Act& act, std::vector<std::uint32_t>& seeds) {
  if (isReview(act.kind)) {
    if (act.in_force)
      reviews_.insert(number);
    else
      reviews_.erase(number);
    return;
  }
  if (act.a == kNoRecord || act.b == kNoRecord) return;
  seeds.insert(seeds.end(), {act.a, act.b});
  if (act.kind != Kind::kMerged) return;
  std::int64_t youngest = 0;
  records_[act.b].survivor = kNoRecord;
  for (const std::int64_t other : acts_of_[act.b]) {
    const Act& merge = acts_.at(other);
    if (!merge.in_force || merge.kind != Kind::kMerged || merge.b != act.b || other < youngest)
      continue;
    youngest = other;
    records_[act.b].survivor = merge.a;
  }
}

const Identities::Act* Identities::act(std::int64_t number) const {
  const auto found = acts_.find(number);
  return found == acts_.end() ? nullptr : &found->second;
}

std::vector<std::int64_t> Identities::acts(Kind kind, std::uint32_t a, std::uint32_t b,
                                           bool in_force) const {
  std::vector<std::int64_t> out;
  const auto found = acts_of_.find(a);
  if (found == acts_of_.end()) return out;
  for (const std::int64_t number : found->second) {
    const Act& one = acts_.at(number);
    if (one.kind != kind || (in_force && !one.in_force)) continue;
    if ((one.a == a && one.b == b) || (one.a == b && one.b == a)) out.push_back(number);
  }
  return out;
}

std::vector<std::int64_t> Identities::mergesOf(std::uint32_t record) const {
  std::vector<std::int64_t> out;
  const auto found = acts_of_.find(record);
  if (found == acts_of_.end()) return out;
  for (const std::int64_t number : found->second) {
    const Act& one = acts_.at(number);
    if (one.in_force && one.kind == Kind::kMerged && one.b == record) out.push_back(number);
  }
  return out;
}

bool Identities::apart(std::uint32_t a, std::uint32_t b) const {
  if (acts_of_.empty()) return false;
  const std::uint32_t other = personOf(b);
  for (const std::uint32_t record : members(a)) {
    const auto found = acts_of_.find(record);
    if (found == acts_of_.end()) continue;
    for (const std::int64_t number : found->second) {
      const Act& one = acts_.at(number);
      if (!one.in_force) continue;
      if (one.kind != Kind::kUnlinked && one.kind != Kind::kMustNotLink) continue;
      const std::uint32_t partner = one.a == record ? one.b : one.a;
      if (visible(partner) && personOf(partner) == other) return true;
    }
  }
  return false;
}

bool Identities::merged(std::uint32_t a, std::uint32_t b) const {
  std::vector<std::uint32_t> met{a};
  for (std::size_t at = 0; at < met.size(); ++at) {
    if (met[at] == b) return true;
    const auto found = acts_of_.find(met[at]);
    if (found == acts_of_.end()) continue;
    for (const std::int64_t number : found->second) {
      const Act& one = acts_.at(number);
      if (!one.in_force || one.kind != Kind::kMerged) continue;
      const std::uint32_t next = one.a == met[at] ? one.b : one.a;
      if (std::find(met.begin(), met.end(), next) == met.end()) met.push_back(next);
    }
  }
  return false;
}

// A sum over lines: records come in another order from one replay to the next.
std::uint64_t Identities::digest() const {
  std::uint64_t sum = 0;
  const auto add = [&sum](const std::string& line) { sum += hashOf(1, line); };
  const auto spelled = [&](std::uint32_t record) {
    if (record == kNoRecord) return std::string("-");
    const RecordKey key = recordKeyOf(packed(record));
    return systemOf(domains_->at(key.domain)) + "|" + std::string(key.value);
  };
  for (std::uint32_t record = 0; record < records_.size(); ++record) {
    const Record& one = records_[record];
    if (!visible(record)) continue;
    std::string line = spelled(record) + std::to_string(one.version) + "," +
                       std::to_string(one.updated) + toText(one.born) + source(record) +
                       toText(born(one.lead)) + spelled(survivor(record));
    for (const auto& identifier : identifiersOf(packed(record)))
      line += systemOf(domains_->at(identifier.key.domain));
    add(line + renumbered(packed(record), [](std::uint32_t) { return 0; }));
  }
  for (const Edge& edge : edges_) {
    if (edge.a == kNoRecord) continue;
    std::string a = spelled(edge.a), b = spelled(edge.b);
    if (b < a) a.swap(b);
    add(a + "~" + b + std::to_string(edge.number) + "," + std::to_string(edge.score));
  }
  for (const auto& [number, act] : acts_) {
    std::string line = std::to_string(number) + "," + std::to_string(int(act.kind)) +
                       spelled(act.a) + spelled(act.b) + (act.in_force ? "+" : "-");
    for (const std::int64_t other : act.overrides) line += "," + std::to_string(other);
    add(line);
  }
  return sum;
}

}  // namespace pontis
