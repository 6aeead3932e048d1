#include "engine/audit/audit_chain.h"

#include <gtest/gtest.h>

#include "tests/support/audit_fixture.h"

namespace pontis {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

TEST(AuditChain, GoesOnFromItsStateAsIfItHadNeverStopped) {
  const SigningKey key = SigningKey::generate(SigningKey::Kind::kEd25519);
  AuditChain whole;
  std::string wanted, got, state = AuditChain().state();
  for (std::size_t i = 0; i < 70; ++i) {
    const std::string record = *writeRecord(auditRecord(i));
    wanted += whole.append(record, Time{}).line;
    auto chain = AuditChain::resume(state);
    ASSERT_TRUE(chain);
    got += chain->append(record, Time{}).line;
    if (i % 9 == 0) {
      wanted += whole.sign(key, Time{})->line;  // Ed25519 signs alike each time
      got += chain->sign(key, Time{})->line;
    }
    state = chain->state();
  }
  EXPECT_EQ(got, wanted);
  EXPECT_EQ(state, whole.state());
}

TEST(AuditChain, RefusesAStateThatIsNone) {
  const std::string sound = AuditChain().state();
  EXPECT_TRUE(AuditChain::resume(sound));
  for (const std::string& text : {std::string(), std::string("{}"), sound.substr(1),
                                  std::string(R"({"heads":{"last":"","size":0},"log":{}})")})
    EXPECT_FALSE(AuditChain::resume(text)) << text;
  std::string wrong = sound;
  wrong.replace(wrong.find("\"tree\":[]"), 9, "\"tree\":[\"" + std::string(64, '0') + "\"]");
  EXPECT_FALSE(AuditChain::resume(wrong));
}

TEST(AuditChain, OwesAHeadAfterSoManyRecordsOrSoLong) {
  const SigningKey key = SigningKey::generate(SigningKey::Kind::kEd25519);
  AuditChain chain({3, minutes(1)});
  const Time start = fromMilliseconds(1'000'000);
  EXPECT_FALSE(chain.headDue(start + minutes(5)));  // nothing to sign
  chain.append("{}", start);
  EXPECT_FALSE(chain.headDue(start + seconds(59)));
  EXPECT_TRUE(chain.headDue(start + seconds(60)));
  ASSERT_TRUE(chain.sign(key, start + seconds(60)));
  EXPECT_FALSE(chain.headDue(start + minutes(5)));
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(chain.headDue(start));
    chain.append("{}", start);
  }
  EXPECT_TRUE(chain.headDue(start));
}

TEST(Signature, EveryKindOfKeySignsAndSurvivesItsPem) {
  for (const auto kind : {SigningKey::Kind::kEd25519, SigningKey::Kind::kP256}) {
    const SigningKey key = SigningKey::generate(kind);
    const auto again = SigningKey::parse(key.pem());
    const auto pub = PublicKey::parse(key.publicKey().pem());
    ASSERT_TRUE(again && pub);
    const auto signature = again->sign("text");
    ASSERT_TRUE(signature);
    EXPECT_TRUE(pub->verifies("text", *signature));
    EXPECT_EQ(pub->id(), key.publicKey().id());
    EXPECT_FALSE(pub->verifies("test", *signature));
    EXPECT_FALSE(pub->verifies("text", signature->substr(1)));
    EXPECT_FALSE(pub->verifies("text", ""));
    for (std::size_t i = 0; i < signature->size(); ++i) {
      std::string flipped = *signature;
      flipped[i] = static_cast<char>(flipped[i] ^ 1);
      EXPECT_FALSE(pub->verifies("text", flipped)) << i;
    }
  }
}

TEST(Signature, RefusesOtherKeysAndOtherTexts) {
  EXPECT_EQ(PublicKey::parse("nothing").error().code, Code::kMalformed);
  EXPECT_EQ(SigningKey::parse("nothing").error().code, Code::kMalformed);
  const SigningKey key = SigningKey::generate(SigningKey::Kind::kEd25519);
  EXPECT_EQ(PublicKey::parse(key.pem()).error().code, Code::kMalformed);
  // secp384r1: a good key, but not one of ours.
  const char* p384 =
      "-----BEGIN PUBLIC KEY-----\n"
      "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEqofKIr6LBTeOscce8yCtdG4dO2KLp5uY\n"
      "WfdB4IJUKjhVAvJdv1UpbDpUXjhydgq3NhfeSpYmLG9dnpi/kpLcKfj0Hb0omhR8\n"
      "6doxE7XwuMAKYLHOHX6BnXpDHXyQ6g5f\n"
      "-----END PUBLIC KEY-----\n";
  EXPECT_EQ(PublicKey::parse(p384).error().code, Code::kUnsupported);
}

}  // namespace
}  // namespace pontis
