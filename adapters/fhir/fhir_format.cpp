#include "adapters/fhir/fhir_format.h"

#include <algorithm>

#include "adapters/fhir/fhir_document.h"
#include "engine/base/log.h"

namespace pontis {
namespace {

// IssueType of the value set that OperationOutcome.issue.code is bound to (FHIR R4 issue-type).
const char* issueCode(Code code) {
  switch (code) {
    case Code::kMalformed: return "structure";
    case Code::kInvalid: return "invalid";
    case Code::kUnsupported: return "not-supported";
    case Code::kDenied: return "forbidden";
    case Code::kNotFound: return "not-found";
    case Code::kDuplicate: return "duplicate";
    case Code::kBusy: return "throttled";
    case Code::kUnavailable: return "transient";
    case Code::kInternal: break;
  }
  return "exception";
}

void addPersons(const FhirDocument& document, std::uint32_t resource,
                std::vector<std::string>& keys) {
  const auto& nodes = document.nodes();
  if (document.memberText(resource, "resourceType") != "Patient") return;
  const std::uint32_t list = document.member(resource, "identifier");
  for (std::uint32_t item = list + 1; list != 0 && item < nodes[list].end; item = nodes[item].end) {
    const std::string_view value = document.memberText(item, "value");
    if (!value.empty())
      keys.push_back(std::string(document.memberText(item, "system")) + "|" + std::string(value));
  }
}

void addSubject(const FhirDocument& document, std::uint32_t resource,
                std::vector<std::string>& keys) {
  for (const char* name : {"subject", "patient", "beneficiary"}) {
    const std::uint32_t subject = document.member(resource, name);
    if (subject == 0) continue;
    const std::string_view reference = document.memberText(subject, "reference");
    if (!reference.empty()) keys.push_back("Reference|" + std::string(reference));
  }
}

bool ndjson(std::string_view text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return false;
  const std::size_t next = text.find_first_not_of(" \t\r\n", end);
  std::string_view line = text.substr(0, end);
  while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
  return next != std::string_view::npos && text[next] == '{' && line.starts_with('{') &&
         line.ends_with('}');
}

}  // namespace

std::vector<Bytes> FhirFormat::split(Bytes payload) const {
  const std::string_view text = payload.view();
  if (!ndjson(text)) return {std::move(payload)};
  std::vector<Bytes> out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (text.substr(at, end - at).find_first_not_of(" \t\r") != std::string_view::npos)
      out.push_back(payload.slice(at, end - at));
    at = end + 1;
  }
  return out;
}

Result<std::shared_ptr<const Document>> FhirFormat::parse(Bytes payload) const {
  auto parsed = FhirDocument::parse(std::move(payload));
  if (!parsed) return parsed.error();
  return std::shared_ptr<const Document>(std::move(*parsed));
}

Envelope FhirFormat::envelope(const Document& document) const {
  const auto& fhir = dynamic_cast<const FhirDocument&>(document);
  Envelope made;
  made.type = fhir.type();
  for (const std::uint32_t resource : fhir.resources()) {
    addPersons(fhir, resource, made.person_keys);
    if (fhir.memberText(resource, "resourceType") != "MessageHeader") continue;
    if (const std::uint32_t event = fhir.member(resource, "eventCoding"); event != 0)
      made.type += "^" + std::string(fhir.memberText(event, "code"));
    if (const std::uint32_t source = fhir.member(resource, "source"); source != 0) {
      made.sender = fhir.memberText(source, "name");
      if (made.sender.empty()) made.sender = fhir.memberText(source, "endpoint");
    }
  }
  if (made.person_keys.empty())
    for (const std::uint32_t resource : fhir.resources())
      addSubject(fhir, resource, made.person_keys);
  std::sort(made.person_keys.begin(), made.person_keys.end());
  made.person_keys.erase(std::unique(made.person_keys.begin(), made.person_keys.end()),
                         made.person_keys.end());
  if (const std::uint32_t identifier = fhir.member(0, "identifier");
      identifier != 0 && fhir.type() == "Bundle")
    made.control_id = fhir.memberText(identifier, "value");
  return made;
}

Bytes FhirFormat::acknowledge(const Message&, const Error* error) const {
  std::string out = R"({"resourceType":"OperationOutcome","issue":[{"severity":")";
  out += error == nullptr ? "information" : "error";
  out.append(R"(","code":")").append(error == nullptr ? "informational" : issueCode(error->code));
  out += R"(","diagnostics":)";
  out += jsonString(error == nullptr ? "accepted" : error->text);
  if (error != nullptr && !error->where.empty())
    out += R"(,"expression":[)" + jsonString(error->where) + "]";
  return Bytes::own(out + "}]}");
}

}  // namespace pontis
