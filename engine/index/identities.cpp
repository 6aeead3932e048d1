#include "engine/index/identities.h"

#include <algorithm>

#include "engine/index/codec.h"
#include "engine/index/partition.h"

namespace pontis {
namespace {

using Kind = IdentityFact::Kind;

constexpr std::uint32_t kCarried =
    0x80000000;  // sets apart who carries a number from whom it names

std::uint64_t nameHash(const RecordKey& key) { return hashOf(key.domain, key.value); }
std::uint64_t carriedHash(const RecordKey& key) { return hashOf(key.domain ^ kCarried, key.value); }

std::uint64_t personHash(const PersonId& id) {
  return hashOf(0, std::string_view(reinterpret_cast<const char*>(id.data()), id.size()));
}

}  // namespace

std::string nameAlone(const RecordName& name) {
  ByteWriter out;
  out.number(1);
  out.number(name.domain);
  out.text(name.value);
  out.text("");   // type
  out.number(0);  // of the mother
  out.number(0);  // nothing stated
  return out.take();
}

std::uint32_t Identities::find(const RecordKey& key) const {
  std::uint32_t found = kNoRecord;
  by_identifier_.each(nameHash(key), [&](std::uint32_t record) {
    if (visible(record) && recordKeyOf(packed(record)) == key) found = record;
    return found == kNoRecord;
  });
  return found;
}

std::vector<std::uint32_t> Identities::carriers(const RecordKey& key, std::size_t limit) const {
  std::vector<std::uint32_t> out;
  if (const std::uint32_t named = find(key); named != kNoRecord) out.push_back(named);
  by_identifier_.each(carriedHash(key), [&](std::uint32_t record) {
    const auto all = identifiersOf(packed(record));
    if (std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.key == key; }))
      out.push_back(record);
    return out.size() < limit;
  });
  return out;
}

RecordName Identities::name(std::uint32_t record) const {
  const RecordKey key = recordKeyOf(packed(record));
  return {key.domain, std::string(key.value)};
}

const std::string& Identities::source(std::uint32_t record) const {
  return sources_[records_[record].source];
}

std::uint32_t Identities::survivor(std::uint32_t record) const {
  // Bounded: events that were taken back may leave a ring of merges.
  for (int step = 0; step < 64; ++step) {
    const std::uint32_t next = records_[record].survivor;
    if (next == kNoRecord || !visible(next)) break;
    record = next;
  }
  return record;
}

std::vector<std::uint32_t> Identities::members(std::uint32_t record) const {
  std::vector<std::uint32_t> out{records_[record].lead};
  for (std::uint32_t at = records_[out[0]].next; at != out[0]; at = records_[at].next)
    out.push_back(at);
  return out;
}

std::uint32_t Identities::find(const PersonId& id) const {
  std::uint32_t found = kNoRecord;
  by_person_.each(personHash(id), [&](std::uint32_t record) {
    if (visible(record) && records_[record].born == id) found = record;
    return found == kNoRecord;
  });
  return found;
}

// The record of that name, seen or not; a new one if there is none.
std::uint32_t Identities::slot(const RecordName& name) {
  std::uint32_t found = kNoRecord;
  by_identifier_.each(nameHash(name.key()), [&](std::uint32_t record) {
    if (recordKeyOf(packed(record)) == name.key()) found = record;
    return found == kNoRecord;
  });
  if (found != kNoRecord) return found;
  const auto record = static_cast<std::uint32_t>(records_.size());
  records_.emplace_back().data = arena_.put(nameAlone(name));
  by_identifier_.add(nameHash(name.key()), record);
  return record;
}

std::uint32_t Identities::sourceNumber(const std::string& source) {
  const auto [at, added] =
      source_numbers_.try_emplace(source, static_cast<std::uint32_t>(sources_.size()));
  if (added) sources_.push_back(source);
  return at->second;
}

// Enters the record under the identifiers that it carries, or takes it out.
void Identities::carry(std::uint32_t record, std::string_view packed, bool add) {
  const auto all = identifiersOf(packed);
  for (std::size_t i = 1; i < all.size(); ++i) {
    const auto said = std::find_if(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(i),
                                   [&](const auto& one) { return one.key == all[i].key; });
    if (said != all.begin() + static_cast<std::ptrdiff_t>(i)) continue;
    if (add)
      by_identifier_.add(carriedHash(all[i].key), record);
    else
      by_identifier_.remove(carriedHash(all[i].key), record);
  }
}

void Identities::describe(std::uint32_t record, const Record& now, std::string_view packed,
                          Effect& effect) {
  Record& here = records_[record];
  effect.described.push_back({record, visible(record) ? std::string(this->packed(record)) : ""});
  if (visible(record)) {
    carry(record, this->packed(record), false);
    by_person_.remove(personHash(here.born), record);
  } else {
    ++visible_;
  }
  carry(record, packed, true);
  by_person_.add(personHash(now.born), record);
  arena_.free(here.data);
  here.data = arena_.put(packed);
  here.born = now.born;
  here.version = now.version;
  here.updated = now.updated;
  here.source = now.source;
}

void Identities::hide(std::uint32_t record, Effect& effect) {
  Record& here = records_[record];
  const RecordName called = name(record);
  effect.described.push_back({record, std::string(packed(record))});
  effect.moved.push_back({record, here.lead, kNoRecord});
  carry(record, packed(record), false);
  by_person_.remove(personHash(here.born), record);
  if (here.lead == record) --persons_;
  --visible_;
  arena_.wipe(here.data);
  here.data = arena_.put(nameAlone(called));
  here.version = 0;
  here.lead = here.next = kNoRecord;
}

Effect Identities::apply(std::int64_t number, Time at, const IdentityFact& fact, bool keeps) {
  Effect effect;
  std::vector<std::uint32_t> seeds;
  if (fact.kind == Kind::kErased) {
    erase(fact, effect, seeds);
    if (!seeds.empty()) Partition(*this).remake(seeds, effect);
    return effect;
  }
  if (fact.kind == Kind::kSeen) seen(number, at, fact, keeps, effect, seeds);
  if (fact.kind != Kind::kSeen || !fact.overrides.empty()) enter(number, at, fact, seeds);
  if (!seeds.empty()) Partition(*this).remake(seeds, effect);
  return effect;
}

Effect Identities::revert(std::int64_t number, const IdentityFact& fact) {
  Effect effect;
  std::vector<std::uint32_t> seeds;
  if (fact.kind == Kind::kSeen) unsee(number, fact, effect, seeds);
  if (acts_.contains(number)) leave(number, fact, seeds);
  if (!seeds.empty()) Partition(*this).remake(seeds, effect);
  return effect;
}

std::size_t Identities::bytes() const {
  return arena_.bytes() + records_.capacity() * sizeof(Record) + by_identifier_.bytes() +
         by_person_.bytes() + edges_.capacity() * sizeof(Edge) + acts_.size() * (sizeof(Act) + 96) +
         before_.size() * (sizeof(Before) + 256);
}

}  // namespace pontis
