#include "adapters/fhir/fhir_contents.h"

#include <algorithm>

#include "adapters/fhir/fhir_consent.h"
#include "adapters/fhir/fhir_consent_resource.h"
#include "adapters/fhir/fhir_pieces.h"
#include "adapters/fhir/fhir_provision.h"
#include "engine/base/log.h"
#include "engine/consent/label.h"

namespace pontis {
namespace {

bool isTable(const Coding& code, std::string_view table) {
  return code.system.ends_with("/v2-" + std::string(table));
}

// HL7 v2 tables 0177 (confidentiality code) and 0272 (document confidentiality status) as v3.
Coding asLabel(Coding code) {
  if (!isTable(code, "0177") && !isTable(code, "0272")) return code;
  if (code.code == "U") return {std::string(kConfidentiality), "N"};
  if (code.code == "R" || code.code == "V") return {std::string(kConfidentiality), code.code};
  if (code.code == "AID") return {std::string(kActCode), "HIV"};
  if (code.code == "ETH") return {std::string(kActCode), "ETHUD"};
  if (code.code == "EMP") return {std::string(kActCode), "EMPL"};
  if (code.code == "VIP") return {std::string(kActCode), "CEL"};
  return canonicalLabel({"", code.code});
}

std::vector<Coding> metaLabels(const Json& resource) {
  std::vector<Coding> out;
  for (const Json& one : resource["meta"]["security"].items())
    out.push_back(asLabel({one["system"].text(), one["code"].text()}));
  return out;
}

void append(std::vector<Coding>& out, const std::vector<Coding>& more) {
  for (const Coding& one : more)
    if (std::find(out.begin(), out.end(), one) == out.end()) out.push_back(one);
}

// The MessageHeader of the Bundle that a resource stands in; null if there is none.
const FhirResource* headerOf(const FhirPieces& pieces, const FhirResource& resource) {
  if (resource.bundle == kNoResource) return nullptr;
  // It is the first entry (R4 section 2.4.1), and its resource follows the Bundle.
  const auto& all = pieces.resources();
  const std::size_t first = resource.bundle + 1;
  return first < all.size() && all[first].type == "MessageHeader" ? &all[first] : nullptr;
}

// The labels of what a resource is sent in.
void addOuterLabels(const FhirPieces& pieces, const FhirResource& resource,
                    std::vector<Coding>& out) {
  if (const FhirResource* header = headerOf(pieces, resource))
    append(out, metaLabels(*header->json));
  for (std::size_t above = resource.within; above != kNoResource && out.empty();
       above = pieces.resources()[above].within)
    append(out, metaLabels(*pieces.resources()[above].json));
}

// Whose record a message's data are, where they do not say: its sender's.
std::string senderOf(const FhirPieces& pieces, const FhirResource& resource) {
  const FhirResource* header = headerOf(pieces, resource);
  if (header == nullptr) return {};
  const Json& sender = (*header->json)["sender"];
  for (const std::size_t target : pieces.resolve(sender, resource.bundle + 1))
    for (const Json& one : (*pieces.resources()[target].json)["identifier"].items()) {
      const std::string& system = one["system"].text();
      const bool uri = system.empty() || system == "urn:ietf:rfc3986";
      return uri ? one["value"].text() : system + "|" + one["value"].text();
    }
  return sender["reference"].text();
}

std::vector<Coding> labelsOf(const FhirPieces& pieces, const FhirResource& resource) {
  const Json& json = *resource.json;
  std::vector<Coding> out = metaLabels(json);
  for (const Coding& one : readCodings(json["securityLabel"])) append(out, {asLabel(one)});
  if (const std::string& code = json["confidentiality"].text(); !code.empty())
    append(out, {{std::string(kConfidentiality), code}});
  addOuterLabels(pieces, resource, out);
  return out;
}

// "SYSTEM|VALUE" of each identifier, as a consent may call it.
std::vector<std::string> namesOf(const Json& resource) {
  std::vector<std::string> out;
  const auto add = [&](const Json& one) {
    const std::string &system = one["system"].text(), &value = one["value"].text();
    if (!value.empty()) out.push_back(system.empty() ? value : system + "|" + value);
  };
  const Json& identifier = resource["identifier"];
  if (identifier.kind() == Json::Kind::kObject) add(identifier);
  for (const Json& one : identifier.items()) add(one);
  return out;
}

// What a consent may call the resource that a Reference means.
std::vector<std::string> namesOf(const FhirPieces& pieces, const Json& reference,
                                 std::size_t from) {
  std::vector<std::string> out;
  for (const std::size_t target : pieces.resolve(reference, from)) {
    const FhirResource& found = pieces.resources()[target];
    const std::string& id = (*found.json)["id"].text();
    if (!id.empty() && !found.contained) out.push_back(std::string(found.type) + "/" + id);
    for (std::string& name : namesOf(*found.json)) out.push_back(std::move(name));
  }
  return out;
}

void addAuthors(const FhirPieces& pieces, std::size_t from, std::vector<std::string>& out) {
  const Json& resource = *pieces.resources()[from].json;
  const auto add = [&](const Json& value) {
    const Json& reference = value["actor"] ? value["actor"] : value;
    for (std::string& name : namesOf(pieces, reference, from)) out.push_back(std::move(name));
  };
  for (const char* member : {"author", "performer", "recorder", "asserter", "requester"}) {
    add(resource[member]);
    for (const Json& item : resource[member].items()) add(item);
  }
}

ConsentResource resourceOf(const FhirPieces& pieces, std::size_t number) {
  const FhirResource& resource = pieces.resources()[number];
  const Json& json = *resource.json;
  ConsentResource out = readConsentResource(json);
  if (out.id.empty() && resource.entry != nullptr) out.id = (*resource.entry)["fullUrl"].text();
  for (const std::size_t medication : pieces.resolve(json["medicationReference"], number))
    append(out.codes, readCodings((*pieces.resources()[medication].json)["code"]));
  out.labels = labelsOf(pieces, resource);
  if (out.custodian.empty()) out.custodian = senderOf(pieces, resource);
  addAuthors(pieces, number, out.authors);
  for (const char* member : {"encounter", "context", "custodian"})
    for (std::string& name : namesOf(pieces, json[member], number))
      out.related.push_back(std::move(name));
  for (std::string& name : namesOf(json)) out.related.push_back(std::move(name));
  return out;
}

// The resource that a Consent calls its patient, unless that stands in the Consent itself.
const FhirResource* patientBeside(const FhirPieces& pieces, std::size_t consent) {
  for (const FhirResource& resource : pieces.resources()) {
    if (resource.type != "Patient" || resource.within == consent) continue;
    for (const std::size_t subject : resource.subjects)
      if (pieces.resources()[consent].subjects == std::vector<std::size_t>{subject})
        return &resource;
  }
  return nullptr;
}

std::string textOf(const FhirPieces& pieces, std::size_t consent) {
  const FhirResource& resource = pieces.resources()[consent];
  const std::string own(resource.json->raw().view());
  const FhirResource* patient = patientBeside(pieces, consent);
  if (patient == nullptr) return own;
  const auto entry = [](const FhirResource& one, const std::string& text) {
    const std::string url = one.entry == nullptr ? "" : (*one.entry)["fullUrl"].text();
    return "{" + (url.empty() ? "" : "\"fullUrl\":" + jsonString(url) + ",") +
           "\"resource\":" + text + "}";
  };
  std::string known = R"({"resourceType":"Patient")";
  for (const char* member : {"id", "identifier"})
    if (const Json& value = (*patient->json)[member])
      known.append(",\"").append(member).append("\":").append(value.raw().view());
  return R"({"resourceType":"Bundle","type":"collection","entry":[)" + entry(resource, own) + "," +
         entry(*patient, known + "}") + "]}";
}

}  // namespace

Contents readContents(const FhirDocument& document) {
  const FhirPieces pieces(document.json());
  Contents out;
  out.subjects = pieces.subjects();
  for (const FhirPieces::Piece& piece : pieces.pieces())
    out.pieces.push_back({resourceOf(pieces, piece.resource), piece.subject});
  if (out.pieces.empty()) out.subjects.clear();
  return out;
}

std::vector<ConsentArrival> readArrivals(const FhirDocument& document) {
  // Most documents bring none, and every one that is received is asked.
  const auto& nodes = document.nodes();
  if (std::none_of(nodes.begin(), nodes.end(), [](const Nodes::Node& node) {
        return node.name == "resourceType" && node.text == "Consent";
      }))
    return {};
  const FhirPieces pieces(document.json());
  std::vector<ConsentArrival> out;
  for (std::size_t i = 0; i < pieces.resources().size(); ++i) {
    const FhirResource& resource = pieces.resources()[i];
    if (resource.type != "Consent") continue;
    ConsentArrival arrival;
    arrival.directive = readConsent(*resource.json);
    if (resource.subjects.size() == 1) arrival.patient = pieces.subjects()[resource.subjects[0]];
    arrival.text = textOf(pieces, i);
    out.push_back(std::move(arrival));
  }
  return out;
}

}  // namespace pontis
