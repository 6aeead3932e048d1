#include "tests/support/balp.h"

#include <algorithm>
#include <set>

namespace pontis {
namespace {

using Codes = std::set<std::string>;  // "SYSTEM|CODE"
using Items = std::vector<const Json*>;

const std::string kDcm = "http://dicom.nema.org/resources/ontology/DCM|";
const std::string kRest = "http://hl7.org/fhir/restful-interaction|";
const std::string kParticipation = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType|";
const std::string kEntityType = "http://terminology.hl7.org/CodeSystem/audit-entity-type|";
const std::string kRole = "http://terminology.hl7.org/CodeSystem/object-role|";
const std::string kXRequestId =
    "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType|XrequestId";

std::string codeOf(const Json& coding) {
  return coding["system"].text() + "|" + coding["code"].text();
}

bool has(const Json& json) { return static_cast<bool>(json); }

class Check {
 public:
  explicit Check(const Json& event) : event_(event) {}

  void want(bool holds, const std::string& rule) {
    if (!holds) faults.push_back(rule);
  }

  void type(const std::string& code) { want(codeOf(event_["type"]) == code, "type " + code); }
  void action(const std::string& code) { want(event_["action"].text() == code, "action " + code); }
  void subtype(const Codes& codes) {
    const auto& all = event_["subtype"].items();
    want(std::count_if(all.begin(), all.end(),
                       [&](const Json& one) { return codes.count(codeOf(one)) > 0; }) == 1,
         "one subtype " + *codes.begin());
  }

  Items agents(const Codes& codes) const {
    Items found;
    for (const Json& agent : event_["agent"].items())
      for (const Json& coding : agent["type"]["coding"].items())
        if (codes.count(codeOf(coding)) > 0) found.push_back(&agent);
    return found;
  }
  Items entities(const std::string& type, const std::string& role = "") const {
    Items found;
    for (const Json& entity : event_["entity"].items())
      if (codeOf(entity["type"]) == type && (role.empty() || codeOf(entity["role"]) == role))
        found.push_back(&entity);
    return found;
  }

  // A system that took part: exactly one, known, and where it is.
  void system(const std::string& code) {
    const Items found = agents({code});
    want(found.size() == 1, "one agent " + code);
    for (const Json* agent : found) {
      want(has((*agent)["who"]), code + ".who");
      want(has((*agent)["network"]), code + ".network");
      want(!has((*agent)["media"]), code + " without media");
    }
  }
  void user(const Codes& codes, bool needed) {
    const Items found = agents(codes);
    want(found.size() <= 1 && (!needed || found.size() == 1), "one user");
    for (const Json* agent : found) {
      want(has((*agent)["who"]), "user.who");
      want((*agent)["requestor"].text() == "true", "user.requestor");
      want(!has((*agent)["media"]) && !has((*agent)["network"]), "user without media and network");
    }
  }
  void observer(const std::string& code) {
    for (const Json* agent : agents({code}))
      want((*agent)["who"].raw().view() == event_["source"]["observer"].raw().view(),
           "val-audit-source");
  }

  void patient() {
    const Items found = entities(kEntityType + "1");
    want(found.size() == 1, "one patient");
    for (const Json* entity : found) {
      want(codeOf((*entity)["role"]) == kRole + "1", "patient.role");
      want(has((*entity)["what"]), "patient.what");
      const std::string& reference = (*entity)["what"]["reference"].text();
      want(reference.empty() || reference.find("Patient/") != std::string::npos,
           "patient.what is a Patient");
    }
  }

  // What R4 itself demands (AuditEvent, 4.0.1).
  void base() {
    for (const char* name : {"type", "recorded", "agent", "source"}) want(has(event_[name]), name);
    want(has(event_["source"]["observer"]), "source.observer");
    for (const Json& agent : event_["agent"].items())
      want(has(agent["requestor"]), "agent.requestor");
  }

  std::vector<std::string> faults;

