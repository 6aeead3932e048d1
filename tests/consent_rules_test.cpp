// The rules of the consent decision, one case each.
#include <gtest/gtest.h>

#include "tests/support/consent_rule.h"

namespace pontis {
namespace {

TEST(ConsentRules, RefuseARequestThatDoesNotStand) {
  expectAll({
      {"no purpose", "all-normal", "", "", R"({"purpose":[]})", "DENY @1"},
      {"nobody vouches", "all-normal", "", "", R"({"authenticated":false})", "DENY @1"},
      {"no patient", "all-normal", "", "", R"({"patient":""})", "DENY @1"},
      {"the token names another patient", "all-normal", "", "", R"({"tokenPatient":"Patient/2"})",
       "DENY @1"},
      {"the token names this one", "all-normal", "", "", R"({"tokenPatient":"Patient/1"})",
       "PERMIT n p v"},
      {"across a border too", "all-normal", R"({"crossBorder":true})", "", R"({"purpose":[]})",
       "DENY; INSUFFICIENT_RIGHTS @1"},
      {"a permission is missing", "all-normal", R"({"crossBorder":true})", "",
       R"({"document":"60591-5","permissions":["PRD-003","PRD-005","PRD-010"]})",
       "DENY; INSUFFICIENT_RIGHTS @1"},
      {"as URNs", "all-normal", R"({"crossBorder":true})", "",
       R"({"document":"57833-6","permissions":[
           "urn:oasis:names:tc:xspa:1.0:subject:hl7:permission:PRD-004",
           "urn:oasis:names:tc:xspa:1.0:subject:hl7:permission:PRD-010"]})",
       "PERMIT n p v"},
      {"a document of unknown kind", "all-normal", R"({"crossBorder":true})", "",
       R"({"document":"1-1","permissions":["PRD-003"]})", "DENY; INSUFFICIENT_RIGHTS @1"},
      {"an emergency abroad", "all-normal", R"({"crossBorder":true})", "",
       R"({"purpose":["EMERGENCY"]})", "PERMIT n p v"},
  });
}

TEST(ConsentRules, BreakGlassHoldsOnlyIfAllOfItDoes) {
  const auto claim = [](const char* purpose, const char* groups, const char* btg) {
    return std::string(R"({"purpose":)") + purpose + R"(,"groups":)" + groups + R"(,"btg":)" + btg +
           "}";
  };
  const char* const mine = R"(["Group/btg"])";
  const auto btg = [](const char* reason, const char* at) {
    return std::string(R"({"declared":true,"reason":")") + reason + R"(","declaredAt":")" + at +
           "\"}";
  };
  const std::string fresh = btg("unconscious", "2026-06-01T09:55:00Z");
  const std::vector<std::pair<std::string, const char*>> cases{
      {claim(R"(["BTG"])", mine, fresh.c_str()), "PERMIT n p v; AUDIT_BTG NOTIFY_PATIENT REVIEW"},
      {claim(R"(["BTG"])", "[]", fresh.c_str()), "DENY"},
      {claim(R"(["BTG"])", mine, "null"), "DENY"},
      {claim(R"(["BTG"])", mine, R"({"declared":false})"), "DENY"},
      {claim(R"(["BTG"])", mine, btg(" ", "2026-06-01T09:55:00Z").c_str()), "DENY"},
      {claim(R"(["BTG"])", mine, R"({"declared":true,"reason":"x"})"), "DENY"},
      {claim(R"(["BTG"])", mine, btg("x", "2026-05-31T10:00:00Z").c_str()),
       "PERMIT n p v; AUDIT_BTG NOTIFY_PATIENT REVIEW"},
      {claim(R"(["BTG"])", mine, btg("x", "2026-05-31T09:59:59Z").c_str()), "DENY"},
      {claim(R"(["BTG"])", mine, btg("x", "2026-06-01T10:05:00Z").c_str()),
       "PERMIT n p v; AUDIT_BTG NOTIFY_PATIENT REVIEW"},
      {claim(R"(["BTG"])", mine, btg("x", "2026-06-01T10:05:01Z").c_str()), "DENY"},
      {claim(R"(["TREAT"])", mine, fresh.c_str()), "DENY; ALERT"},
      {claim(R"(["BTG","TREAT"])", mine, fresh.c_str()), "DENY; ALERT"},
  };
  for (const auto& [request, expected] : cases)
    EXPECT_EQ(decided({"", "all-normal", "", "", request.c_str(), ""}), expected) << request;
}

