// How an event changes the state, and how it is taken back: descriptions and automatic links.
#include <algorithm>

#include "engine/index/identities.h"

namespace pontis {
namespace {

// More events than can be on their way to the store at one time.
constexpr std::size_t kRevertible = 8192;

}  // namespace

void Identities::seen(std::int64_t number, Time at, const IdentityFact& fact, bool keeps,
                      Effect& effect, std::vector<std::uint32_t>& seeds) {
  const std::uint32_t record = slot(fact.a);
  Before before{number, record, records_[record], {}, {}, {}};
  if (records_[record].version < number) {
    if (keeps && visible(record)) before.data = packed(record);
    const bool same = visible(record) && records_[record].born == fact.born;
    Record now;
    now.born = fact.born;
    now.version = number;
    now.updated = toMilliseconds(at);
    now.source = sourceNumber(fact.source);
    describe(record, now, fact.packed, effect);
    if (!same) seeds.push_back(record);
  }
  for (const RecordName& name : fact.parted) {
    const std::uint32_t other = slot(name);
    cut(other, before);
    seeds.insert(seeds.end(), {record, other});
  }
  for (const AutomaticLink& one : fact.links) {
    const std::uint32_t other = slot(one.to);
    if (other == record) continue;
    cut(other, before);
    link({record, other, kNoRecord, kNoRecord, number, one.score, one.grade});
    seeds.insert(seeds.end(), {record, other});
  }
  if (!keeps) return;
  before_.push_back(std::move(before));
  if (before_.size() > kRevertible) before_.pop_front();
}

bool Identities::Before::decided(const Edge& edge) const {
  if (edge.a != record && edge.b != record) return false;
  const std::uint32_t other = edge.a == record ? edge.b : edge.a;
  return std::find(ends.begin(), ends.end(), other) != ends.end();
}

void Identities::cut(std::uint32_t other, Before& before) {
  before.ends.push_back(other);
  if (auto gone = unlink(before.record, other, before.number)) before.parted.push_back(*gone);
}

// Gives back what the event of that number took away, or lets the next one that decided on the pair
// have taken it.
void Identities::restore(const Edge& edge, std::int64_t number) {
  Before* next = nullptr;
  for (Before& later : before_)
    if (later.number > number && later.decided(edge) && (!next || later.number < next->number))
      next = &later;
  if (next)
    next->parted.push_back(edge);
  else
    link(edge);
}

void Identities::unsee(std::int64_t number, const IdentityFact& fact, Effect& effect,
                       std::vector<std::uint32_t>& seeds) {
  const auto found = std::find_if(before_.rbegin(), before_.rend(),
                                  [&](const Before& one) { return one.number == number; });
  if (found == before_.rend()) return;
  const Before before = std::move(*found);
  before_.erase(std::next(found).base());
  const std::uint32_t record = before.record;
  seeds.push_back(record);

  for (const AutomaticLink& one : fact.links) {
    const std::uint32_t other = slot(one.to);
    seeds.push_back(other);
    unlink(record, other, number + 1);
  }
  // What later events replaced or parted may have been this one's link.
  for (Before& later : before_)
    std::erase_if(later.parted, [&](const Edge& edge) { return edge.number == number; });
  for (const Edge& edge : before.parted) {
    seeds.insert(seeds.end(), {edge.a, edge.b});
    restore(edge, number);
  }

  if (records_[record].version == number) {
    if (before.was.version == 0)
      hide(record, effect);
    else
      describe(record, before.was, before.data, effect);
    return;
  }
  for (Before& later : before_) {
    if (later.record != record || later.was.version != number) continue;
    later.was = before.was;
    later.data = before.data;
  }
}

// Keeps what is younger. REQUIRES: the two differ
void Identities::link(const Edge& wanted) {
  for (std::uint32_t at = records_[wanted.a].edges; at != kNoRecord;) {
    const Edge& edge = edges_[at];
    if (edge.a == wanted.b || edge.b == wanted.b) return;
    at = nextEdge(edge, wanted.a);
  }
  std::uint32_t at = free_edge_;
  if (at == kNoRecord) {
    at = static_cast<std::uint32_t>(edges_.size());
    edges_.emplace_back();
  } else {
    free_edge_ = edges_[at].next_a;
  }
  Edge& edge = edges_[at] = wanted;
  edge.next_a = records_[edge.a].edges;
  edge.next_b = records_[edge.b].edges;
  records_[edge.a].edges = records_[edge.b].edges = at;
}

// Takes away the automatic link between the two if it is older than `number`.
std::optional<Identities::Edge> Identities::unlink(std::uint32_t a, std::uint32_t b,
                                                   std::int64_t number) {
  std::uint32_t found = kNoRecord;
  for (std::uint32_t at = records_[a].edges; at != kNoRecord && found == kNoRecord;) {
    const Edge& edge = edges_[at];
    if ((edge.a == b || edge.b == b) && edge.number < number) found = at;
    at = nextEdge(edge, a);
  }
  if (found == kNoRecord) return std::nullopt;
  for (const std::uint32_t end : {a, b}) {
    std::uint32_t* link = &records_[end].edges;
    while (*link != found) link = linkOf(edges_[*link], end);
    *link = nextEdge(edges_[found], end);
  }
  const Edge gone = edges_[found];
  edges_[found] = {};
  edges_[found].next_a = free_edge_;
  free_edge_ = found;
  return gone;
}

std::vector<std::uint32_t> Identities::automatic(std::uint32_t record) const {
  std::vector<std::uint32_t> out;
  for (std::uint32_t at = records_[record].edges; at != kNoRecord;) {
    const Edge& edge = edges_[at];
    out.push_back(edge.a == record ? edge.b : edge.a);
    at = nextEdge(edge, record);
  }
  return out;
}

}  // namespace pontis
