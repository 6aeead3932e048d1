#include "engine/flow/gate.h"

#include <algorithm>

#include "engine/consent/decision.h"
#include "engine/consent/explanation.h"

namespace pontis {
namespace {

template <class T>
void addOnce(std::vector<T>& list, T value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(std::move(value));
}

std::string nameOf(const Directive& directive) {
  return directive.version.empty() ? directive.id : directive.id + "/_history/" + directive.version;
}

std::string joined(const std::vector<Ground>& grounds) {
  std::string text;
  for (const Ground ground : grounds) {
    if (!text.empty()) text += "; ";
    text += "stage " + std::to_string(stageOf(ground)) + ": " + std::string(inWords(ground));
  }
  return text;
}

}  // namespace

std::string_view toText(ConsentDecision::Overall overall) {
  switch (overall) {
    case ConsentDecision::Overall::kPermit:
      return "PERMIT";
    case ConsentDecision::Overall::kPartial:
      return "PARTIAL";
    case ConsentDecision::Overall::kDeny:
      break;
  }
  return "DENY";
}

Identifier named(Identifier identifier, const std::string& sender, const Index* index) {
  if (identifier.system.empty()) {
    identifier.system = "@" + sender;
    return identifier;
  }
  return index == nullptr ? identifier : index->canonical(std::move(identifier));
}

std::vector<std::string> personKeys(const std::vector<Identifier>& identifiers,
                                    const std::string& sender, const Index* index, bool others) {
  std::vector<std::string> keys;
  std::vector<Identifier> known;
  for (const Identifier& identifier : identifiers) {
    known.push_back(named(identifier, sender, index));
    addOnce(keys, personKey(known.back()));
  }
  if (index == nullptr || !others) return keys;
  for (const Identifier& identifier : known) {
    // Only what names a record says who this is: a shared insurance number does not.
    const auto person = index->personOf(identifier);
    if (!person) continue;
    addOnce(keys, personKey({systemOf(index->domains().own()), *person, ""}));
    const auto names = index->crossReferences(identifier, {});
    if (!names) continue;
    for (const Identifier& other : *names) addOnce(keys, personKey(other));
    break;
  }
  return keys;
}

// What is decided so far.
struct Gate::Ruling {
  std::vector<Access> access;  // of each piece
  std::vector<Ground> withheld, released;
  bool pseudonymise = false;
  bool refused = false;  // by the request itself
  Passed* passed = nullptr;
};

void Gate::decideFor(const std::vector<Identifier>& subject, const std::string& sender,
                     std::span<const std::size_t> places, const Contents& contents,
                     Ruling& ruling) const {
  const std::vector<std::string> keys = personKeys(subject, sender, index_, !consents_.empty());
  AccessRequest request = options_.asks;
  request.patient = keys.empty() ? "|" : keys.front();
  request.time = std::chrono::system_clock::now();
  const ConsentRegister::Found found =
      consents_.empty() ? ConsentRegister::Found{} : consents_.of(keys, request.patient);
  std::vector<ConsentResource> resources;
  resources.reserve(places.size());
  for (const std::size_t place : places) resources.push_back(contents.pieces[place].resource);
  std::optional<Jurisdiction> restricted;
  if (found.restricted) {
    restricted = options_.jurisdiction;
    restricted->restricted = true;
  }
  const ConsentDecision decision =
      decide(request, found.directives, resources, restricted ? *restricted : options_.jurisdiction,
             options_.labels.get());
  for (std::size_t i = 0; i < places.size(); ++i) {
    const ResourceDecision& one = decision.resources[i];
    ruling.access[places[i]] = one.access;
    addOnce(one.access == Access::kWithhold ? ruling.withheld : ruling.released, one.ground);
    if (one.directive >= 0)
      addOnce(ruling.passed->consents,
              nameOf(found.directives[static_cast<std::size_t>(one.directive)]));
  }
  for (const Obligation& obligation : decision.obligations) {
    if (obligation == "PSEUDONYMISE") ruling.pseudonymise = true;
    if (obligation == "AUDIT_BTG") ruling.passed->broken_glass = true;
  }
  if (!keys.empty()) addOnce(ruling.passed->persons, keys.front());
}

Passed Gate::pass(const Message& message) const {
  Passed passed;
  passed.payload = message.payload;
  if (!options_.personal) return passed;
  const Contents contents = format_.contents(*message.document);
  if (contents.pieces.empty()) return passed;
  passed.personal = true;
  Ruling ruling;
  ruling.passed = &passed;
  ruling.access.assign(contents.pieces.size(), Access::kWithhold);
  std::vector<std::vector<std::size_t>> of(std::max<std::size_t>(1, contents.subjects.size()));
  for (std::size_t i = 0; i < contents.pieces.size(); ++i)
    of[std::min(contents.pieces[i].subject, of.size() - 1)].push_back(i);
  for (std::size_t subject = 0; subject < of.size(); ++subject)
    if (!of[subject].empty())
      decideFor(contents.subjects.empty() ? std::vector<Identifier>() : contents.subjects[subject],
                message.envelope.sender, of[subject], contents, ruling);

  const auto& access = ruling.access;
  const auto is = [](Access wanted) { return [wanted](Access one) { return one == wanted; }; };
  passed.rule = joined(ruling.withheld.empty() ? ruling.released : ruling.withheld);
  if (std::all_of(access.begin(), access.end(), is(Access::kPermit))) return passed;
  const bool none = std::all_of(access.begin(), access.end(), is(Access::kWithhold));
  passed.overall = none ? ConsentDecision::Overall::kDeny : ConsentDecision::Overall::kPartial;
  if (ruling.pseudonymise && !options_.pseudonym) {
    passed.rule = "to be pseudonymised, and this engine has no keys to do it with";
  } else if (auto left =
                 format_.redact(message, {access, ruling.pseudonymise, options_.pseudonym})) {
    passed.payload = std::move(*left);
    return passed;
  } else if (left.error().code == Code::kUnsupported) {
    passed.rule += "; and " + left.error().text;
  }
  passed.overall = ConsentDecision::Overall::kDeny;
  passed.released = false;
  passed.payload = {};
  return passed;
}

}  // namespace pontis
