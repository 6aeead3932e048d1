#include "adapters/fhir/fhir_consent.h"

#include <algorithm>
#include <span>

#include "adapters/fhir/fhir_provision.h"

namespace pontis {
namespace {

using Type = Provision::Type;

constexpr std::string_view kMembers[] = {
    "resourceType", "id",           "meta",           "implicitRules",     "language",
    "text",         "contained",    "extension",      "modifierExtension", "identifier",
    "status",       "scope",        "category",       "patient",           "dateTime",
    "performer",    "organization", "policy",         "policyRule",        "sourceAttachment",
    "verification", "provision",    "sourceReference"};

constexpr std::string_view kStatuses[] = {"draft",    "proposed", "active",
                                          "rejected", "inactive", "entered-in-error"};

bool isOneOf(std::string_view text, std::span<const std::string_view> all) {
  return std::find(all.begin(), all.end(), text) != all.end();
}

bool isText(const Json& value) { return value.kind() == Json::Kind::kString; }

void readScope(const Json& scope, ConsentFault& fault, Directive& out) {
  bool any = false, privacy = false;
  for (const Json& coding : scope["coding"].items()) {
    const std::string& code = coding["code"].text();
    if (code.empty()) continue;
    any = true;
    privacy = privacy || code == "patient-privacy";
  }
  if (!any) fault.at("scope");
  out.privacy = privacy || !any;
}

void readPatient(const Json& patient, ConsentFault& fault, Directive& out) {
  out.patient = readReference(patient);
  if (out.patient.empty()) fault.at("patient");
}

void readStatus(const Json& status, ConsentFault& fault, Directive& out) {
  const bool known = isText(status) && isOneOf(status.text(), kStatuses);
  if (!known) fault.at("status");
  out.active = !known || status.text() == "active";
}

void readOrganizations(const Json& organizations, ConsentFault& fault, Directive& out) {
  for (const Json& one : organizations.items()) {
    out.organizations.push_back(readReference(one));
    if (out.organizations.back().empty()) fault.at("organization");
  }
  if (organizations && organizations.items().empty()) fault.at("organization");
}

// The base that is said elsewhere, where the root itself has no type.
void readBase(const Json& consent, Directive& out) {
  Provision& root = out.provision;
  if (root.type != Type::kNone) return;
  for (const Json& coding : consent["policyRule"]["coding"].items()) {
    const std::string& code = coding["code"].text();
    if (code == "OPTIN" || code == "OPTINR") root.type = Type::kPermit;
    if (code == "OPTOUT" || code == "OPTOUTE") root.type = Type::kDeny;
    if (code == "EMRGONLY" && root.purposes.empty()) {
      root.type = Type::kPermit;
      root.purposes.push_back({"http://terminology.hl7.org/CodeSystem/v3-ActReason", "ETREAT"});
    }
    if (root.type != Type::kNone) return;
  }
  for (const Json& policy : consent["policy"].items()) {
    const std::string& uri = policy["uri"].text();
    if (uri == "https://profiles.ihe.net/ITI/PCF/Policy-all-normal") root.type = Type::kPermit;
    if (uri == "https://profiles.ihe.net/ITI/PCF/Policy-deny") root.type = Type::kDeny;
  }
}

Directive unreadable() {
  Directive out;
  out.active = true;
  out.fault = "Consent";
  return out;
}

}  // namespace

Directive readConsent(const Json& consent) {
  if (consent["resourceType"].text() != "Consent") return unreadable();
  Directive out;
  ConsentFault fault{out.fault, "Consent"};
  out.id = consent["id"].text();
  out.version = consent["meta"]["versionId"].text();
  for (const auto& [name, value] : consent.members()) {
    const bool extended = name.starts_with('_');
    if (!isOneOf(extended ? std::string_view(name).substr(1) : name, kMembers)) fault.at(name);
    // A null is no value in FHIR (JSON representation): a criterion that is null is not one that is
    // absent.
    if (name == "modifierExtension" || name == "implicitRules" || !value) fault.at(name);
  }
  readStatus(consent["status"], fault, out);
  readScope(consent["scope"], fault, out);
  readPatient(consent["patient"], fault, out);
  readOrganizations(consent["organization"], fault, out);
  if (const Json& given = consent["dateTime"]) {
    if (const auto time = readPartialTime(given.text()))
      out.time = *time;
    else
      fault.at("dateTime");
  }
  if (const Json& provision = consent["provision"])
    out.provision = readProvision(provision, fault.below("provision"), true);
  readBase(consent, out);
  return out;
}

std::vector<Directive> readConsents(const Json& value) {
  std::vector<Directive> out;
  if (value["resourceType"].text() == "Bundle") {
    for (const Json& entry : value["entry"].items())
      if (entry["resource"]["resourceType"].text() == "Consent")
        out.push_back(readConsent(entry["resource"]));
    return out;
  }
  if (value.kind() != Json::Kind::kArray) return {readConsent(value)};
  for (const Json& one : value.items()) out.push_back(readConsent(one));
  return out;
}

std::vector<Directive> readConsents(const Bytes& text) {
  const auto value = Json::parse(text);
  if (!value) return {unreadable()};
  return readConsents(*value);
}

}  // namespace pontis