TEST(ConsentRules, TheLawComesBeforeTheConsents) {
  expectAll({
      {"the patient", "deny", "", R"({"type":"deny"})",
       R"({"person":"Patient/1","relation":"self","purpose":["PATRQT"],"role":""})",
       "PERMIT n p v @2"},
      {"another patient", "all-normal", "", "",
       R"({"person":"Patient/2","relation":"self","purpose":["PATRQT"],"role":""})", "DENY @11"},
      {"restricted", "all-normal", R"({"restricted18":true})", kTreatment, "", "DENY @5"},
      {"restricted, and break-glass", "all-normal", R"({"restricted18":true})", "", kBreakGlass,
       "PERMIT n p v; AUDIT_BTG NOTIFY_PATIENT REVIEW"},
      {"opted out", "all-normal", R"({"optOut":true})", kTreatment, "", "DENY @6"},
      {"no override", "all-normal", R"({"optOut":true,"optOutOverride":"never"})", "", kBreakGlass,
       "DENY @6"},
      {"a statutory duty", "deny", R"({"lawful":{"PUBHLTH":["depression"]},"restricted18":true})",
       R"({"type":"deny"})", R"({"relation":"authority","purpose":["PUBHLTH"],"role":""})",
       "PARTIAL p; MINIMISE AUDIT"},
      {"a kind of that purpose", "deny", R"({"lawful":{"PUBHLTH":["urn:x|abuse"]}})", "",
       R"({"relation":"authority","purpose":["THREAT"],"role":""})", "PARTIAL v; MINIMISE AUDIT"},
      {"nobody but an authority", "all-normal", R"({"lawful":{"PUBHLTH":["depression"]}})", "",
       R"({"relation":"payer","purpose":["PUBHLTH"]})", "DENY @4"},
      {"no duty for the other purpose", "all-normal", R"({"lawful":{"PUBHLTH":["depression"]}})",
       "", R"({"relation":"authority","purpose":["PUBHLTH","HMARKT"]})", "DENY @11"},
  });
}

TEST(ConsentRules, SecondaryUseNeedsAPermitOrAConsentThatNamesIt) {
  const char* const research = R"({"relation":"researcher","purpose":["CLINTRCH"],"role":""})";
  expectAll({
      {"no permit", "all-normal", "", "", research, "DENY @7"},
      {"a permit", "deny", R"({"dataPermit":true})", "", research, "PERMIT n p v; PSEUDONYMISE"},
      {"opted out", "all-normal", R"({"dataPermit":true,"secondaryOptOut":true})", "", research,
       "DENY @7"},
      {"a dissent is an opt-out", "deny", R"({"dataPermit":true})",
       R"({"type":"permit","provision":[{"type":"deny","securityLabel":[{"code":"PSY"}]}]})",
       research, "PARTIAL n v; REDACT PSEUDONYMISE"},
      {"a consent that names it", "deny", "", R"({"type":"permit","purpose":[{"code":"HRESCH"}]})",
       research, "PERMIT n p v"},
      {"a consent to everything does not", "deny", "", R"({"type":"permit"})", research, "DENY @7"},
      {"opted out of care, not of research", "deny", R"({"dataPermit":true,"optOut":true})", "",
       research, "PERMIT n p v; PSEUDONYMISE"},
      {"a permit is for research alone", "deny", R"({"dataPermit":true})", "",
       R"({"relation":"researcher","purpose":["HRESCH","HMARKT"]})", "DENY @7"},
  });
}

