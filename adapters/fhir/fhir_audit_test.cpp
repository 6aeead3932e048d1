#include "adapters/fhir/fhir_audit.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "tests/support/balp.h"

namespace pontis {
namespace {

const AuditObserver kObserver{{"Device/pontis", "", {}, "", ""}, "hospital.example"};

AuditRecord fullRecord(AuditActivity activity) {
  AuditRecord record;
  record.id = "0195f3a0-0000-7000-8000-000000000001";
  record.recorded = *parseTime("2026-01-05T09:30:00.125Z");
  record.activity = activity;
  record.user = {
      "urn:oid:1.2.3|u7",
      "Dr. Berg",
      {"urn:oid:2.16.840.1.113883.2.9.6.2.7", "2211", "Generalist medical practitioners"},
      "Organization/3",
      ""};
  record.source = {"Device/pontis", "", {}, "", "pontis.example"};
  record.destination = {"Device/his", "", {}, "", "10.1.2.3"};
  record.purposes = {{"http://terminology.hl7.org/CodeSystem/v3-ActReason", "TREAT", "treatment"}};
  record.rule = "stage 9: the patient's consent";
  record.channel = "results";
  record.message = "0195f3a0-0000-7000-8000-000000000002";
  record.request = "req-1";
  record.subject.patient = "urn:oid:1.2.3.4|12345";
  switch (activity) {
    case AuditActivity::kQuery:
      record.subject.query = "Observation?code=1234&patient=12345";
      break;
    case AuditActivity::kDecide:
      record.decision = "PERMIT";
      record.subject.consents = {"Consent/5", "Consent/6/_history/2"};
      break;
    default:
      record.subject.resources = {"Observation/9"};
  }
  return record;
}

Json only(const AuditRecord& record) {
  const auto events = auditEvents(record, kObserver);
  EXPECT_EQ(events.size(), 1u);
  return *Json::parse(Bytes::clone(events[0]));
}

std::string faultsOf(const Json& event) {
  std::string text;
  for (const std::string& fault : balpFaults(event)) text += fault + "\n";
  return text;
}

const std::pair<AuditActivity, const char*> kProfiles[] = {
    {AuditActivity::kCreate, "PatientCreate"},
    {AuditActivity::kRead, "PatientRead"},
    {AuditActivity::kUpdate, "PatientUpdate"},
    {AuditActivity::kDelete, "PatientDelete"},
    {AuditActivity::kQuery, "PatientQuery"},
    {AuditActivity::kDisclose, "PrivacyDisclosure.Source"},
    {AuditActivity::kReceive, "PrivacyDisclosure.Recipient"},
};

TEST(FhirAudit, EveryActivityOfBalpIsWhatItsProfileDemands) {
  for (const auto& [activity, profile] : kProfiles) {
    const Json event = only(fullRecord(activity));
    EXPECT_EQ(balpProfile(event), profile);
    EXPECT_EQ(faultsOf(event), "") << profile << "\n" << event.raw().view();
  }
}

TEST(FhirAudit, ADecisionIsWhatAuthZconsentDemandsAndSaysTheRule) {
  AuditRecord record = fullRecord(AuditActivity::kDecide);
  const Json permit = only(record);
  EXPECT_EQ(balpProfile(permit), "AuthZconsent");
  EXPECT_EQ(faultsOf(permit), "") << permit.raw().view();
  EXPECT_EQ(permit["outcomeDesc"].text(), "PERMIT: stage 9: the patient's consent");
  record.decision = "DENY";
  record.outcome = AuditOutcome::kSeriousFailure;
  record.outcome_text = "access denied";
  const Json deny = only(record);
  EXPECT_EQ(balpProfile(deny), "AuthZconsent");
  EXPECT_EQ(faultsOf(deny), "");
  EXPECT_EQ(deny["outcome"].text(), "8");
  EXPECT_EQ(deny["outcomeDesc"].text(), "DENY: stage 9: the patient's consent: access denied");
  record.subject.consents.clear();
  EXPECT_EQ(balpProfile(only(record)), "");
}

TEST(FhirAudit, WithoutAPatientTheProfileIsTheOneWithout) {
  for (const auto& [activity, profile] : kProfiles) {
    if (!std::string_view(profile).starts_with("Patient")) continue;
    AuditRecord record = fullRecord(activity);
    record.subject.patient.clear();
    const Json event = only(record);
    EXPECT_EQ(balpProfile(event), std::string(profile).substr(7));
    EXPECT_EQ(faultsOf(event), "") << profile;
  }
}

TEST(FhirAudit, ClaimsNoProfileForWhatItDoesNotHold) {
  for (const auto& [activity, profile] : kProfiles)
    for (int lack = 0; lack < 4; ++lack) {
      AuditRecord record = fullRecord(activity);
      if (lack == 0) record.source.address.clear();
      if (lack == 1) record.destination = {};
      if (lack == 2) record.subject = {};
      if (lack == 3) record.outcome = AuditOutcome::kMajorFailure;
      const Json event = only(record);
      const bool disclosure = std::string_view(profile).starts_with("Privacy");
      EXPECT_EQ(balpProfile(event), lack == 3 && disclosure ? profile : "") << profile << lack;
    }
}

TEST(FhirAudit, ReadingSeveralResourcesIsSeveralEvents) {
  AuditRecord record = fullRecord(AuditActivity::kRead);
  record.subject.resources = {"Observation/9", "Observation/10", "Condition/1"};
  const auto events = auditEvents(record, kObserver);
  std::string ids;
  for (const std::string& text : events) {
    const Json event = *Json::parse(Bytes::clone(text));
    EXPECT_EQ(faultsOf(event), "");
    ids += event["id"].text().substr(36) + event["entity"].items()[0]["what"]["reference"].text() +
           " ";
  }
  EXPECT_EQ(ids, "Observation/9 -2Observation/10 -3Condition/1 ");
}

TEST(FhirAudit, OtherActivitiesHaveDicomsCodes) {
  std::string codes;
  for (const auto activity :
       {AuditActivity::kOverride, AuditActivity::kMerge, AuditActivity::kReplay,
        AuditActivity::kConfigure, AuditActivity::kInspect, AuditActivity::kStart,
        AuditActivity::kStop}) {
    const Json event = only(fullRecord(activity));
    codes += event["type"]["code"].text();
    for (const Json& subtype : event["subtype"].items()) codes += "/" + subtype["code"].text();
    codes += " " + event["action"].text() + "\n";
    EXPECT_EQ(balpProfile(event), "");
  }
  EXPECT_EQ(codes,
            "110113/110127 E\n110110/merge U\n110106/transmit R\n110113/110131 U\n110101 R\n"
            "110100/110120 E\n110100/110121 E\n");
}

TEST(FhirAudit, AStartHasTheEngineAsItsAgent) {
  AuditRecord record;
  record.activity = AuditActivity::kStart;
  const Json event = only(record);
  ASSERT_EQ(event["agent"].items().size(), 1u);
  EXPECT_EQ(event["agent"].items()[0]["who"]["reference"].text(), "Device/pontis");
}

TEST(FhirAudit, SaysReferencesIdentifiersAndNamesAsWhatTheyAre) {
  AuditRecord record = fullRecord(AuditActivity::kRead);
  const auto what = [&](const char* resource) {
    record.subject.resources = {resource};
    return std::string(only(record)["entity"].items()[0]["what"].raw().view());
  };
  EXPECT_EQ(what("Observation/9"), R"({"reference":"Observation/9"})");
  EXPECT_EQ(what("Observation/9/_history/2"), R"({"reference":"Observation/9/_history/2"})");
  EXPECT_EQ(what("https://a.example/fhir/List/1"),
            R"({"reference":"https://a.example/fhir/List/1"})");
  EXPECT_EQ(what("urn:oid:1.2|7"), R"({"identifier":{"system":"urn:oid:1.2","value":"7"}})");
  EXPECT_EQ(what("ORU^R01 message"), R"({"display":"ORU^R01 message"})");
}

// For a validator outside: PONTIS_AUDIT_OUT names a folder.
TEST(FhirAudit, WritesAnEventOfEachActivityForAValidator) {
  const char* folder = std::getenv("PONTIS_AUDIT_OUT");
  if (folder == nullptr) GTEST_SKIP() << "PONTIS_AUDIT_OUT is not set";
  for (int i = 0; i <= static_cast<int>(AuditActivity::kStop); ++i) {
    const auto activity = static_cast<AuditActivity>(i);
    std::ofstream(fmt::format("{}/{}.json", folder, toText(activity)))
        << auditEvents(fullRecord(activity), kObserver)[0];
  }
}

}  // namespace
}  // namespace pontis
