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

// What is decided so far.
struct Gate::Ruling {
  std::vector<Access> access;  // of each piece
  std::vector<Ground> withheld, released;
  bool pseudonymise = false;
  Passed* passed = nullptr;
};

void Gate::decideFor(const std::vector<Identifier>& subject, const std::string& sender,
                     std::span<const std::size_t> places, const Contents& contents,
                     Ruling& ruling) const {
  AccessRequest request = options_.asks;
  request.patient = ConsentRegister::kSubject;
  request.time = std::chrono::system_clock::now();
  ConsentRegister::Found found;
  if (!subject.empty())
    addOnce(ruling.passed->persons, personKey(named(subject.front(), sender, index_)));
  if (!consents_.empty()) found = consents_.of(personNames(subject, sender, index_));
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