TEST(ConsentRules, MarketingAndWhatNobodyKnowsMustBeNamed) {
  expectAll({
      {"a consent to anything is none to marketing", "all-normal", "", R"({"type":"permit"})",
       R"({"purpose":["HMARKT"]})", "DENY @11"},
      {"one that names it is", "deny", "", R"({"type":"permit","purpose":[{"code":"HMARKT"}]})",
       R"({"purpose":["HMARKT"]})", "PERMIT n p v"},
      {"a purpose nobody knows", "all-normal", "", R"({"type":"permit"})",
       R"({"purpose":["HAPPINESS"]})", "DENY @11"},
      {"named", "deny", "",
       R"({"type":"permit","purpose":[{"system":"urn:x","code":"HAPPINESS"}]})",
       R"({"purpose":["HAPPINESS"]})", "PERMIT n p v"},
      {"of another system", "deny", "",
       R"({"type":"permit","purpose":[{"system":"urn:x","code":"HAPPINESS"}]})",
       R"({"purpose":[{"system":"urn:y","code":"HAPPINESS"}]})", "DENY @11"},
  });
}

TEST(ConsentRules, WhoIsNotKnownIsNotLetThrough) {
  const char* const notThere =
      R"({"type":"permit","provision":[{"type":"deny","actor":[{"reference":
          {"reference":"Organization/Y"}}]}]})";
  const char* const notHer =
      R"({"type":"permit","provision":[{"type":"deny","actor":[{"reference":
          {"reference":"Practitioner/9"}}]}]})";
  expectAll({
      {"nobody", "all-normal", "", "", R"({"person":"","org":"","orgPath":[]})", "DENY @1"},
      {"of another organisation", "deny", "", notThere, "", "PERMIT n p v"},
      {"of none", "deny", "", notThere, R"({"org":"","orgPath":[]})", "DENY @9"},
      {"another person", "deny", "", notHer, "", "PERMIT n p v"},
      {"no person", "deny", "", notHer, R"({"person":""})", "DENY @9"},
  });
}

TEST(ConsentRules, TheAuthorKeepsAccessWhereTheLawSaysSo) {
  const char* const own = R"({"authorKeepsAccess":true})";
  expectAll({
      {"the custodian", "all-normal", own, R"({"type":"deny"})",
       R"({"org":"Organization/A","orgPath":["Organization/A"]})", "PARTIAL n; REDACT"},
      {"the author", "deny", own, "", R"({"person":"Practitioner/B"})", "PARTIAL p v; REDACT"},
      {"not for marketing", "deny", own, "", R"({"person":"Practitioner/B","purpose":["HMARKT"]})",
       "DENY"},
      {"not where it does not", "deny", "", "", R"({"person":"Practitioner/B"})", "DENY"},
      {"in Finland", "deny", "\"FI\"", R"({"type":"deny"})", R"({"person":"Practitioner/A"})",
       "PARTIAL n; REDACT"},
  });
}

TEST(ConsentRules, SeveralConsentsAreCombined) {
  const std::string head =
      R"("scope":{"coding":[{"code":"patient-privacy"}]},"patient":{"reference":"Patient/1"},)";
  const auto consent = [&](const char* id, const char* version, const char* date,
                           const char* provision, const char* status = "active") {
    return R"({"resourceType":"Consent","id":")" + std::string(id) + R"(","meta":{"versionId":")" +
           version + R"("},"status":")" + status + "\"," + head + R"("dateTime":")" + date +
           R"(","provision":{"type":")" + provision + "\"}}";
  };
  const std::string older = consent("a", "1", "2020-01-01", "permit");
  const std::string newer = consent("b", "1", "2025-01-01", "deny");
  const std::string both = older + "," + newer;
  const std::string turned =
      consent("a", "1", "2020-01-01", "deny") + "," + consent("b", "1", "2025-01-01", "permit");
  const std::string same =
      consent("a", "1", "2025-01-01", "permit") + "," + consent("b", "1", "2025-01-01", "deny");
  const std::string withdrawn = consent("a", "2", "2026-05-31", "permit", "inactive") + "," +
                                consent("a", "1", "2025-01-01", "permit");
  const std::string renewed =
      consent("a", "9", "2025-01-01", "deny") + "," + consent("a", "10", "2025-01-01", "permit");
  expectAll({
      {"a deny wins", "all-normal", "", both.c_str(), "", "DENY @9"},
      {"whichever is older", "all-normal", "", turned.c_str(), "", "DENY @9"},
      {"the most recent", "deny", R"({"combine":"most-recent"})", turned.c_str(), "",
       "PERMIT n p v"},
      {"the most recent denies", "all-normal", R"({"combine":"most-recent"})", both.c_str(), "",
       "DENY @9"},
      {"of one day a deny", "all-normal", R"({"combine":"most-recent"})", same.c_str(), "",
       "DENY @9"},
      {"a version withdrawn", "deny", "", withdrawn.c_str(), "", "DENY @11"},
      {"version 10 is later than 9", "deny", "", renewed.c_str(), "", "PERMIT n p v"},
      {"one that cannot be read is a deny", "all-normal", "",
       R"({"type":"permit"},{"type":"perhaps"})", "", "DENY @10"},
      {"however recent the others are", "all-normal", R"({"combine":"most-recent"})",
       R"({"type":"permit"},{"type":"perhaps"})", "", "DENY @10"},
      {"not even JSON", "all-normal", "", R"({"type":"permit")", "", "DENY @10"},
  });
}

