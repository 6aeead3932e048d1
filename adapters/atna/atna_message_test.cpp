#include "adapters/atna/atna_message.h"

#include <gtest/gtest.h>

#include "adapters/atna/syslog.h"
#include "engine/audit/chain/base64.h"
#include "tests/support/audit_message_schema.h"

namespace pontis {
namespace {

const AtnaSource kSource{"pontis", "1.2.3"};

AuditRecord fullRecord(AuditActivity activity) {
  AuditRecord record;
  record.id = "0195f3a0-0000-7000-8000-000000000001";
  record.recorded = *parseTime("2026-01-05T09:30:00.125Z");
  record.activity = activity;
  record.user = {"urn:oid:1.2.3|u7", "Dr. <Berg> & \"Sons\"", {"urn:isco", "2211", ""}, "", ""};
  record.source = {"Device/pontis", "", {}, "", "pontis.example"};
  record.destination = {"", "HIS", {}, "", "10.1.2.3"};
  record.purposes = {{"http://terminology.hl7.org/CodeSystem/v3-ActReason", "TREAT", "treatment"}};
  record.decision = "DENY";
  record.rule = "stage 9";
  record.channel = "results";
  record.subject = {"urn:oid:1.2.3.4|12345", {"Observation/9"}, {"Consent/5"}, "code=1234"};
  return record;
}

std::string faultsOf(const AuditRecord& record) {
  const auto xml = Xml::parse(Bytes::own(auditMessage(record, kSource)));
  if (!xml) return "not XML";
  std::string text;
  for (const std::string& fault : auditMessageFaults(*xml)) text += fault + "\n";
  return text;
}

TEST(AtnaMessage, OfEveryActivityIsWhatTheSchemaDemands) {
  for (int i = 0; i <= static_cast<int>(AuditActivity::kStop); ++i) {
    const auto activity = static_cast<AuditActivity>(i);
    EXPECT_EQ(faultsOf(fullRecord(activity)), "") << toText(activity);
    AuditRecord bare;
    bare.activity = activity;
    EXPECT_EQ(faultsOf(bare), "") << toText(activity) << ", bare";
  }
}

TEST(AtnaMessage, SaysWhoDidWhatToWhoseData) {
  AuditRecord record = fullRecord(AuditActivity::kDisclose);
  record.subject.consents.clear();
  record.subject.query.clear();
  EXPECT_EQ(
      auditMessage(record, kSource),
      R"(<AuditMessage><EventIdentification EventActionCode="R" )"
      R"(EventDateTime="2026-01-05T09:30:00.125Z" EventOutcomeIndicator="0">)"
      R"(<EventID csd-code="110106" codeSystemName="DCM" originalText="Export"/>)"
      R"(<EventTypeCode csd-code="disclose" )"
      R"(codeSystemName="http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle" )"
      R"(originalText="Disclose Record Lifecycle Event"/>)"
      R"(<EventOutcomeDescription>DENY: stage 9</EventOutcomeDescription>)"
      R"(<PurposeOfUse csd-code="TREAT" )"
      R"(codeSystemName="http://terminology.hl7.org/CodeSystem/v3-ActReason" )"
      R"(originalText="treatment"/></EventIdentification>)"
      R"(<ActiveParticipant UserID="Device/pontis" UserIsRequestor="false" )"
      R"(NetworkAccessPointID="pontis.example" NetworkAccessPointTypeCode="1">)"
      R"(<RoleIDCode csd-code="110153" codeSystemName="DCM" originalText="Source Role ID"/>)"
      R"(</ActiveParticipant><ActiveParticipant UserID="HIS" UserIsRequestor="false" )"
      R"(NetworkAccessPointID="10.1.2.3" NetworkAccessPointTypeCode="2">)"
      R"(<RoleIDCode csd-code="110152" codeSystemName="DCM" originalText="Destination Role ID"/>)"
      R"(</ActiveParticipant><ActiveParticipant UserID="urn:oid:1.2.3|u7" )"
      R"(UserName="Dr. &lt;Berg&gt; &amp; &quot;Sons&quot;" UserIsRequestor="true">)"
      R"(<RoleIDCode csd-code="IRCP" )"
      R"(codeSystemName="http://terminology.hl7.org/CodeSystem/v3-ParticipationType" )"
      R"(originalText="information recipient"/>)"
      R"(<RoleIDCode csd-code="2211" codeSystemName="urn:isco" originalText="2211"/>)"
      R"(</ActiveParticipant>)"
      R"(<AuditSourceIdentification AuditEnterpriseSiteID="1.2.3" AuditSourceID="pontis">)"
      R"(<AuditSourceTypeCode csd-code="4"/></AuditSourceIdentification>)"
      R"(<ParticipantObjectIdentification ParticipantObjectID="12345^^^&amp;1.2.3.4&amp;ISO" )"
      R"(ParticipantObjectTypeCode="1" ParticipantObjectTypeCodeRole="1">)"
      R"(<ParticipantObjectIDTypeCode csd-code="2" codeSystemName="RFC-3881" )"
      R"(originalText="Patient Number"/>)"
      R"(<ParticipantObjectName>12345^^^&amp;1.2.3.4&amp;ISO</ParticipantObjectName>)"
      R"(<ParticipantObjectDetail type="channel" value="cmVzdWx0cw=="/>)"
      R"(<ParticipantObjectDetail type="record" )"
      R"(value="MDE5NWYzYTAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAx"/>)"
      R"(</ParticipantObjectIdentification>)"
      R"(<ParticipantObjectIdentification ParticipantObjectID="Observation/9" )"
      R"(ParticipantObjectTypeCode="2" ParticipantObjectTypeCodeRole="3">)"
      R"(<ParticipantObjectIDTypeCode csd-code="9" codeSystemName="RFC-3881" )"
      R"(originalText="Report Number"/>)"
      R"(<ParticipantObjectName>Observation/9</ParticipantObjectName>)"
      R"(</ParticipantObjectIdentification></AuditMessage>)");
}

TEST(AtnaMessage, KeepsAQueryAsItWasAsked) {
  AuditRecord record = fullRecord(AuditActivity::kQuery);
  record.subject.query = std::string("a=<b>\0&\xFF", 8);
  const auto xml = Xml::parse(Bytes::own(auditMessage(record, kSource)));
  ASSERT_TRUE(xml);
  std::string query;
  for (const Xml& child : xml->children())
    if (const Xml* found = child.child("ParticipantObjectQuery")) query = found->text();
  EXPECT_EQ(decodeBase64(query), record.subject.query);
}

TEST(Syslog, FramesAsRfc5424And5425Say) {
  const Time time = *parseTime("2026-01-05T09:30:00.125Z");
  const std::string message =
      syslogMessage("<AuditMessage/>", time, {"host.example", "pontis", "42"});
  EXPECT_EQ(message,
            "<85>1 2026-01-05T09:30:00.125Z host.example pontis 42 IHE+RFC-3881 - <AuditMessage/>");
  EXPECT_EQ(syslogFrame(message), "84 " + message);
  EXPECT_EQ(syslogFrame("\xC3\xA9"), "2 \xC3\xA9");  // bytes, not characters
}

TEST(Syslog, HoldsOnlyWhatAHeaderMay) {
  const Time time = *parseTime("2026-01-05T09:30:00Z");
  EXPECT_EQ(
      syslogMessage("m", time, {"", "two words\n", std::string(200, 'p')}),
      "<85>1 2026-01-05T09:30:00.000Z - two_words_ " + std::string(128, 'p') + " IHE+RFC-3881 - m");
}

}  // namespace
}  // namespace pontis
