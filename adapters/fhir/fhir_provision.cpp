#include "adapters/fhir/fhir_provision.h"

#include <algorithm>
#include <iterator>

#include "engine/consent/label.h"
#include "engine/consent/purpose.h"

namespace pontis {
namespace {

using Type = Provision::Type;

constexpr std::string_view kMembers[] = {
    "id",    "extension", "modifierExtension", "type",          "period",
    "actor", "action",    "purpose",           "securityLabel", "class",
    "code",  "data",      "dataPeriod",        "provision"};

bool isKnown(std::string_view name) {
  if (name.starts_with('_')) name.remove_prefix(1);
  return std::find(std::begin(kMembers), std::end(kMembers), name) != std::end(kMembers);
}

bool isArray(const Json& value) { return value.kind() == Json::Kind::kArray; }

// The items of an array that, if it is there, has some.
const std::vector<Json>& itemsOf(const Json& owner, std::string_view name, ConsentFault& fault) {
  const Json& value = owner[name];
  if (value && (!isArray(value) || value.items().empty())) fault.at(name);
  return value.items();
}

Coding readCoding(const Json& coding) { return {coding["system"].text(), coding["code"].text()}; }

std::vector<Coding> readCodingArray(const Json& owner, std::string_view name, ConsentFault& fault) {
  std::vector<Coding> out;
  for (const Json& item : itemsOf(owner, name, fault)) {
    out.push_back(readCoding(item));
    if (out.back().code.empty()) fault.at(name);
  }
  return out;
}

std::vector<Coding> readConcepts(const Json& owner, std::string_view name, ConsentFault& fault) {
  std::vector<Coding> out;
  for (const Json& item : itemsOf(owner, name, fault)) {
    const std::vector<Coding> codings = readCodings(item);
    // A concept in words alone cannot be compared with anything.
    if (codings.empty()) fault.at(name);
    out.insert(out.end(), codings.begin(), codings.end());
  }
  return out;
}

std::optional<Period> readPeriod(const Json& owner, std::string_view name, ConsentFault& fault) {
  const Json& value = owner[name];
  if (!value) return std::nullopt;
  Period period;
  if (value.kind() != Json::Kind::kObject) fault.at(name);
  for (const char* end : {"start", "end"}) {
    const Json& text = value[end];
    if (!text) continue;
    const auto time = readPartialTime(text.text());
    if (!time) {
      fault.at(name);
      continue;
    }
    (std::string_view(end) == "start" ? period.start : period.end) = *time;
  }
  if (isReversed(period, {})) fault.at(name);
  return period;
}

bool isParticipation(std::string_view system) {
  return system == "http://terminology.hl7.org/CodeSystem/v3-ParticipationType" ||
         system == "http://hl7.org/fhir/v3/ParticipationType" ||
         system == "urn:oid:2.16.840.1.113883.5.90" || system == "2.16.840.1.113883.5.90";
}

// IRCP information recipient, PRCP primary, REFT referred to, NOT urgent notification contact, TRC
// tracker.
bool isRecipient(const Coding& role) {
  constexpr std::string_view kRecipients[] = {"IRCP", "PRCP", "REFT", "NOT", "TRC"};
  return isParticipation(role.system) && std::find(std::begin(kRecipients), std::end(kRecipients),
                                                   role.code) != std::end(kRecipients);
}

void readActor(const Json& actor, ConsentFault& fault, Provision& out) {
  const std::vector<Coding> roles = readCodings(actor["role"]);
  std::string reference = readReference(actor["reference"]);
  if (actor["reference"] && reference.empty()) fault.at("actor");
  Coding role;
  for (const Coding& one : roles)
    if (!isRecipient(one)) role = one;
  if (isParticipation(role.system) && role.code == "CST") {
    if (reference.empty()) fault.at("actor");
    out.custodians.push_back(std::move(reference));
    return;
  }
  if (role.code.empty() && reference.empty()) fault.at("actor");
  out.actors.push_back({std::move(role), std::move(reference)});
}

void readData(const Json& data, ConsentFault& fault, Provision& out) {
  constexpr std::pair<std::string_view, ConsentData::Meaning> kMeanings[] = {
      {"instance", ConsentData::Meaning::kInstance},
      {"related", ConsentData::Meaning::kRelated},
      {"dependents", ConsentData::Meaning::kDependents},
      {"authoredby", ConsentData::Meaning::kAuthoredBy}};
  const auto found = std::find_if(std::begin(kMeanings), std::end(kMeanings), [&](const auto& one) {
    return one.first == data["meaning"].text();
  });
  std::string reference = readReference(data["reference"]);
  if (found == std::end(kMeanings) || reference.empty()) return fault.at("data");
  out.data.push_back({found->second, std::move(reference)});
}

Type readType(const Json& type, ConsentFault& fault, bool root) {
  if (type.text() == "permit") return Type::kPermit;
  if (type.text() == "deny") return Type::kDeny;
  if (type || !root) fault.at("type");
  return Type::kNone;
}

}  // namespace

std::string readReference(const Json& reference) {
  if (!reference["reference"].text().empty()) return reference["reference"].text();
  const Json& identifier = reference["identifier"];
  if (identifier["value"].text().empty()) return {};
  return identifier["system"].text() + "|" + identifier["value"].text();
}

std::vector<Coding> readCodings(const Json& value) {
  std::vector<Coding> out;
  if (isArray(value)) {
    for (const Json& item : value.items())
      for (Coding& coding : readCodings(item)) out.push_back(std::move(coding));
    return out;
  }
  for (const Json& item : value["coding"].items())
    if (Coding coding = readCoding(item); !coding.code.empty()) out.push_back(std::move(coding));
  return out;
}

Provision readProvision(const Json& provision, ConsentFault fault, bool root) {
  Provision out;
  if (provision.kind() != Json::Kind::kObject) fault.at("type");
  for (const auto& [name, value] : provision.members())
    if (!isKnown(name) || name == "modifierExtension" || !value) fault.at(name);
  out.type = readType(provision["type"], fault, root);
  out.period = readPeriod(provision, "period", fault);
  for (const Json& actor : itemsOf(provision, "actor", fault)) readActor(actor, fault, out);
  out.actions = readConcepts(provision, "action", fault);
  for (Coding& purpose : readCodingArray(provision, "purpose", fault))
    out.purposes.push_back(canonicalPurpose(std::move(purpose)));
  for (Coding& label : readCodingArray(provision, "securityLabel", fault))
    out.labels.push_back(canonicalLabel(std::move(label)));
  out.classes = readCodingArray(provision, "class", fault);
  out.codes = readConcepts(provision, "code", fault);
  out.data_period = readPeriod(provision, "dataPeriod", fault);
  for (const Json& data : itemsOf(provision, "data", fault)) readData(data, fault, out);
  std::size_t number = 0;
  for (const Json& exception : itemsOf(provision, "provision", fault))
    out.provisions.push_back(readProvision(
        exception, fault.below("provision[" + std::to_string(number++) + "]"), false));
  return out;
}

}  // namespace pontis
