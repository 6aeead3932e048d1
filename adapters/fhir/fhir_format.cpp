#include "adapters/fhir/fhir_format.h"

#include <algorithm>

#include "adapters/fhir/fhir_contents.h"
#include "adapters/fhir/fhir_document.h"
#include "adapters/fhir/fhir_persons.h"
#include "adapters/fhir/fhir_redact.h"
#include "engine/base/log.h"

namespace pontis {
namespace {

// IssueType of the value set that OperationOutcome.issue.code is bound to (FHIR R4 issue-type).
const char* issueCode(Code code) {
  switch (code) {
    case Code::kMalformed:
      return "structure";
    case Code::kInvalid:
      return "invalid";
    case Code::kUnsupported:
      return "not-supported";
    case Code::kDenied:
      return "forbidden";
    case Code::kNotFound:
      return "not-found";
    case Code::kDuplicate:
      return "duplicate";
    case Code::kBusy:
      return "throttled";
    case Code::kUnavailable:
      return "transient";
    case Code::kInternal:
      break;
  }
  return "exception";
}

// "system|value"; empty without a value.
std::string keyOf(const FhirDocument& document, std::uint32_t identifier) {
  const std::string_view value = document.memberText(identifier, "value");
  if (value.empty()) return {};
  return std::string(document.memberText(identifier, "system")) + "|" + std::string(value);
}

// "Patient/7" of "https://server/fhir/Patient/7/_history/2", "system|value" of
// "Patient?identifier=system|value"; empty if it is no patient's address.
std::string keyOf(std::string_view reference) {
  constexpr std::string_view kPatient = "Patient/", kSearch = "Patient?identifier=";
  if (reference.starts_with(kSearch)) {
    reference.remove_prefix(kSearch.size());
    return std::string(reference.substr(0, reference.find('&')));
  }
  const std::size_t at = reference.rfind(kPatient);
  if (at == std::string_view::npos || (at > 0 && reference[at - 1] != '/')) return {};
  const std::size_t end = reference.find_first_of("/?#|", at + kPatient.size());
  return std::string(reference.substr(at, end - at));
}

void addPatient(const FhirDocument& document, std::uint32_t patient,
                std::vector<std::string>& keys) {
  const auto& nodes = document.nodes();
  const std::uint32_t list = document.member(patient, "identifier");
  for (std::uint32_t item = list + 1; list != 0 && item < nodes[list].end; item = nodes[item].end)
    keys.push_back(keyOf(document, item));
  if (const std::string_view id = document.memberText(patient, "id"); !id.empty())
    keys.push_back("Patient/" + std::string(id));
}

// What refers to a patient concerns that patient, wherever in the resource it does.
void addReferences(const FhirDocument& document, std::vector<std::string>& keys) {
  const auto& nodes = document.nodes();
  for (std::uint32_t node = 0; node < nodes.size(); ++node) {
    const std::string_view name = nodes[node].name;
    if (name == "reference" && nodes[node].kind == Nodes::Kind::kText)
      keys.push_back(keyOf(nodes[node].text));
    if (name == "subject" || name == "patient" || name == "beneficiary")
      if (const std::uint32_t identifier = document.member(node, "identifier"); identifier != 0)
        keys.push_back(keyOf(document, identifier));
  }
}

// Of what is written the address names the patient too. A query concerns nobody: it is not ordered.
void addTarget(const FhirRequest& request, std::vector<std::string>& keys) {
  if (request.resource() != "Patient") return;
  if (!request.writes() && request.method() != "DELETE") return;
  keys.push_back(keyOf(std::string_view(request.path())));
  for (const auto& [name, value] : request.parameters())
    if (name == "identifier" && value.find('|') != std::string::npos) keys.push_back(value);
}

void addSender(const FhirDocument& document, std::uint32_t header, Envelope& envelope) {
  if (const std::uint32_t event = document.member(header, "eventCoding"); event != 0)
    envelope.type += "^" + std::string(document.memberText(event, "code"));
  const std::uint32_t source = document.member(header, "source");
  if (source == 0) return;
  envelope.sender = document.memberText(source, "name");
  envelope.application = envelope.sender;
  if (envelope.sender.empty()) envelope.sender = document.memberText(source, "endpoint");
}

bool ndjson(std::string_view text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return false;
  const std::size_t next = text.find_first_not_of(" \t\r\n", end);
  std::string_view line = text.substr(0, end);
  if (line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
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
  bool headed = false;
  std::vector<std::string>& keys = made.person_keys;
  for (const std::uint32_t resource : fhir.resources()) {
    const std::string_view type = fhir.memberText(resource, "resourceType");
    if (type == "Patient") addPatient(fhir, resource, keys);
    if (type != "MessageHeader" || headed) continue;
    headed = true;
    addSender(fhir, resource, made);
  }
  addReferences(fhir, keys);
  if (const FhirRequest* request = fhir.request()) addTarget(*request, keys);
  std::erase(keys, "");
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  if (const std::uint32_t identifier = fhir.member(0, "identifier");
      identifier != 0 && fhir.memberText(0, "resourceType") == "Bundle")
    made.control_id = fhir.memberText(identifier, "value");
  return made;
}

std::vector<PersonAct> FhirFormat::persons(const Document& document) const {
  return readPersons(dynamic_cast<const FhirDocument&>(document));
}

Bytes FhirFormat::withIndexNumbers(const Message& message, const Lookup& lookup) const {
  // Parsed anew: the positions are those of this payload, whichever bytes `document` borrows from.
  const auto document = FhirDocument::parse(message.payload);
  return document ? addIndexNumbers(message.payload, **document, lookup) : message.payload;
}

Contents FhirFormat::contents(const Document& document) const {
  return readContents(dynamic_cast<const FhirDocument&>(document));
}

Result<Bytes> FhirFormat::redact(const Message& message, const Redaction& redaction) const {
  // Parsed anew, as for the index's numbers.
  const auto document = FhirDocument::parse(message.payload);
  if (!document) return document.error();
  return redactDocument(message.payload, **document, redaction);
}

std::vector<ConsentArrival> FhirFormat::consents(const Document& document) const {
  return readArrivals(dynamic_cast<const FhirDocument&>(document));
}

Bytes FhirFormat::acknowledge(const Message& message, const Error* error) const {
  std::string out = R"({"resourceType":"OperationOutcome","issue":[{"severity":")";
  out += error == nullptr ? "information" : "error";
  out.append(R"(","code":")").append(error == nullptr ? "informational" : issueCode(error->code));
  out += R"(","diagnostics":)";
  out += jsonString(error == nullptr ? "accepted" : error->text);
  if (error != nullptr && !error->where.empty())
    out += R"(,"expression":[)" + jsonString(error->where) + "]";
  return answerRequest(message, error, out + "}]}");
}

}  // namespace pontis
