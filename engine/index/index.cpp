// The log: how events come about, are applied, and are taken back.
#include "engine/index/index.h"

#include <algorithm>
#include <mutex>

#include "engine/index/state.h"

namespace pontis {
namespace {

constexpr std::size_t kChangesKept = 65536;

Matcher matcherWith(std::shared_ptr<const Weights> weights) {
  return weights ? Matcher(std::move(weights)) : Matcher();
}

void addOnce(std::vector<std::string>& list, std::string text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(std::move(text));
}

}  // namespace

Index::State::State(IndexOptions chosen)
    : options(std::move(chosen)),
      domains(options.own, options.domains),
      matcher(matcherWith(options.weights)) {}

Index::Index(IndexOptions options) : state_(std::make_unique<State>(std::move(options))) {}

Index::~Index() = default;

void Index::State::happen(const IdentityFact& fact, const Origin& origin, Observed& out) {
  const std::int64_t number = last + 1;
  const Effect effect = apply(number, origin.at, fact, true);
  out.events.push_back(
      {number, origin.at, origin.message, encode(fact, domains), subjectsOf(fact)});
  underway.emplace(number, markOf(out.events.back()));
  for (const Effect::Description& one : effect.described)
    if (identities.visible(one.record)) addOnce(out.touched, idOf(one.record));
  for (const Effect::Move& move : effect.moved)
    for (const std::uint32_t lead : {move.from, move.to})
      if (lead != kNoRecord) addOnce(out.touched, toText(identities.born(lead)));
}

std::vector<std::string> Index::State::subjectsOf(const IdentityFact& fact) const {
  std::vector<std::string> out;
  for (const RecordName* name : {&fact.a, &fact.b})
    if (!name->value.empty())
      addOnce(out, personKey({systemOf(domains.at(name->domain)), name->value, ""}));
  return out;
}

Effect Index::State::apply(std::int64_t number, Time at, const IdentityFact& fact, bool keeps) {
  learnDomains(fact);
  const Effect effect = identities.apply(number, at, fact, keeps);
  last = std::max(last, number);
  follow(effect);
  remember(number, fact, effect);
  return effect;
}

void Index::State::learnDomains(const IdentityFact& fact) {
  if (!options.learn_domains || fact.packed.empty()) return;
  for (const PackedIdentifier& one : identifiersOf(fact.packed)) {
    const std::string system = systemOf(domains.at(one.key.domain));
    if (!system.empty() && domains.find(system) == Domains::kUnknown) domains.learn(system);
  }
}

void Index::State::follow(const Effect& effect) {
  for (const Effect::Description& one : effect.described) {
    changed.add(one.record);
    if (!one.before.empty()) search.erase(one.record, unpack(one.before, domains));
    if (!identities.visible(one.record)) {
      matcher.erase(one.record);
      continue;
    }
    const Demographics person = described(one.record);
    search.put(one.record, person);
    matcher.put(one.record, person);
  }
}

void Index::State::revert(const IdentityEvent& event) {
  const Result<IdentityFact> fact = decode(event.body, domains);
  if (!fact) return;
  follow(identities.revert(event.number, *fact));
  underway.erase(event.number);
  ++taken_back;
  std::erase_if(changes, [&](const Change& one) { return one.number == event.number; });
  // A number that is free again is the next one's, or a kept event's of another engine.
  holes.insert(event.number);
  while (holes.contains(last)) holes.erase(last--);
}

Result<Done> Index::replay(const IdentityEvent& event) {
  const std::unique_lock lock(state_->mutex);
  const bool missing = event.number > state_->last || state_->holes.contains(event.number);
  if (!missing) return Done{};
  if (event.body.empty()) {
    state_->last = std::max(state_->last, event.number);
    state_->holes.erase(event.number);
    return Done{};
  }
  const Result<IdentityFact> fact = decode(event.body, state_->domains);
  if (!fact) return fact.error();
  state_->apply(event.number, event.at, *fact, false);
  state_->holes.erase(event.number);
  state_->durable(event);
  return Done{};
}

void Index::revert(const Observed& observed) {
  const std::unique_lock lock(state_->mutex);
  for (auto event = observed.events.rbegin(); event != observed.events.rend(); ++event)
    state_->revert(*event);
}

void Index::kept(const Observed& observed) {
  const std::unique_lock lock(state_->mutex);
  for (const IdentityEvent& event : observed.events) {
    state_->underway.erase(event.number);
    state_->durable(event);
  }
}

void Index::State::durable(const IdentityEvent& event) {
  if (event.number > mark.number) mark = markOf(event);
}

std::int64_t Index::lastNumber() const {
  const std::shared_lock lock(state_->mutex);
  return state_->last;
}

std::uint64_t Index::digest() const {
  const std::shared_lock lock(state_->mutex);
  return state_->identities.digest();
}

// What a subscriber is told: of each record that changed its person, and of the act itself.
void Index::State::remember(std::int64_t number, const IdentityFact& fact, const Effect& effect) {
  using Kind = IdentityChange::Kind;
  const std::size_t before = changes.size();
  for (const Effect::Description& one : effect.described)
    if (identities.visible(one.record))
      changes.push_back({number, Kind::kUpdated, one.record, kNoRecord,
                         identities.personOf(one.record), kNoRecord});
  if (fact.kind == IdentityFact::Kind::kMerged) {
    const std::uint32_t retired = identities.find(fact.b.key());
    const std::uint32_t survivor = identities.find(fact.a.key());
    std::uint32_t former = kNoRecord;
    for (const Effect::Move& move : effect.moved)
      if (move.from != move.to) former = move.from;
    if (retired != kNoRecord && survivor != kNoRecord)
      changes.push_back(
          {number, Kind::kMerged, survivor, retired, identities.personOf(survivor), former});
  } else {
    for (const Effect::Move& move : effect.moved) {
      if (move.from == kNoRecord || move.to == kNoRecord) continue;
      // A record that now leads a person of its own has left; one that follows another has joined.
      const bool joined = identities.personOf(move.from) == move.to;
      changes.push_back({number, joined ? Kind::kLinked : Kind::kUnlinked, move.record,
                         joined ? move.to : move.from, move.to, move.from});
    }
    // A new record that was linked at once was nobody before.
    for (const AutomaticLink& link : fact.links) {
      const std::uint32_t record = identities.find(fact.a.key());
      const std::uint32_t other = identities.find(link.to.key());
      if (record == kNoRecord || other == kNoRecord) continue;
      if (identities.personOf(record) != identities.personOf(other)) continue;
      changes.push_back(
          {number, Kind::kLinked, record, other, identities.personOf(record), kNoRecord});
    }
  }
  if (changes.size() == before) return;
  // Another engine's event may come after later ones of ours.
  const auto earlier = [](const Change& a, const Change& b) { return a.number < b.number; };
  if (before > 0 && number < changes[before - 1].number)
    std::stable_sort(changes.begin(), changes.end(), earlier);
  while (changes.size() > kChangesKept) {
    forgotten = changes.front().number;
    changes.pop_front();
  }
}

}  // namespace pontis
