#include "adapters/pixm/cross_reference.h"

#include <algorithm>

#include "adapters/pixm/pixm_answer.h"
#include "adapters/pixm/pixm_patient.h"

namespace pontis {
namespace {

// The values of a parameter: of the URL, or of a Parameters resource (a string, a uri, a whole
// Identifier).
std::vector<std::string> valuesOf(const PixmRequest& request, std::string_view name) {
  std::vector<std::string> out;
  for (const SearchParameter& one : request.parameters)
    if (one.name == name) out.push_back(one.text);
  if (request.nodes == nullptr) return out;
  const Nodes& nodes = *request.nodes;
  for (const std::uint32_t item : parametersOf(nodes, name)) {
    for (const char* member : {"valueString", "valueUri", "valueUrl", "valueToken"})
      if (const std::string_view text = memberText(nodes, item, member); !text.empty())
        out.emplace_back(text);
    if (const std::uint32_t identifier = memberOf(nodes, item, "valueIdentifier"))
      out.push_back(std::string(memberText(nodes, identifier, "system")) + "|" +
                    std::string(memberText(nodes, identifier, "value")));
  }
  return out;
}

Bytes unknownSource() {
  return answerError(404, "not-found", "sourceIdentifier Patient Identifier not found");
}
Bytes unknownAuthority() {
  return answerError(400, "code-invalid", "sourceIdentifier Assigning Authority not found");
}
Bytes unknownTarget() { return answerError(403, "code-invalid", "targetSystem not found"); }

constexpr std::string_view kPatient = "Patient/";

// Whether the source is "BASE|Patient/NUMBER": a golden record by its address.
bool isAddress(const Token& source, const PixmRequest& request) {
  const std::string system = *source.system + (source.system->ends_with('/') ? "" : "/");
  return !request.base.empty() && system == request.base && source.value.starts_with(kPatient);
}

// The domain of a targetSystem; the base URL stands for the index's own.
std::uint32_t targetOf(std::string system, const PixmRequest& request, const Domains& domains) {
  const std::string base = system + (system.ends_with('/') ? "" : "/");
  return !request.base.empty() && base == request.base ? 0 : domainOf(domains, system);
}

std::string parametersText(const std::vector<Identifier>& found, const std::string& number,
                           const PixmRequest& request, const Domains& domains) {
  JsonWriter json;
  json.object().text("resourceType", "Parameters").array("parameter");
  for (const Identifier& one : found) {
    json.object().text("name", "targetIdentifier");
    writeIdentifier(json, "valueIdentifier", domains, one);
    json.end();
  }
  if (!number.empty()) {
    json.object().text("name", "targetId").object("valueReference");
    json.text("reference", request.base + "Patient/" + number).end().end();
  }
  return json.end().end().written();
}

}  // namespace

Bytes answerCrossReference(const PixmRequest& request, const Index& index) {
  const std::vector<std::string> sources = valuesOf(request, "sourceIdentifier");
  if (sources.size() != 1)
    return answerError(400, sources.empty() ? "required" : "invalid",
                       "exactly one sourceIdentifier is wanted");
  const Domains& domains = index.domains();
  const Token source = readToken(sources.front());
  if (!source.system || source.system->empty()) return unknownAuthority();

  const bool address = isAddress(source, request);
  const std::uint32_t domain = address ? 0 : domainOf(domains, *source.system);
  if (domain == Domains::kUnknown) return unknownAuthority();
  std::optional<std::string> number = source.value;
  if (address)
    number = source.value.substr(kPatient.size());
  else if (domain != 0)
    number = index.personOf({systemOf(domains.at(domain)), source.value, ""});
  if (!number) return unknownSource();
  const Result<PersonView> person = index.person(*number);
  if (!person) return unknownSource();

  std::vector<std::uint32_t> targets;
  for (const std::string& target : valuesOf(request, "targetSystem")) {
    targets.push_back(targetOf(target, request, domains));
    if (targets.back() == Domains::kUnknown) return unknownTarget();
  }
  std::vector<Identifier> found = identifiersOf(*person, domains, targets);
  std::erase_if(found, [&](const Identifier& one) {
    return one.value == source.value && domainOf(domains, one.system) == domain;
  });
  const bool whole = !address && (targets.empty() ||
                                  std::find(targets.begin(), targets.end(), 0) != targets.end());
  return answerResource(parametersText(found, whole ? person->id : "", request, domains));
}

}  // namespace pontis
