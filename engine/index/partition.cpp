#include "engine/index/partition.h"

#include <algorithm>
#include <tuple>
#include <unordered_set>

namespace pontis {

using Kind = IdentityFact::Kind;

// Calls `visit` with each record that a link in force ties to this one, seen or not.
template <class Visit>
void Partition::neighbours(std::uint32_t record, Visit&& visit) const {
  for (std::uint32_t at = all_.records_[record].edges; at != kNoRecord;) {
    const Identities::Edge& edge = all_.edges_[at];
    visit(edge.a == record ? edge.b : edge.a);
    at = all_.nextEdge(edge, record);
  }
  if (all_.acts_of_.empty()) return;
  const auto acts = all_.acts_of_.find(record);
  if (acts == all_.acts_of_.end()) return;
  for (const std::int64_t number : acts->second) {
    const Identities::Act& act = all_.acts_.at(number);
    if (act.in_force && (act.kind == Kind::kMerged || act.kind == Kind::kLinked))
      visit(act.a == record ? act.b : act.a);
  }
}

void Partition::reach(const std::vector<std::uint32_t>& seeds) {
  std::unordered_set<std::uint32_t> met;
  std::vector<std::uint32_t> open;
  const auto meet = [&](std::uint32_t record) {
    if (all_.visible(record) && met.insert(record).second) open.push_back(record);
  };
  for (const std::uint32_t seed : seeds) {
    meet(seed);
    // What a vanished record held together may fall apart.
    if (!all_.visible(seed)) neighbours(seed, meet);
  }
  while (!open.empty()) {
    const std::uint32_t record = open.back();
    open.pop_back();
    members_.push_back(record);
    neighbours(record, meet);
  }
  std::sort(members_.begin(), members_.end());
}

std::uint32_t Partition::place(std::uint32_t record) const {
  return static_cast<std::uint32_t>(std::lower_bound(members_.begin(), members_.end(), record) -
                                    members_.begin());
}

std::vector<Partition::Tie> Partition::ties() const {
  std::vector<Tie> out;
  for (std::uint32_t here = 0; here < members_.size(); ++here) {
    const std::uint32_t record = members_[here];
    for (std::uint32_t at = all_.records_[record].edges; at != kNoRecord;) {
      const Identities::Edge& edge = all_.edges_[at];
      if (edge.a == record && all_.visible(edge.b))
        out.push_back({2, edge.grade, edge.score, edge.number, here, place(edge.b)});
      at = all_.nextEdge(edge, record);
    }
    const auto acts = all_.acts_of_.find(record);
    if (acts == all_.acts_of_.end()) continue;
    for (const std::int64_t number : acts->second) {
      const Identities::Act& act = all_.acts_.at(number);
      if (!act.in_force || act.a != record) continue;
      if ((act.kind == Kind::kMerged || act.kind == Kind::kLinked) && all_.visible(act.b))
        out.push_back({act.kind == Kind::kLinked, 0, 0, number, here, place(act.b)});
    }
  }
  std::sort(out.begin(), out.end(), [&](const Tie& x, const Tie& y) {
    // Names settle what all else leaves equal: numbers of records differ from one replay to
    // another.
    const auto key = [&](const Tie& t) {
      return std::tuple(t.rank, -int{t.grade}, -t.score, t.number,
                        std::minmax(all_.born(members_[t.a]), all_.born(members_[t.b])));
    };
    return key(x) < key(y);
  });
  return out;
}

std::uint32_t Partition::root(std::uint32_t at) const {
  while (parent_[at] != at) at = parent_[at];
  return at;
}

void Partition::unite(std::uint32_t a, std::uint32_t b) {
  a = root(a);
  b = root(b);
  // The older one leads.
  if (all_.born(members_[b]) < all_.born(members_[a])) std::swap(a, b);
  parent_[b] = a;
}

bool Partition::keptApart(std::uint32_t a, std::uint32_t b) const {
  a = root(a);
  b = root(b);
  return std::any_of(apart_.begin(), apart_.end(), [&](const auto& pair) {
    const std::uint32_t x = root(pair.first), y = root(pair.second);
    return (x == a && y == b) || (x == b && y == a);
  });
}

void Partition::join() {
  parent_.resize(members_.size());
  for (std::uint32_t at = 0; at < parent_.size(); ++at) parent_[at] = at;
  for (std::uint32_t here = 0; here < members_.size() && !all_.acts_of_.empty(); ++here) {
    const auto acts = all_.acts_of_.find(members_[here]);
    if (acts == all_.acts_of_.end()) continue;
    for (const std::int64_t number : acts->second) {
      const Identities::Act& act = all_.acts_.at(number);
      if (!act.in_force || act.a != members_[here]) continue;
      if (act.kind != Kind::kUnlinked && act.kind != Kind::kMustNotLink) continue;
      const std::uint32_t there = place(act.b);
      if (there < members_.size() && members_[there] == act.b) apart_.emplace_back(here, there);
    }
  }
  for (const Tie& tie : ties())
    if (tie.rank == 0 || !keptApart(tie.a, tie.b))
      if (root(tie.a) != root(tie.b)) unite(tie.a, tie.b);
}

void Partition::ring(Effect& effect) {
  const auto leads = [&](std::uint32_t record) { return all_.records_[record].lead == record; };
  all_.persons_ -= static_cast<std::size_t>(std::count_if(members_.begin(), members_.end(), leads));
  std::vector<std::uint32_t> old(members_.size());
  for (std::uint32_t at = 0; at < members_.size(); ++at) {
    Identities::Record& record = all_.records_[members_[at]];
    old[at] = record.lead;
    record.lead = members_[root(at)];
    record.next = members_[at];
  }
  for (std::uint32_t at = 0; at < members_.size(); ++at) {
    Identities::Record& record = all_.records_[members_[at]];
    if (record.lead != members_[at]) std::swap(record.next, all_.records_[record.lead].next);
    if (record.lead != old[at]) effect.moved.push_back({members_[at], old[at], record.lead});
  }
  all_.persons_ += static_cast<std::size_t>(std::count_if(members_.begin(), members_.end(), leads));
}

void Partition::remake(const std::vector<std::uint32_t>& seeds, Effect& effect) {
  reach(seeds);
  join();
  ring(effect);
}

}  // namespace pontis