 protected:
  const Json& event_;
};

struct RestRule {
  std::string name, action, client, server;
  Codes subtypes, users;
};

const std::vector<RestRule>& restRules() {
  static const Codes authors = {kParticipation + "AUT", kParticipation + "INF",
                                kParticipation + "CST"};
  static const Codes recipient = {kParticipation + "IRCP"};
  static const std::vector<RestRule> rules = {
      {"Create", "C", kDcm + "110153", kDcm + "110152", {kRest + "create"}, authors},
      {"Read", "R", kDcm + "110152", kDcm + "110153", {kRest + "read", kRest + "vread"}, recipient},
      {"Update",
       "U",
       kDcm + "110153",
       kDcm + "110152",
       {kRest + "update", kRest + "patch"},
       authors},
      {"Delete",
       "D",
       kDcm + "110150",
       "http://terminology.hl7.org/CodeSystem/provenance-participant-type|custodian",
       {kRest + "delete"},
       authors},
      {"Query",
       "E",
       kDcm + "110153",
       kDcm + "110152",
       {kRest + "search", kRest + "search-type", kRest + "search-system"},
       recipient}};
  return rules;
}

void checkData(Check& check, bool query) {
  const Items data = check.entities(kEntityType + "2");
  check.want(data.size() == 1, "one entity of data");
  for (const Json* one : data) {
    const std::string role = codeOf((*one)["role"]);
    if (query) {
      check.want(role == kRole + "24", "query.role");
      check.want(has((*one)["query"]), "query.query");
      check.want(!has((*one)["what"]) && !has((*one)["detail"]), "query without what and detail");
    } else {
      check.want(role == kRole + "3" || role == kRole + "4" || role == kRole + "20", "data.role");
      check.want(has((*one)["what"]), "data.what");
    }
  }
  const Items transactions = check.entities(kXRequestId);
  check.want(transactions.size() <= 1, "one transaction");
  for (const Json* one : transactions)
    check.want(has((*one)["what"]["identifier"]["value"]), "transaction.what.identifier.value");
}

void checkRest(Check& check, const Json& event, const RestRule& rule, bool patient) {
  check.type("http://terminology.hl7.org/CodeSystem/audit-event-type|rest");
  check.subtype(rule.subtypes);
  check.action(rule.action);
  check.want(event["outcome"].text() == "0", "outcome 0");
  check.system(rule.client);
  check.system(rule.server);
  check.user(rule.users, false);
  checkData(check, rule.name == "Query");
  if (patient) check.patient();
}

void checkDisclosure(Check& check, const Json& event, bool at_source) {
  check.type(kDcm + (at_source ? "110106" : "110107"));
  check.action(at_source ? "R" : "C");
  check.subtype({"http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle|disclose"});
  check.want(has(event["outcome"]), "outcome");
  check.system(kDcm + "110153");
  check.system(kDcm + "110152");
  check.observer(kDcm + (at_source ? "110153" : "110152"));
  check.want(event["entity"].items().size() >= 2, "two entities");
  check.patient();
}

void checkDecision(Check& check, const Json& event) {
  const std::string client = kDcm + "110150",
                    server =
                        "http://terminology.hl7.org/CodeSystem/extra-security-role-type|authserver",
                    organisation = "http://terminology.hl7.org/CodeSystem/v3-RoleClass|PROV",
                    consent = "http://hl7.org/fhir/resource-types|Consent";
  check.type(kDcm + "110113");
  check.action("E");
  check.subtype({"https://profiles.ihe.net/ITI/BALP/CodeSystem/AuthZsubType|AuthZ-Consent",
                 "https://profiles.ihe.net/ITI/BALP/CodeSystem/AuthZsubType|AuthZ-Role"});
  check.want(has(event["outcome"]), "outcome");
  check.system(client);
  check.user({kParticipation + "IRCP"}, true);
  for (const std::string& code : {organisation, server}) {
    const Items found = check.agents({code});
    check.want(found.size() == 1, "one agent " + code);
    for (const Json* agent : found) {
      check.want(has((*agent)["who"]), code + ".who");
      check.want((*agent)["requestor"].text() == "false", code + ".requestor");
      check.want(!has((*agent)["network"]), code + " without network");
    }
  }
  check.observer(server);
  check.patient();
  check.want(!check.entities(consent).empty(), "a consent");
  for (const Json& entity : event["entity"].items()) {
    const std::string type = codeOf(entity["type"]);
    check.want(type == kEntityType + "1" || type == consent, "no entity " + type);
  }
}

}  // namespace

std::string balpProfile(const Json& event) {
  constexpr std::string_view kPrefix =
      "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";
  for (const Json& profile : event["meta"]["profile"].items())
    if (profile.text().starts_with(kPrefix)) return profile.text().substr(kPrefix.size());
  return "";
}

std::vector<std::string> balpFaults(const Json& event, std::string_view fallback) {
  Check check(event);
  check.base();
  const auto judge = [&](std::string_view profile) {
    if (profile == "PrivacyDisclosure.Source") return checkDisclosure(check, event, true), true;
    if (profile == "PrivacyDisclosure.Recipient") return checkDisclosure(check, event, false), true;
    if (profile == "AuthZconsent") return checkDecision(check, event), true;
    const bool patient = profile.starts_with("Patient");
    if (patient) profile.remove_prefix(std::string_view("Patient").size());
    for (const RestRule& rule : restRules())
      if (rule.name == profile) return checkRest(check, event, rule, patient), true;
    return false;
  };
  if (!judge(balpProfile(event)) && !judge(fallback)) check.want(false, "a known profile");
  return check.faults;
}

}  // namespace pontis
