// What a snapshot holds of an index, part by part.
#include <mutex>

#include "engine/index/snapshot.h"
#include "engine/index/state.h"

namespace pontis {

void Arena::save(SnapshotOut& out) const {
  out.number(chunks_.size());
  out.number(used_);
  for (std::size_t i = 0; i < chunks_.size(); ++i)
    out.raw(chunks_[i].get(), (i + 1 < chunks_.size() ? kChunkUnits : used_) * kUnit);
  out.number(free_.size());
  for (const auto& [units, places] : free_) {
    out.number(units);
    out.column(places);
  }
}

void Arena::load(SnapshotIn& in) {
  const std::size_t chunks = in.count(1);
  used_ = std::min<std::size_t>(in.number(), kChunkUnits);
  for (std::size_t i = 0; i < chunks && !in.damaged(); ++i) {
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(kChunkUnits * kUnit));
    in.raw(chunks_[i].get(), (i + 1 < chunks ? kChunkUnits : used_) * kUnit);
  }
  for (std::size_t count = in.count(16); count > 0; --count) {
    const std::size_t units = in.number();
    in.column(free_[units]);
  }
}

void HashIndex::save(SnapshotOut& out) const {
  out.column(slots_);
  out.number(used_);
  out.column(postings_);
  out.number(free_);
}

void HashIndex::load(SnapshotIn& in) {
  in.column(slots_);
  used_ = in.number();
  in.column(postings_);
  free_ = static_cast<std::uint32_t>(in.number());
}

void PersonSearch::save(SnapshotOut& out) const {
  for (const Words* words : {&family_, &given_, &birth_date_, &postal_code_, &mother_}) {
    out.number(words->in_order.size());
    for (const auto& [text, records] : words->in_order) {
      out.text(text);
      out.column(records);
    }
  }
  contact_.save(out);
}

void PersonSearch::load(SnapshotIn& in) {
  for (Words* words : {&family_, &given_, &birth_date_, &postal_code_, &mother_}) {
    for (std::size_t count = in.count(16); count > 0; --count) {
      auto& words_in_order = words->in_order;
      const auto at = words_in_order.emplace_hint(words_in_order.end(), in.text(), Records());
      in.column(at->second);
      words->by_hash[at->first] = &at->second;
    }
  }
  contact_.load(in);
}

void Identities::save(SnapshotOut& out) const {
  arena_.save(out);
  out.column(records_);
  out.number(visible_);
  out.number(persons_);
  by_identifier_.save(out);
  by_person_.save(out);
  out.column(edges_);
  out.number(free_edge_);
  out.number(sources_.size());
  for (const std::string& source : sources_) out.text(source);
  out.number(acts_.size());
  for (const auto& [number, act] : acts_) {
    out.number(static_cast<std::uint64_t>(number));
    out.number(static_cast<std::uint64_t>(act.kind) << 1 | act.in_force);
    out.number(std::uint64_t{act.a} << 32 | act.b);
    out.raw(&act.score, sizeof act.score);
    out.number(static_cast<std::uint64_t>(toMilliseconds(act.at)));
    out.column(act.overrides);
    out.text(act.held);
  }
}

void Identities::load(SnapshotIn& in) {
  arena_.load(in);
  in.column(records_);
  visible_ = in.number();
  persons_ = in.number();
  by_identifier_.load(in);
  by_person_.load(in);
  in.column(edges_);
  free_edge_ = static_cast<std::uint32_t>(in.number());
  for (std::size_t count = in.count(8); count > 0; --count) sourceNumber(in.text());
  for (std::size_t count = in.count(40); count > 0; --count) {
    const auto number = static_cast<std::int64_t>(in.number());
    Act act;
    const std::uint64_t kind = in.number(), pair = in.number();
    act.kind = static_cast<IdentityFact::Kind>(kind >> 1);
    act.in_force = kind & 1;
    act.a = static_cast<std::uint32_t>(pair >> 32);
    act.b = static_cast<std::uint32_t>(pair);
    in.raw(&act.score, sizeof act.score);
    act.at = fromMilliseconds(static_cast<std::int64_t>(in.number()));
    in.column(act.overrides);
    act.held = in.text();
    enlist(number, act);
    acts_.emplace_hint(acts_.end(), number, std::move(act));
  }
}

void Index::State::save(SnapshotOut& out) const {
  out.number(static_cast<std::uint64_t>(last));
  out.number(domains.size());
  for (std::uint32_t domain = 0; domain < domains.size(); ++domain) {
    const std::string system = systemOf(domains.at(domain));
    out.text(system);
    out.number(domains.find(system) == domain);
  }
  identities.save(out);
  search.save(out);
  out.column(std::vector<std::int64_t>(holes.begin(), holes.end()));
  out.column(std::vector<Change>(changes.begin(), changes.end()));
  out.number(static_cast<std::uint64_t>(forgotten));
}

// Packed demographics name domains by number: a configuration that numbers them otherwise starts
// from the log.
bool Index::State::load(SnapshotIn& in) {
  last = static_cast<std::int64_t>(in.number());
  bool same = true;
  const std::size_t count = in.count(16);
  for (std::uint32_t domain = 0; domain < count; ++domain) {
    const std::string system = in.text();
    same = domains.numberOf(system) == domain && same;
    if (in.number() != 0 && !system.empty()) domains.learn(system);
  }
  identities.load(in);
  search.load(in);
  std::vector<std::int64_t> missing;
  in.column(missing);
  holes.insert(missing.begin(), missing.end());
  std::vector<Change> told;
  in.column(told);
  changes.assign(told.begin(), told.end());
  forgotten = static_cast<std::int64_t>(in.number());
  return same;
}

Result<Done> Index::save(const std::string& path) const {
  Result<std::unique_ptr<SnapshotOut>> out = SnapshotOut::create(path);
  if (!out) return out.error();
  const std::shared_lock lock(state_->mutex);
  state_->save(**out);
  return (*out)->finish();
}

Result<Done> Index::load(const std::string& path) {
  Result<std::unique_ptr<SnapshotIn>> in = SnapshotIn::open(path);
  if (!in) return in.error();
  auto loaded = std::make_unique<State>(state_->options, state_->weights);
  const bool same = loaded->load(**in);
  if (const Result<Done> whole = (*in)->finish(); !whole) return whole.error();
  if (!same) return Error{Code::kUnsupported, "the domains were configured otherwise", ""};
  loaded->fillMatcher();
  state_ = std::move(loaded);
  return Done{};
}

void Index::State::fillMatcher() {
  for (std::uint32_t record = 0; record < identities.slots(); ++record)
    if (identities.visible(record)) matcher.put(record, described(record));
}

}  // namespace pontis