TEST(ConsentRules, AConsentGovernsTheDataOfWhomItWasGivenTo) {
  const char* const toB =
      R"({"resourceType":"Consent","id":"b","status":"active","patient":{"reference":"Patient/1"},
          "scope":{"coding":[{"code":"patient-privacy"}]},"provision":{"type":"deny"},
          "organization":[{"reference":"Organization/B"}]})";
  expectAll({
      {"of their data", "all-normal", "", toB, "", "PARTIAL n; REDACT"},
      {"of all, if we speak for them", "all-normal", R"({"domain":["Organization/B"]})", toB, "",
       "DENY @9"},
      {"of none, if we do not", "all-normal", R"({"domain":["Organization/A"]})", toB, "",
       "PERMIT n p v"},
  });
}

TEST(ConsentRules, TheImplicitPolicyDecidesLast) {
  expectAll({
      {"a payer pays", "all-normal", "", "", R"({"relation":"payer","purpose":["HPAYMT"]})",
       "PERMIT n p v"},
      {"a payer does not treat", "all-normal", "", "", R"({"relation":"payer"})", "DENY @11"},
      {"no relation", "all-normal", "", "", R"({"relation":"none"})", "DENY @11"},
      {"a relation nobody knows", "all-normal", "", "", R"({"relation":"friend"})", "DENY @11"},
      {"marketing", "all-normal", "", "", R"({"purpose":["HMARKT"]})", "DENY @11"},
      {"an unknown purpose", "all-normal", "", "", R"({"purpose":["HAPPINESS"]})", "DENY @11"},
      {"no payment under a policy of treatment", "basic-normal", "", "",
       R"({"purpose":["HPAYMT"]})", "DENY @11"},
      {"a nurse", "basic-normal", "", "", R"({"role":"2221"})", "PERMIT n p v"},
      {"a vet", "basic-normal", "", "", R"({"role":"2250"})", "DENY @11"},
      {"an unknown role", "basic-normal", "", "", R"({"role":""})", "DENY @11"},
      {"break-glass only", "break-glass-only", "", "", "", "DENY @11"},
      {"the URI of PCF", "https://profiles.ihe.net/ITI/PCF/Policy-basic-normal", "", "", "",
       "PERMIT n p v"},
      {"an unknown policy", "open", "", "", "", "DENY @11"},
      {"none at all", "", "", "", "", "DENY @11"},
      {"in an emergency nobody treats yet", "basic-normal", "", "",
       R"({"purpose":["BTG"],"relation":"none","groups":["Group/btg"],
           "btg":{"declared":true,"reason":"x","declaredAt":"2026-06-01T10:00:00Z"}})",
       "PERMIT n p v; AUDIT_BTG NOTIFY_PATIENT REVIEW"},
  });
}

