#include "adapters/fhir/fhir_consent.h"

#include <gtest/gtest.h>

#include "adapters/fhir/fhir_consent_resource.h"
#include "engine/consent/explanation.h"

namespace pontis {
namespace {

Directive read(const std::string& text) {
  const auto all = readConsents(Bytes::clone(text));
  EXPECT_EQ(all.size(), 1u);
  return all.at(0);
}

// A Consent with this provision, and these members beside it.
std::string consent(const std::string& provision, const std::string& more = "") {
  return R"({"resourceType":"Consent","id":"c1","meta":{"versionId":"3"},"status":"active",
             "scope":{"coding":[{"code":"patient-privacy"}]},"patient":{"reference":"Patient/1"},
             "dateTime":"2025-01-01")" +
         more + (provision.empty() ? "" : ",\"provision\":" + provision) + "}";
}

TEST(FhirConsent, ReadsEveryCriterion) {
  const Directive found = read(consent(R"({
      "type":"permit","period":{"start":"2025-01-01","end":"2026-12-31"},
      "actor":[{"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType",
                "code":"IRCP"}]},"reference":{"reference":"Organization/X"}},
               {"role":{"coding":[{"code":"2262"}]}},
               {"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType",
                "code":"CST"}]},"reference":{"identifier":{"system":"urn:oid:1.2","value":"9"}}}],
      "action":[{"coding":[{"code":"access"}]}],
      "securityLabel":[{"code":"N"}],"purpose":[{"code":"TREAT"}],
      "class":[{"system":"http://hl7.org/fhir/resource-types","code":"Observation"}],
      "code":[{"coding":[{"system":"urn:a","code":"1"},{"system":"urn:b","code":"2"}]}],
      "dataPeriod":{"start":"2022","end":"2022"},
      "data":[{"meaning":"authoredby","reference":{"reference":"Practitioner/A"}}],
      "provision":[{"type":"deny","securityLabel":[{"code":"HIV"}]}]})"));
  EXPECT_EQ(found.fault, "");
  EXPECT_EQ(found.id + " " + found.version + " " + found.patient, "c1 3 Patient/1");
  EXPECT_EQ(inWords(found.provision),
            "permit of class Observation of code 1, 2 of label N of data written by Practitioner/A"
            " of data kept by urn:oid:1.2|9 of data from 2022-01-01 to 2022-12-31 to "
            "Organization/X, role 2262 for TREAT as access in force from 2025-01-01 to 2026-12-31");
  ASSERT_EQ(found.provision.provisions.size(), 1u);
  EXPECT_EQ(inWords(found.provision.provisions[0]), "deny of label HIV");
}

