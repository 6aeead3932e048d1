// Acts of one pair: an operator's, and those of a message.
#include <mutex>

#include "engine/index/overlay.h"
#include "engine/index/state.h"

namespace pontis {

using Kind = IdentityFact::Kind;

namespace {

Error invalid(const char* why) { return {Code::kInvalid, why, ""}; }
Error notFound(const char* why, const char* where) { return {Code::kNotFound, why, where}; }

bool undoable(Kind kind) {
  return kind == Kind::kMerged || kind == Kind::kLinked || kind == Kind::kUnlinked ||
         kind == Kind::kMustNotLink;
}

}  // namespace

Result<std::uint32_t> Index::State::record(const Identifier& identifier) const {
  const std::uint32_t domain = domains.find(identifier.system);
  if (domain == Domains::kUnknown)
    return notFound("the assigning authority is not known here", "domain");
  const std::uint32_t found = identities.find({domain, identifier.value});
  if (found == kNoRecord) return notFound("no record has this identifier", "identifier");
  return found;
}

Result<Index::State::Pair> Index::State::pair(const Identifier& a, const Identifier& b) const {
  const Result<std::uint32_t> first = record(a), second = record(b);
  if (!first) return first.error();
  if (!second) return second.error();
  return Pair{*first, *second};
}

IdentityFact Index::State::factOf(Kind kind, Pair pair) const {
  IdentityFact fact;
  fact.kind = kind;
  fact.a = identities.name(pair.a);
  fact.b = identities.name(pair.b);
  return fact;
}

Result<Done> Index::State::merge(Pair pair, const Origin& by, Observed& out) {
  if (pair.a == pair.b) return invalid("a record cannot be merged with itself");
  if (retired(pair.b)) return invalid("merged already");
  if (identities.survivor(pair.a) == pair.b)
    return invalid("the survivor was itself merged into the record to be retired");
  if (identities.apart(pair.a, pair.b)) return invalid("the two must not be linked");
  happen(factOf(Kind::kMerged, pair), by, out);
  return Done{};
}

Result<Done> Index::State::link(Pair pair, const Origin& by, Observed& out,
                                std::vector<std::int64_t> overrides) {
  if (pair.a == pair.b) return invalid("a record cannot be linked with itself");
  if (overrides.empty() && !identities.acts(Kind::kLinked, pair.a, pair.b).empty() &&
      identities.personOf(pair.a) == identities.personOf(pair.b)) {
    out.remarks.push_back("linked already");
    return Done{};
  }
  // A link takes back the unlink of the same two, but nothing else that keeps the persons apart.
  IdentityFact fact = factOf(Kind::kLinked, pair);
  fact.overrides = std::move(overrides);
  const auto parted = identities.acts(Kind::kUnlinked, pair.a, pair.b);
  fact.overrides.insert(fact.overrides.end(), parted.begin(), parted.end());
  if (!identities.acts(Kind::kMustNotLink, pair.a, pair.b).empty())
    return invalid("the two must not be linked");
  happen(fact, by, out);
  if (identities.personOf(pair.a) == identities.personOf(pair.b)) return Done{};
  revert(out.events.back());
  out.events.pop_back();
  return invalid("the link would join records that must not be linked");
}

Result<Done> Index::State::unlink(Pair pair, const Origin& by, Observed& out) {
  if (pair.a == pair.b) return invalid("a record cannot be unlinked from itself");
  if (identities.personOf(pair.a) != identities.personOf(pair.b)) return invalid("not linked");
  if (identities.merged(pair.a, pair.b)) return invalid("merged, not linked: undo the merge");
  IdentityFact fact = factOf(Kind::kUnlinked, pair);
  fact.overrides = identities.acts(Kind::kLinked, pair.a, pair.b);
  happen(fact, by, out);
  return Done{};
}

Result<Done> Index::State::mustNotLink(Pair pair, const Origin& by, Observed& out,
                                       std::vector<std::int64_t> overrides) {
  if (pair.a == pair.b) return invalid("a record is always linked with itself");
  if (identities.merged(pair.a, pair.b)) return invalid("merged: undo the merge first");
  if (overrides.empty() && !identities.acts(Kind::kMustNotLink, pair.a, pair.b).empty()) {
    out.remarks.push_back("kept apart already");
    return Done{};
  }
  IdentityFact fact = factOf(Kind::kMustNotLink, pair);
  fact.overrides = std::move(overrides);
  happen(fact, by, out);
  return Done{};
}

Result<Done> Index::State::undo(std::vector<std::int64_t> numbers, Pair pair, const Origin& by,
                                Observed& out) {
  IdentityFact fact = factOf(Kind::kUndone, pair);
  fact.overrides = std::move(numbers);
  happen(fact, by, out);
  return Done{};
}

Result<Done> Index::State::decide(std::int64_t review, bool same, const Origin& by, Observed& out) {
  if (!identities.reviews().contains(review))
    return notFound("no such review is waiting", "review");
  const Identities::Act act = *identities.act(review);
  if (!waits(act)) return notFound("the record under review is gone", "review");
  if (act.kind != Kind::kHeld)
    return same ? link({act.a, act.b}, by, out, {review})
                : mustNotLink({act.a, act.b}, by, out, {review});
  if (!same) return undo({review}, {act.a, act.a}, by, out);
  const Result<IdentityFact> held = decode(act.held, domains);
  if (!held) return held.error();
  const std::size_t bar = held->source.find('|');
  Origin origin = by;
  origin.application = held->source.substr(0, bar);
  origin.facility = bar == std::string::npos ? "" : held->source.substr(bar + 1);
  const Demographics now = overlaid(described(act.a), unpack(held->packed, domains));
  describe(held->a, act.a, now, origin, {review}, out);
  return Done{};
}

// ---- the operator's acts: one lock, one act, nothing changed if it fails.

namespace {

template <class Act>
Result<Observed> alone(std::shared_mutex& mutex, Act&& act) {
  const std::unique_lock lock(mutex);
  Observed out;
  const Result<Done> done = act(out);
  if (!done) return done.error();
  return out;
}

}  // namespace

Result<Observed> Index::merge(const Identifier& survivor, const Identifier& retired,
                              const Origin& by) {
  return alone(state_->mutex, [&](Observed& out) -> Result<Done> {
    const Result<State::Pair> pair = state_->pair(survivor, retired);
    if (!pair) return pair.error();
    const Result<Done> done = state_->merge(*pair, by, out);
    if (done) out.persons.push_back(state_->idOf(pair->a));
    return done;
  });
}

Result<Observed> Index::unmerge(const Identifier& retired, const Origin& by) {
  return alone(state_->mutex, [&](Observed& out) -> Result<Done> {
    const Result<std::uint32_t> record = state_->record(retired);
    if (!record) return record.error();
    const auto merges = state_->identities.mergesOf(*record);
    if (merges.empty()) return invalid("never merged");
    const Result<Done> done = state_->undo(merges, {*record, *record}, by, out);
    if (done) out.persons.push_back(state_->idOf(*record));
    return done;
  });
}

Result<Observed> Index::link(const Identifier& a, const Identifier& b, const Origin& by) {
  return alone(state_->mutex, [&](Observed& out) -> Result<Done> {
    const Result<State::Pair> pair = state_->pair(a, b);
    if (!pair) return pair.error();
    const Result<Done> done = state_->link(*pair, by, out);
    if (done) out.persons.push_back(state_->idOf(pair->a));
    return done;
  });
}

Result<Observed> Index::unlink(const Identifier& a, const Identifier& b, const Origin& by) {
  return alone(state_->mutex, [&](Observed& out) -> Result<Done> {
    const Result<State::Pair> pair = state_->pair(a, b);
    if (!pair) return pair.error();
    const Result<Done> done = state_->unlink(*pair, by, out);
    if (done) out.persons.push_back(state_->idOf(pair->a));
    return done;
  });
}

Result<Observed> Index::mustNotLink(const Identifier& a, const Identifier& b, const Origin& by) {
  return alone(state_->mutex, [&](Observed& out) -> Result<Done> {
    const Result<State::Pair> pair = state_->pair(a, b);
    if (!pair) return pair.error();
    const Result<Done> done = state_->mustNotLink(*pair, by, out);
    if (done) out.persons.push_back(state_->idOf(pair->a));
    return done;
  });
}

Result<Observed> Index::mayLink(const Identifier& a, const Identifier& b, const Origin& by) {
  return alone(state_->mutex, [&](Observed& out) -> Result<Done> {
    const Result<State::Pair> pair = state_->pair(a, b);
    if (!pair) return pair.error();
    const auto acts = state_->identities.acts(Kind::kMustNotLink, pair->a, pair->b);
    if (acts.empty()) return invalid("nothing says that the two must not be linked");
    const Result<Done> done = state_->undo(acts, *pair, by, out);
    if (done) out.persons.push_back(state_->idOf(pair->a));
    return done;
  });
}

Result<Observed> Index::undo(std::int64_t event, const Origin& by) {
  return alone(state_->mutex, [&](Observed& out) -> Result<Done> {
    const Identities::Act* act = state_->identities.act(event);
    if (!act || !act->in_force || !undoable(act->kind))
      return notFound("no such act is in force", "event");
    const State::Pair pair{act->a, act->b};
    const Result<Done> done = state_->undo({event}, pair, by, out);
    if (done && state_->identities.visible(pair.a)) out.persons.push_back(state_->idOf(pair.a));
    return done;
  });
}

Result<Observed> Index::decide(std::int64_t review, bool same, const Origin& by) {
  return alone(state_->mutex, [&](Observed& out) -> Result<Done> {
    const Identities::Act* act = state_->identities.act(review);
    const std::uint32_t record = act ? act->a : kNoRecord;
    const Result<Done> done = state_->decide(review, same, by, out);
    if (done && state_->identities.visible(record)) out.persons.push_back(state_->idOf(record));
    return done;
  });
}

}  // namespace pontis