TEST(ConsentRules, AbroadOnlyAConsentThatNamesTheRecipientCounts) {
  const char* const optIn = R"({"crossBorder":true,"xbOptIn":true})";
  expectAll({
      {"a consent to this recipient", "deny", optIn,
       R"({"type":"permit","actor":[{"reference":{"reference":"Organization/X"}}]})", "",
       "PERMIT n p v"},
      {"a consent to anybody", "all-normal", optIn, R"({"type":"permit"})", "",
       "DENY; ERROR_PS_NO_CONSENT"},
      {"a dissent, where none is needed", "all-normal", R"({"crossBorder":true})",
       R"({"type":"deny"})", "", "DENY; ERROR_PS_NO_CONSENT"},
      {"the law of the country", "all-normal", R"({"crossBorder":true,"restricted18":true})", "",
       "", "DENY; INSUFFICIENT_RIGHTS"},
  });
}

TEST(ConsentRules, TheAnswerHidesWhatItLeavesOut) {
  const char* const noV =
      R"({"type":"permit","provision":[{"type":"deny","securityLabel":[{"code":"SDV"}]}]})";
  expectAll({
      {"", "deny", "", noV, R"({"enforce":"searchset"})", "PARTIAL n p; REDACT TOTAL=2"},
      {"", "deny", "", "", R"({"enforce":"searchset"})", "DENY; TOTAL=0"},
      {"", "deny", "", "", R"({"enforce":"read"})", "DENY; HTTP=404"},
      {"", "deny", "", "", R"({"enforce":"history"})", "DENY; HTTP=404"},
      {"", "deny", "", noV, R"({"enforce":"include"})", "PARTIAL n p; REDACT CUT_REFERENCES"},
      {"", "deny", "", noV, R"({"enforce":"document"})",
       "PARTIAL n p; REDACT REBUILD_NARRATIVE EMPTYREASON=withheld RESIGN"},
      {"", "deny", "", R"({"type":"permit"})", R"({"enforce":"document"})", "PERMIT n p v"},
      {"", "deny", "", "", R"({"enforce":"document"})", "DENY; HTTP=404"},
  });
}

TEST(ConsentRules, ExceptionsWithoutABaseLeaveTheAnswerToThePolicy) {
  const char* const notConditions =
      R"({"provision":[{"type":"deny","class":[{"code":"Condition"}]}]})";
  const char* const conditions =
      R"({"provision":[{"type":"permit","class":[{"code":"Condition"}]}]})";
  expectAll({
      {"", "all-normal", "", notConditions, "", "PARTIAL n"},
      {"", "deny", "", conditions, "", "PARTIAL p v"},
      {"", "all-normal", "", R"({"type":"deny","class":[{"code":"Condition"}]})", "",
       "PARTIAL n; REDACT"},
      {"", "all-normal", "", "{}", "", "PERMIT n p v"},
  });
}

TEST(ConsentRules, UnlabelledDataAreLabelledOrWithheld) {
  const char* const resources = R"([
    {"id":"a","type":"Condition","code":{"system":"urn:pontis:example","code":"depression"}},
    {"id":"b","type":"Condition","code":{"system":"urn:pontis:example","code":"cold"},"labels":[]}])";
  const char* const normal = R"({"type":"permit","securityLabel":[{"code":"N"}]})";
  EXPECT_EQ(decided({"", "deny", "", normal, "", ""}, resources), "PARTIAL b; REDACT");
  EXPECT_EQ(decided({"", "deny", R"({"sls":"down"})", normal, "", ""}, resources), "DENY");
  EXPECT_EQ(decided({"", "all-normal", R"({"sls":"down"})", "", "", "@"}, resources), "DENY @8");
}

TEST(ConsentRules, ASwitchThatIsNotKnownIsAnErrorUnlessItTurnsOnNothing) {
  EXPECT_EQ(decided({"", "all-normal", R"({"closed":true})", "", "", ""}),
            "error: jurisdiction.closed: no such switch or value");
  EXPECT_EQ(decided({"", "all-normal", R"({"closed":false})", "", "", ""}), "PERMIT n p v");
  EXPECT_EQ(decided({"", "all-normal", R"({"optOut":"yes"})", "", "", ""}),
            "error: jurisdiction.optOut: no such switch or value");
  EXPECT_EQ(decided({"", "all-normal", "\"XX\"", "", "", ""}),
            "error: jurisdiction: neither JSON nor the name of a profile");
}

}  // namespace
}  // namespace pontis
