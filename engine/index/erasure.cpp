// Taking a person out of the index: as if nobody had ever spoken of them.
#include <algorithm>
#include <limits>
#include <mutex>

#include "engine/index/hash_index.h"
#include "engine/index/state.h"

namespace pontis {

using Kind = IdentityFact::Kind;

// What others say of an erased record goes with it: links, acts, what could still be taken back.
void Identities::eraseRecord(std::uint32_t record, Effect& effect,
                             std::vector<std::uint32_t>& seeds) {
  for (const std::uint32_t other : automatic(record)) {
    seeds.push_back(other);
    unlink(record, other, std::numeric_limits<std::int64_t>::max());
  }
  if (const auto found = acts_of_.find(record); found != acts_of_.end()) {
    const std::vector<std::int64_t> numbers = found->second;
    for (const std::int64_t number : numbers) {
      const auto act = acts_.find(number);
      if (act == acts_.end()) continue;
      IdentityFact fact;
      fact.overrides = act->second.overrides;
      reviews_.erase(number);
      leave(number, fact, seeds);
    }
  }
  std::erase_if(before_, [&](const Before& before) { return before.record == record; });
  for (Before& before : before_) {
    std::erase(before.ends, record);
    std::erase_if(before.parted,
                  [&](const Edge& edge) { return edge.a == record || edge.b == record; });
  }
  const RecordName called = name(record);
  hide(record, effect);
  by_identifier_.remove(hashOf(called.domain, called.value), record);
  arena_.wipe(records_[record].data);
  records_[record].data = arena_.put(nameAlone({}));
  records_[record].born = {};
}

void Identities::erase(const IdentityFact& fact, Effect& effect,
                       std::vector<std::uint32_t>& seeds) {
  std::vector<std::uint32_t> records;
  for (const PersonId& born : fact.erased)
    if (const std::uint32_t record = find(born); record != kNoRecord) records.push_back(record);
  // Before the first goes: it is through one another that the records of a person are found.
  for (const std::uint32_t record : records)
    for (const std::uint32_t member : members(record)) seeds.push_back(member);
  for (const std::uint32_t record : records) eraseRecord(record, effect, seeds);
  // After a restart the erased records were never described; what others were linked to them by
  // must not come back when somebody registers under the same number.
  for (const PersonId& born : fact.partners) {
    const std::uint32_t record = find(born);
    if (record == kNoRecord) continue;
    for (const std::uint32_t other : automatic(record))
      if (!visible(other)) unlink(record, other, std::numeric_limits<std::int64_t>::max());
  }
}

std::vector<std::uint32_t> Identities::partners(std::uint32_t record) const {
  std::vector<std::uint32_t> out = automatic(record);
  const auto acts = acts_of_.find(record);
  if (acts == acts_of_.end()) return out;
  for (const std::int64_t number : acts->second) {
    const Act& act = acts_.at(number);
    const std::uint32_t other = act.a == record ? act.b : act.a;
    if (other != kNoRecord && other != record) out.push_back(other);
  }
  return out;
}

Result<PersonErasure> Index::erasure(std::string_view person, const Origin& by) {
  const std::unique_lock lock(state_->mutex);
  const auto id = parsePersonId(person);
  if (!id) return id.error();
  const Identities& identities = state_->identities;
  const std::uint32_t lead = identities.find(*id);
  if (lead == kNoRecord)
    return Error{Code::kNotFound, "the index knows no person of this number", ""};
  PersonErasure out;
  IdentityFact fact;
  fact.kind = Kind::kErased;
  out.identifiers = state_->namesOf(lead);
  const auto members = identities.members(lead);
  for (const std::uint32_t record : members) {
    fact.erased.push_back(identities.born(record));
    for (const std::uint32_t other : identities.partners(record))
      if (identities.visible(other) &&
          std::find(members.begin(), members.end(), other) == members.end())
        fact.partners.push_back(identities.born(other));
  }
  // The number is taken now and filled by replay(), once all of it is durable.
  out.event.number = ++state_->last;
  state_->holes.insert(out.event.number);
  out.event.at = by.at;
  out.event.body = encode(fact, state_->domains);
  return out;
}

}  // namespace pontis
