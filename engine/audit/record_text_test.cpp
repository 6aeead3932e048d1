#include "engine/audit/record_text.h"

#include <gtest/gtest.h>

#include <map>

#include "engine/audit/audit_chain.h"
#include "engine/audit/canonical.h"
#include "tests/support/audit_fixture.h"

namespace pontis {
namespace {

// Not a cipher: it stands for one. A key is a byte for each patient, and can be destroyed.
class ToySealer : public Sealer {
 public:
  Result<Sealed> seal(std::string_view patient, std::string_view clear) override {
    const std::string name = "k" + std::to_string(keys_.size());
    keys_[name] = static_cast<char>(0x55 + patient.size());
    return Sealed{name, turned(keys_[name], clear)};
  }
  Result<std::string> open(const Sealed& sealed) override {
    if (keys_.count(sealed.key) == 0) return Error{Code::kNotFound, "the key is gone", ""};
    return turned(keys_[sealed.key], sealed.bytes);
  }
  void destroyAll() { keys_.clear(); }

 private:
  static std::string turned(char key, std::string_view text) {
    std::string out(text);
    for (char& c : out) c = static_cast<char>(c ^ key);
    return out;
  }
  std::map<std::string, char> keys_;
};

AuditRecord fullRecord() {
  AuditRecord record;
  record.id = "0195f3a0-0000-7000-8000-000000000001";
  record.recorded = *parseTime("2026-01-05T09:30:00.125Z");
  record.activity = AuditActivity::kDecide;
  record.outcome = AuditOutcome::kSeriousFailure;
  record.outcome_text = "denied";
  record.user = {"Practitioner/7",
                 "Dr. \"Å\" Berg\n",
                 {"urn:isco", "2211", "Doctor"},
                 "Organization/3",
                 "10.0.0.1"};
  record.source = {"Device/pontis", "", {}, "", "pontis.example"};
  record.destination = {"Device/his", "", {}, "", "his.example"};
  record.purposes = {{"v3", "TREAT", ""}, {"v3", "ETREAT", "emergency"}};
  record.decision = "DENY";
  record.rule = "stage 9: a consent denies";
  record.channel = "results";
  record.message = "0195f3a0-0000-7000-8000-000000000002";
  record.request = "req-1";
  record.subject = {"Patient/42", {"Observation/9", "Observation/10"}, {"Consent/5"}, "code=1234"};
  return record;
}

TEST(RecordText, IsCanonicalJson) {
  EXPECT_EQ(
      *writeRecord(fullRecord()),
      R"({"activity":"decide","channel":"results","decision":"DENY",)"
      R"("destination":{"address":"his.example","id":"Device/his"},)"
      R"("id":"0195f3a0-0000-7000-8000-000000000001",)"
      R"("message":"0195f3a0-0000-7000-8000-000000000002","outcome":"8","outcomeText":"denied",)"
      R"("purposes":[{"code":"TREAT","system":"v3"},)"
      R"({"code":"ETREAT","display":"emergency","system":"v3"}],)"
      R"("recorded":"2026-01-05T09:30:00.125Z","request":"req-1","rule":"stage 9: a consent denies",)"
      R"("source":{"address":"pontis.example","id":"Device/pontis"},)"
      R"("subject":{"consents":["Consent/5"],"patient":"Patient/42","query":"code=1234",)"
      R"("resources":["Observation/9","Observation/10"]},)"
      R"("user":{"address":"10.0.0.1","id":"Practitioner/7","name":"Dr. \"Å\" Berg\n",)"
      R"("organisation":"Organization/3",)"
      R"("role":{"code":"2211","display":"Doctor","system":"urn:isco"}}})");
}

TEST(RecordText, IsReadBackAsItWas) {
  EXPECT_EQ(*readRecord(*writeRecord(fullRecord())), fullRecord());
  AuditRecord bare;
  bare.id = "x";
  bare.recorded = fromMilliseconds(0);
  EXPECT_EQ(*readRecord(*writeRecord(bare)), bare);
}

TEST(RecordText, SaysWhoseDataItWasOnlyInTheSealedPart) {
  ToySealer sealer;
  AuditRecord record = fullRecord();
  record.user_is_self = true;
  const std::string text = *writeRecord(record, &sealer);
  for (const char* secret :
       {"Patient/42", "Observation", "Consent/5", "1234", "Practitioner", "Berg"})
    EXPECT_EQ(text.find(secret), std::string::npos) << secret;
  EXPECT_EQ(*readRecord(text, &sealer), record);
}

TEST(RecordText, StaysSealedAndRewritableWhenTheKeyIsGone) {
  ToySealer sealer;
  const std::string text = *writeRecord(fullRecord(), &sealer);
  sealer.destroyAll();
  const auto read = readRecord(text, &sealer);
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->subject.empty());
  EXPECT_EQ(read->rule, "stage 9: a consent denies");
  EXPECT_EQ(*writeRecord(*read), text);
}

TEST(RecordText, AChainOfSealedRecordsStillVerifiesWhenTheKeysAreGone) {
  ToySealer sealer;
  const SigningKey key = SigningKey::generate(SigningKey::Kind::kEd25519);
  AuditChain chain;
  std::string log;
  for (std::size_t i = 0; i < 10; ++i)
    log += chain.append(*writeRecord(auditRecord(i), &sealer), Time{}).line;
  const std::string heads = chain.sign(key, Time{})->line;
  sealer.destroyAll();
  EXPECT_EQ(log.find("Patient/"), std::string::npos);
  TextLines log_lines(log), head_lines(heads);
  const PublicKey site = key.publicKey();
  EXPECT_TRUE(verifyAudit(log_lines, head_lines, std::span(&site, 1))->ok());
}

TEST(RecordText, RefusesWhatIsNoRecord) {
  for (const char* text :
       {"", "[]", "{}", "5", R"({"activity":"fly","outcome":"0","recorded":"2026-01-05"})",
        R"({"activity":"read","outcome":"1","recorded":"2026-01-05"})",
        R"({"activity":"read","outcome":"0","recorded":"soon"})"})
    EXPECT_FALSE(readRecord(text)) << text;
}

TEST(Canonical, EscapesAsRfc8785Says) {
  std::string out;
  appendCanonical(out, std::string_view("\b\t\n\f\r\"\\\x01\x1f/\x7f\xC3\xA9\xFF\0", 15));
  EXPECT_EQ(out, "\"\\b\\t\\n\\f\\r\\\"\\\\\\u0001\\u001f/\x7f\xC3\xA9\xEF\xBF\xBD\\u0000\"");
}

}  // namespace
}  // namespace pontis
