#include "adapters/fhir/fhir_mask.h"

#include <algorithm>
#include <iterator>

#include "adapters/fhir/fhir_pieces.h"
#include "engine/base/log.h"
#include "engine/base/text.h"
#include "engine/mapping/uuid.h"

namespace pontis {
namespace {

constexpr std::size_t kLongestValue = 64;  // what is longer is free text

template <std::size_t N>
bool isOneOf(std::string_view text, const std::string_view (&all)[N]) {
  return std::find(std::begin(all), std::end(all), text) != std::end(all);
}

bool isObject(const Json& value) { return value.kind() == Json::Kind::kObject; }

std::string_view year(const std::string& date) {
  return std::string_view(date).substr(0, std::min<std::size_t>(4, date.size()));
}

// The country and two characters of the postal code of the first address that has either.
std::string reducedAddress(const Json& addresses) {
  for (const Json& address : addresses.items()) {
    const std::string &code = address["postalCode"].text(), &country = address["country"].text();
    std::size_t cut = 0;
    for (int n = 0; n < 2 && cut < code.size(); ++n)
      cut += std::max<std::size_t>(1, utf8Sequence(std::string_view(code).substr(cut)));
    std::string out;
    if (cut > 0) out += ",\"postalCode\":" + jsonString(code.substr(0, cut));
    if (!country.empty()) out += ",\"country\":" + jsonString(country);
    if (!out.empty()) return "[{" + out.substr(1) + "}]";
  }
  return {};
}

void maskPatient(const Json& patient, const std::string& pseudonym, FhirEdit& edit) {
  static constexpr std::string_view kKept[] = {
      "resourceType",        "id", "meta", "contained", "active", "gender", "deceasedBoolean",
      "managingOrganization"};
  for (const auto& [name, value] : patient.members()) {
    if (name == "id" && !pseudonym.empty())
      edit.replace(value, jsonString(asId(pseudonym)));
    else if (name == "identifier" && !pseudonym.empty())
      edit.replace(value, "[" + pseudonymousIdentifier(pseudonym) + "]");
    else if (name == "birthDate" || name == "deceasedDateTime")
      edit.replace(value, jsonString(year(value.text())));
    else if (const std::string reduced = reducedAddress(value);
             name == "address" && !reduced.empty())
      edit.replace(value, reduced);
    else if (!isOneOf(name, kKept) || name == "id")
      edit.leaveOut(value);
  }
}

void minimisePatient(const Json& patient, FhirEdit& edit) {
  static constexpr std::string_view kNotNeeded[] = {
      "text",          "extension",           "telecom",       "contact", "photo",
      "communication", "generalPractitioner", "maritalStatus", "link"};
  for (const auto& [name, value] : patient.members())
    if (isOneOf(name, kNotNeeded)) edit.leaveOut(value);
}

bool isAbsentReason(const Json& extensions) {
  const auto& items = extensions.items();
  return !items.empty() && std::all_of(items.begin(), items.end(), [](const Json& one) {
    return one["url"].text().ends_with("/data-absent-reason");
  });
}

bool tells(const std::string& name, const Json& value, const FhirMask& mask) {
  static constexpr std::string_view kFreeText[] = {"note", "comment", "patientInstruction"};
  static constexpr std::string_view kPersonal[] = {
      "requisition", "presentedForm",   "conclusion", "photo",   "telecom",   "valueAttachment",
      "description", "valueAnnotation", "contact",    "address", "signature", "modifierExtension"};
  const bool narrative = name == "text" && isObject(value) && !value["div"].text().empty();
  if (narrative || isOneOf(name, kFreeText)) return true;
  if (!mask.pseudonymise) return false;
  if (name == "extension") return !isAbsentReason(value);
  if (name.ends_with("dentifier") || isOneOf(name, kPersonal)) return true;
  if (value.kind() != Json::Kind::kString) return false;
  return (name.starts_with("value") && value.text().size() > kLongestValue) ||
         (name != "reference" && mask.identifiers.count(value.text()) > 0);
}

void maskMembers(const Json& value, const FhirMask& mask, FhirEdit& edit) {
  for (const Json& item : value.items())
    if (!item["resourceType"]) maskMembers(item, mask, edit);
  for (const auto& [name, member] : value.members()) {
    if (member["resourceType"] || name == "contained" || name == "resourceType") continue;
    // How a Reference calls its target is not the resource's own.
    const bool referred = name == "identifier" && !value["resourceType"] && isReference(value);
    if (!referred && tells(name, member, mask))
      edit.leaveOut(member);
    else
      maskMembers(member, mask, edit);
  }
}

}  // namespace

bool isLeftOut(std::string_view type, bool pseudonymise) {
  static constexpr std::string_view kAlways[] = {"RelatedPerson", "Person",  "Coverage", "Account",
                                                 "Basic",         "Consent", "Linkage"};
  static constexpr std::string_view kPseudonymous[] = {"AuditEvent",
                                                       "Binary",
                                                       "Claim",
                                                       "ClaimResponse",
                                                       "Communication",
                                                       "CommunicationRequest",
                                                       "Contract",
                                                       "CoverageEligibilityRequest",
                                                       "CoverageEligibilityResponse",
                                                       "DocumentManifest",
                                                       "DocumentReference",
                                                       "EnrollmentRequest",
                                                       "EnrollmentResponse",
                                                       "ExplanationOfBenefit",
                                                       "Invoice",
                                                       "Media",
                                                       "Parameters",
                                                       "PaymentNotice",
                                                       "PaymentReconciliation",
                                                       "Provenance",
                                                       "QuestionnaireResponse"};
  return isOneOf(type, kAlways) || (pseudonymise && isOneOf(type, kPseudonymous));
}

void maskResource(const Json& resource, const FhirMask& mask, FhirEdit& edit) {
  if (resource["resourceType"].text() != "Patient") return maskMembers(resource, mask, edit);
  if (mask.pseudonymise) return maskPatient(resource, mask.pseudonym, edit);
  minimisePatient(resource, edit);
}

std::string asId(const std::string& pseudonym) {
  constexpr std::size_t kLongest = 64;
  std::string out;
  for (const char c : pseudonym.substr(0, kLongest)) {
    const bool good = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '.';
    out += good ? c : '-';
  }
  return out;
}

std::string pseudonymousReference(std::string_view reference, const std::string& pseudonym) {
  if (reference.starts_with("#")) return "#" + asId(pseudonym);
  if (reference.find('?') != std::string_view::npos)
    return std::string(reference.substr(0, reference.find('?'))) +
           "?identifier=" + std::string(kPseudonymSystem) + "%7C" + asId(pseudonym);
  const std::size_t at = reference.rfind("Patient/");
  if (at != std::string_view::npos && (at == 0 || reference[at - 1] == '/'))
    return std::string(reference.substr(0, at)) + "Patient/" + asId(pseudonym);
  std::string out = "urn:uuid:";
  appendUuid(out, uuidOf(std::string(kPseudonymSystem) + "|" + pseudonym));
  return out;
}

std::string pseudonymousIdentifier(const std::string& pseudonym) {
  return R"({"system":")" + std::string(kPseudonymSystem) + R"(","value":)" +
         jsonString(pseudonym) + "}";
}

}  // namespace pontis
