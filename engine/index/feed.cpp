// The acts of a message.
#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <shared_mutex>

#include "engine/index/overlay.h"
#include "engine/index/state.h"

namespace pontis {
namespace {

constexpr std::size_t kLongestDescription = 64 * 1024;  // bytes, packed

// Where the identifiers of the subject, or those that it is related to, stand in the document.
struct Places {
  std::string value, authority;
};

Places subjectPlaces(const std::string& place) {
  if (place.starts_with("PID")) return {place + "-3.1", place + "-3.4"};
  return {place + ".identifier.value", place + ".identifier.system"};
}

Places otherPlaces(const PersonAct& act) {
  if (!act.place.starts_with("PID")) return {act.place + ".link.other", act.place + ".link.other"};
  const bool second = act.kind == PersonAct::Kind::kLink || act.kind == PersonAct::Kind::kUnlink;
  // A24 and A37 have two PID segments, the others an MRG.
  const std::string segment = second ? "PID[2]-3" : "MRG-1";
  return {segment + ".1", segment + ".4"};
}

bool assigns(PersonAct::Kind kind) {
  return kind == PersonAct::Kind::kRegister || kind == PersonAct::Kind::kMerge ||
         kind == PersonAct::Kind::kRename;
}

std::string sourceOf(const Origin& origin) { return origin.application + "|" + origin.facility; }

}  // namespace

Result<Observed> Index::observe(std::span<const PersonAct> acts, const Origin& origin) {
  std::vector<std::optional<Foresight>> foreseen(acts.size());
  {
    const std::shared_lock lock(state_->mutex);
    for (std::size_t i = 0; i < acts.size(); ++i) foreseen[i] = state_->foresee(acts[i], origin);
  }
  const std::unique_lock lock(state_->mutex);
  Observed out;
  for (std::size_t i = 0; i < acts.size(); ++i) {
    state_->foreseen = foreseen[i] ? &*foreseen[i] : nullptr;
    const Result<Done> done = state_->act(acts[i], origin, out);
    state_->foreseen = nullptr;
    if (done) continue;
    for (auto event = out.events.rbegin(); event != out.events.rend(); ++event)
      state_->revert(*event);
    return done.error();
  }
  return out;
}

Result<Done> Index::State::act(const PersonAct& act, const Origin& origin, Observed& out) {
  switch (act.kind) {
    case PersonAct::Kind::kRegister:
    case PersonAct::Kind::kMention:
      return registerPerson(act, origin, out);
    case PersonAct::Kind::kRename:
      return rename(act, origin, out);
    case PersonAct::Kind::kRemove:
      return Error{Code::kUnsupported, "the index removes nobody: merge or unlink", act.place};
    default:
      return relate(act, origin, out);
  }
}

// A new person, or what an update makes of a known one. If a domain has no number yet nothing is
// foreseen: it gets one by the act.
std::optional<Foresight> Index::State::foresee(const PersonAct& act, const Origin& origin) const {
  const bool registers = act.kind == PersonAct::Kind::kRegister;
  if (!registers && act.kind != PersonAct::Kind::kMention) return std::nullopt;
  Result<Demographics> said = subject(act, origin);
  if (!said) return std::nullopt;
  for (Identifier& one : said->identifiers) {
    const std::uint32_t domain = domains.find(one.system);
    if (domain == Domains::kUnknown) return std::nullopt;
    one.system = systemOf(domains.at(domain));
  }
  const Identifier& key = said->identifiers[0];
  const std::uint32_t record = identities.find({domains.find(key.system), key.value});
  if (record != kNoRecord) {
    if (!registers) return std::nullopt;
    const Demographics known = described(record);
    *said = overlaid(known, *said);
    if (*said == known) return std::nullopt;
  }
  Foresight out;
  out.alike = Linker(identities, matcher, domains).search(*said);
  out.changes = changed.count();
  out.person = std::move(*said);
  return out;
}

Result<Demographics> Index::State::subject(const PersonAct& act, const Origin& origin) const {
  Demographics person = act.subject;
  const Places places = subjectPlaces(act.place);
  std::erase_if(person.identifiers, [&](const Identifier& one) {
    // The index's own number is made from the records, not the other way round.
    return one.value.empty() || domains.find(one.system) == 0;
  });
  if (person.identifiers.empty())
    return Error{Code::kInvalid, "no identifier says who the person is", places.value};
  bool known = false;
  for (auto at = person.identifiers.begin(); at != person.identifiers.end(); ++at) {
    if (at->system.empty()) continue;
    const std::uint32_t domain = domains.find(at->system);
    if (domain == Domains::kUnknown && !options.learn_domains) continue;
    known = true;
    if (assigns(act.kind) && domain != Domains::kUnknown &&
        !mayAssign(domains.at(domain), origin.application))
      continue;
    std::rotate(person.identifiers.begin(), at, std::next(at));
    return person;
  }
  if (!known)
    return Error{Code::kNotFound, "the assigning authority is not known here", places.authority};
  return Error{Code::kDenied, "the application may not assign in this domain", places.authority};
}

Result<Done> Index::State::registerPerson(const PersonAct& act, const Origin& origin,
                                          Observed& out) {
  const Result<Demographics> said = subject(act, origin);
  if (!said) return said.error();
  const Identifier& key = said->identifiers[0];
  const RecordName name{domains.numberOf(key.system), key.value};
  const std::uint32_t record = identities.find(name.key());
  const std::string packed = pack(*said, domains);
  if (packed.size() > kLongestDescription)
    return Error{Code::kInvalid, "more is said of the person than can be kept", act.place};

  if (record == kNoRecord) {
    describe(name, record, unpack(packed, domains), origin, {}, out);
  } else if (act.kind == PersonAct::Kind::kRegister) {
    const Demographics known = described(record);
    const Demographics now = overlaid(known, unpack(packed, domains));
    if (now == known) {
      out.remarks.push_back("nothing new");
    } else if (const auto other = Linker(identities, matcher, domains).swapped(known, now)) {
      hold(name, record, packed, other->score, origin, out);
    } else {
      describe(name, record, now, origin, {}, out);
    }
  }
  out.persons.push_back(idOf(identities.find(name.key())));
  return Done{};
}

void Index::State::hold(const RecordName& name, std::uint32_t record, const std::string& packed,
                        double score, const Origin& origin, Observed& out) {
  out.remarks.push_back("held for review: the update describes somebody else");
  IdentityFact fact;
  fact.kind = IdentityFact::Kind::kHeld;
  fact.a = name;
  fact.born = identities.born(record);
  fact.source = sourceOf(origin);
  fact.packed = packed;
  fact.score = static_cast<float>(score);
  // A sender that repeats itself is not held twice.
  const std::string body = encode(fact, domains);
  for (const std::int64_t number : identities.reviews()) {
    const Identities::Act* waiting = identities.act(number);
    if (waiting->a == record && waiting->held == body) return;
  }
  happen(fact, origin, out);
}

void Index::State::describe(const RecordName& name, std::uint32_t record,
                            const Demographics& person, const Origin& origin,
                            std::vector<std::int64_t> overrides, Observed& out) {
  const Linker linker(identities, matcher, domains);
  auto alike = foreseen ? foreseen->now(person, changed, matcher) : std::nullopt;
  if (!alike) alike = linker.search(person);
  LinkDecision decision = linker.decide(name, record, person, *alike);
  IdentityFact fact;
  fact.kind = IdentityFact::Kind::kSeen;
  fact.a = name;
  fact.overrides = std::move(overrides);
  fact.born = record == kNoRecord ? *parsePersonId(newId()) : identities.born(record);
  fact.source = sourceOf(origin);
  fact.packed = pack(person, domains);
  fact.links = std::move(decision.links);
  fact.parted = std::move(decision.parted);
  happen(fact, origin, out);
  for (const IdentityFact& review : decision.reviews) happen(review, origin, out);
  for (std::string& remark : decision.remarks) out.remarks.push_back(std::move(remark));
}

Result<Done> Index::State::relate(const PersonAct& act, const Origin& origin, Observed& out) {
  const Places places = subjectPlaces(act.place), others = otherPlaces(act);
  const auto placed = [](Error error, const Places& at) {
    error.where = error.where == "domain" ? at.authority : at.value;
    return error;
  };
  const Result<Demographics> said = subject(act, origin);
  if (!said) return said.error();
  const Result<std::uint32_t> a = record(said->identifiers[0]);
  if (!a) return placed(a.error(), places);
  if (act.others.empty())
    return Error{Code::kInvalid, "no identifier says who the other is", others.value};
  for (const Identifier& identifier : act.others) {
    const Result<std::uint32_t> b = record(identifier);
    if (!b && b.error().where == "domain") return placed(b.error(), others);
    if (assigns(act.kind) &&
        !mayAssign(domains.at(domains.find(identifier.system)), origin.application))
      return Error{Code::kDenied, "the application may not merge in this domain", others.authority};
    if (!b) return placed(b.error(), others);
    const Result<Done> done = act.kind == PersonAct::Kind::kMerge  ? merge({*a, *b}, origin, out)
                              : act.kind == PersonAct::Kind::kLink ? link({*a, *b}, origin, out)
                                                                   : unlink({*a, *b}, origin, out);
    if (!done) return placed(done.error(), others);
  }
  out.persons.push_back(idOf(*a));
  return Done{};
}

// The record gets a second name, and the first is retired into it: so a rename can be undone as a
// merge can, and the old identifier goes on being understood.
Result<Done> Index::State::rename(const PersonAct& act, const Origin& origin, Observed& out) {
  const Places others = otherPlaces(act);
  const Result<Demographics> said = subject(act, origin);
  if (!said) return said.error();
  if (act.others.empty())
    return Error{Code::kInvalid, "no identifier says who is renamed", others.value};
  const Result<std::uint32_t> old = record(act.others[0]);
  if (!old) {
    Error error = old.error();
    error.where = error.where == "domain" ? others.authority : others.value;
    return error;
  }
  if (!mayAssign(domains.at(domains.find(act.others[0].system)), origin.application))
    return Error{Code::kDenied, "the application may not rename in this domain", others.authority};
  const Identifier& key = said->identifiers[0];
  const RecordName name{domains.numberOf(key.system), key.value};
  if (identities.find(name.key()) != kNoRecord)
    return Error{Code::kInvalid, "the new identifier is taken: this is a merge",
                 subjectPlaces(act.place).value};
  if (retired(*old)) return Error{Code::kInvalid, "merged already", others.value};
  Demographics person = described(*old);
  person.identifiers[0] = key;
  IdentityFact fact;
  fact.kind = IdentityFact::Kind::kSeen;
  fact.a = name;
  fact.born = *parsePersonId(newId());
  fact.source = sourceOf(origin);
  fact.packed = pack(person, domains);
  happen(fact, origin, out);
  const std::uint32_t renamed = identities.find(name.key());
  const Result<Done> merged = merge({renamed, *old}, origin, out);
  if (!merged) return merged.error();
  out.persons.push_back(idOf(renamed));
  return Done{};
}

}  // namespace pontis
