#include "engine/audit/proof.h"

#include <gtest/gtest.h>

#include "tests/support/audit_fixture.h"

namespace pontis {
namespace {

class Proof : public ::testing::Test {
 protected:
  Proof() : key_(SigningKey::generate(SigningKey::Kind::kP256)), pub_(key_.publicKey()) {
    files_ = auditFiles(37, 10, key_);
    log_ = AuditFiles::text(files_.log);
  }

  std::span<const PublicKey> keys() const { return {&pub_, 1}; }
  std::string head() const {
    const std::string heads = AuditFiles::text(files_.heads);
    TextLines lines(heads);
    return *newestHead(lines, keys());
  }
  Result<InclusionProof> prove(std::string_view id, const std::string& log) const {
    TextLines lines(log);
    return proveRecord(lines, id, head(), keys());
  }

  SigningKey key_;
  PublicKey pub_;
  AuditFiles files_;
  std::string log_;
};

TEST_F(Proof, ShowsEveryRecordToAStranger) {
  for (std::size_t i = 0; i < files_.log.size(); ++i) {
    const auto proof = prove(auditRecord(i).id, log_);
    ASSERT_TRUE(proof) << i;
    const auto again = parseProof(toJson(*proof));
    ASSERT_TRUE(again);
    const auto checked = checkProof(*again, keys());
    ASSERT_TRUE(checked) << checked.error().text;
    EXPECT_EQ(checked->seq, i);
    EXPECT_EQ(checked->record, auditRecord(i));
    EXPECT_EQ(checked->head.size, files_.log.size());
  }
}

TEST_F(Proof, IsWorthNothingWithAnyByteChanged) {
  const std::string json = toJson(*prove(auditRecord(20).id, log_));
  for (std::size_t i = 0; i < json.size(); ++i) {
    std::string changed = json;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const auto proof = parseProof(changed);
    // What may change is the JSON around it: a blank after the end for the newline, say.
    if (proof && checkProof(*proof, keys())) {
      EXPECT_EQ(toJson(*proof), json) << "byte " << i;
    }
  }
}

TEST_F(Proof, IsRefusedUnderAnotherKeyAndForAnotherRecord) {
  const auto proof = prove(auditRecord(20).id, log_);
  const PublicKey other = SigningKey::generate(SigningKey::Kind::kEd25519).publicKey();
  EXPECT_EQ(checkProof(*proof, std::span(&other, 1)).error().code, Code::kDenied);
  InclusionProof swapped = *proof;
  swapped.entry = files_.log[21];
  EXPECT_EQ(checkProof(swapped, keys()).error().code, Code::kDenied);
  swapped.entry = files_.heads[0];
  EXPECT_FALSE(checkProof(swapped, keys()));
}

TEST_F(Proof, IsNotMadeForARecordThatIsNotThereOrNotWhole) {
  EXPECT_EQ(prove("nobody", log_).error().code, Code::kNotFound);
  EXPECT_EQ(prove("Patient/5", log_).error().code, Code::kNotFound);
  std::string damaged = log_;
  damaged[3000] ^= 1;
  EXPECT_EQ(prove(auditRecord(20).id, damaged).error().code, Code::kInvalid);
  EXPECT_EQ(prove(auditRecord(20).id, log_.substr(0, 9000)).error().code, Code::kInvalid);
}

TEST_F(Proof, RefusesWhatIsNoProof) {
  for (const char* text : {"", "{}", "[]", R"({"format":"pontis-audit-proof-1"})",
                           R"({"format":"pontis-audit-proof-1","path":["00"]})"})
    EXPECT_FALSE(parseProof(text)) << text;
}

}  // namespace
}  // namespace pontis