TEST(FhirConsent, TakesTheBaseFromThePolicyWhereTheRootHasNone) {
  const auto base = [](const char* more, const char* provision = "{}") {
    switch (read(consent(provision, more)).provision.type) {
      case Provision::Type::kPermit:
        return "permit";
      case Provision::Type::kDeny:
        return "deny";
      default:
        return "none";
    }
  };
  EXPECT_STREQ(base(""), "none");
  EXPECT_STREQ(base("", ""), "none");
  EXPECT_STREQ(base(R"(,"policyRule":{"coding":[{"code":"OPTIN"}]})"), "permit");
  EXPECT_STREQ(base(R"(,"policyRule":{"coding":[{"code":"OPTIN"}]})", ""), "permit");
  EXPECT_STREQ(base(R"(,"policyRule":{"coding":[{"code":"OPTOUT"}]})"), "deny");
  EXPECT_STREQ(base(R"(,"policyRule":{"coding":[{"code":"hipaa-auth"}]})"), "none");
  EXPECT_STREQ(base(R"(,"policyRule":{"coding":[{"code":"OPTIN"}]})", R"({"type":"deny"})"),
               "deny");
  EXPECT_STREQ(base(R"(,"policy":[{"uri":"https://profiles.ihe.net/ITI/PCF/Policy-deny"}])"),
               "deny");
}

TEST(FhirConsent, WhatCannotBeUnderstoodMakesItFaulty) {
  const std::pair<std::string, const char*> kCases[] = {
      {consent(R"({"type":"perhaps"})"), "Consent.provision.type"},
      {consent(R"({"type":"permit","purpos":[{"code":"TREAT"}]})"), "Consent.provision.purpos"},
      {consent(R"({"type":"permit","purpose":{"code":"TREAT"}})"), "Consent.provision.purpose"},
      {consent(R"({"type":"permit","purpose":[]})"), "Consent.provision.purpose"},
      {consent(R"({"type":"permit","purpose":null})"), "Consent.provision.purpose"},
      {consent(R"({"type":"permit","purpose":[{"display":"care"}]})"), "Consent.provision.purpose"},
      {consent(R"({"type":"permit","actor":[{}]})"), "Consent.provision.actor"},
      {consent(R"({"type":"permit","actor":[{"reference":{"display":"Dr X"}}]})"),
       "Consent.provision.actor"},
      {consent(R"({"type":"permit","action":[{"text":"look"}]})"), "Consent.provision.action"},
      {consent(R"({"type":"permit","period":{"end":"soon"}})"), "Consent.provision.period"},
      {consent(R"({"type":"permit","period":{"start":"2026-02-01","end":"2026-01-01"}})"),
       "Consent.provision.period"},
      {consent(R"({"type":"permit","data":[{"meaning":"like","reference":{"reference":"X/1"}}]})"),
       "Consent.provision.data"},
      {consent(R"({"type":"permit","provision":[{"type":"deny"},{}]})"),
       "Consent.provision.provision[1].type"},
      {consent(R"({"type":"permit","modifierExtension":[{"url":"urn:x"}]})"),
       "Consent.provision.modifierExtension"},
      {consent(R"([{"type":"permit"}])"), "Consent.provision.type"},
      {consent("{}", R"(,"decision":"permit")"), "Consent.decision"},
      {consent("{}", R"(,"implicitRules":"urn:x")"), "Consent.implicitRules"},
      {consent("{}", R"(,"organization":[{}])"), "Consent.organization"},
      {R"({"resourceType":"Consent","status":"on","scope":{"coding":[{"code":"patient-privacy"}]},
           "patient":{"reference":"Patient/1"}})",
       "Consent.status"},
      {R"({"resourceType":"Consent","status":"active","patient":{"reference":"Patient/1"}})",
       "Consent.scope"},
      {R"({"resourceType":"Consent","status":"active",
           "scope":{"coding":[{"code":"patient-privacy"}]}})",
       "Consent.patient"},
      {R"({"resourceType":"Patient"})", "Consent"},
      {"[7]", "Consent"},
      {"{\"resourceType\":", "Consent"},
  };
  for (const auto& [text, fault] : kCases) {
    const Directive found = read(text);
    EXPECT_EQ(found.fault, fault) << text;
    EXPECT_TRUE(found.active && found.privacy) << text;
  }
}

TEST(FhirConsent, WhatIsNotInForceIsNotHeardHoweverFaulty) {
  EXPECT_FALSE(read(R"({"resourceType":"Consent","status":"draft","provision":7})").active);
  const Directive directive = read(R"({"resourceType":"Consent","status":"active",
      "scope":{"coding":[{"code":"adr"}]},"patient":{"reference":"Patient/1"},"provision":7})");
  EXPECT_FALSE(directive.privacy);
}

TEST(FhirConsent, ReadsTheEntriesOfABundle) {
  const auto all = readConsents(Bytes::clone(
      R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient"}},{"resource":)" +
      consent(R"({"type":"deny"})") + "}]}"));
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].provision.type, Provision::Type::kDeny);
}

TEST(FhirConsentResource, ReadsWhatTheDecisionMustKnow) {
  const auto json = Json::parse(Bytes::clone(R"({"resourceType":"Observation","id":"7",
      "meta":{"security":[{"system":"urn:s","code":"R"}],"lastUpdated":"2026-01-01T00:00:00Z"},
      "category":[{"coding":[{"code":"laboratory"}]}],"code":{"coding":[{"system":"urn:x","code":"1"}]},
      "subject":{"reference":"Patient/1"},"encounter":{"reference":"Encounter/3"},
      "basedOn":[{"reference":"CarePlan/4"}],"performer":[{"reference":"Practitioner/5"}],
      "effectiveDateTime":"2022-06-13"})"));
  ASSERT_TRUE(json);
  const ConsentResource found = readConsentResource(*json);
  EXPECT_EQ(found.type + "/" + found.id, "Observation/7");
  EXPECT_EQ(found.labels, (std::vector<Coding>{{"urn:s", "R"}}));
  EXPECT_EQ(found.codes, (std::vector<Coding>{{"urn:x", "1"}}));
  EXPECT_EQ(found.classes, (std::vector<Coding>{{"", "laboratory"}}));
  EXPECT_EQ(found.encounter, "Encounter/3");
  EXPECT_EQ(found.authors, std::vector<std::string>{"Practitioner/5"});
  EXPECT_EQ(found.related,
            (std::vector<std::string>{"Encounter/3", "CarePlan/4", "Practitioner/5"}));
  ASSERT_TRUE(found.date && found.date->start);
  EXPECT_EQ(toText(found.date->start->first), "2022-06-13T00:00:00.000Z");
}

}  // namespace
}  // namespace pontis
