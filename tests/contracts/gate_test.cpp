// The gate over real formats, a real store and the patient index: what may leave, and by which
// rule.
#include "engine/flow/gate.h"

#include <gtest/gtest.h>

#include "engine/audit/scribe.h"
#include "engine/consent/explanation.h"
#include "engine/core/adapter.h"
#include "engine/flow/auditor.h"
#include "tests/support/store_fixture.h"

namespace pontis {
namespace {

constexpr char kHeader[] = "MSH|^~\\&|LAB|GH|HUB|HUB|20260105091500+0000||ORU^R01|1|P|2.5.1\r";

std::string patient(const std::string& number, const std::string& result) {
  return "PID|1||" + number + "||Sample^Robin||19700131|M\rOBR|1||F1|24331-1^Panel^LN\r" +
         "OBX|1|ST|2345-7^Glucose^LN||" + result + "||||||F\r";
}

class GateTest : public testing::Test {
 protected:
  void SetUp() override {
    auto store = Store::open(folder_.path() + "/data", {nullptr, &scribe_});
    ASSERT_TRUE(store);
    store_ = std::move(*store);
    consents_ = std::make_unique<ConsentRegister>(*store_);
  }

  static Message message(const std::string& text) {
    Message made = messageOf("1", text);
    made.document = *format()->parse(made.payload);
    made.envelope = format()->envelope(*made.document);
    return made;
  }
  static const Format* format() { return findAdapter("hl7v2")->format; }

  // A recipient who treats, and the policy that permits all to such.
  static GateOptions asks(const std::string& purpose = "TREAT") {
    GateOptions options;
    options.asks.organizations = {"Organization/clinic"};
    options.asks.role = "221";
    options.asks.relation = Relation::kTreating;
    options.asks.action = "disclose";
    if (!purpose.empty()) options.asks.purposes = {{"", purpose}};
    options.jurisdiction = *findJurisdiction("EE");
    options.jurisdiction.policy = ImplicitPolicy::kAllNormal;
    options.labels = std::make_shared<LabelTable>(LabelTable::shipped());
    return options;
  }

  // "PERMIT stage 11: …" and what may go, in one line.
  std::string pass(const std::string& text, const GateOptions& options,
                   const Index* index = nullptr) const {
    const Passed passed = Gate(*format(), *consents_, index, options).pass(message(text));
    std::string out = std::string(toText(passed.overall)) + " " + passed.rule + " [";
    for (const char* result : {"ONE", "TWO"})
      if (passed.payload.view().find(result) != std::string_view::npos) out += result;
    return out + "]";
  }

  // A consent of FHIR, of the person with that number, as a channel keeps it.
  void give(const std::string& person, const std::string& rest, const std::string& source = "GH") {
    const ConsentRow row{
        0,
        person,
        source,
        "fhir",
        R"({"resourceType":"Consent","id":"c","scope":{"coding":[{"code":"patient-privacy"}]},)"
        R"("patient":{"identifier":{"system":"urn:id:GH","value":"1"}},"status":"active",)" +
            rest + "}",
        Time{}};
    ASSERT_TRUE(store_->keepConsents({&row, 1}, {}));
    ASSERT_TRUE(consents_->catchUp());
  }

  TemporaryDirectory folder_;
  Scribe scribe_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<ConsentRegister> consents_;
};

constexpr char kPermits[] = "stage 11: no consent decides, and the policy in force permits it";
constexpr char kDenies[] = "stage 9: the patient's consent denies it";

TEST_F(GateTest, LetsAMessagePassUnchangedWhereThePolicyPermits) {
  const std::string text = kHeader + patient("1^^^GH", "ONE");
  EXPECT_EQ(pass(text, asks()), "PERMIT " + std::string(kPermits) + " [ONE]");
  const Message sent = message(text);
  const Passed passed = Gate(*format(), *consents_, nullptr, asks()).pass(sent);
  EXPECT_EQ(passed.payload.view().data(), sent.payload.view().data()) << "not even copied";
  EXPECT_EQ(passed.persons, std::vector<std::string>{"GH|1"});
}

TEST_F(GateTest, RefusesARequestWithoutAPurpose) {
  EXPECT_EQ(pass(kHeader + patient("1^^^GH", "ONE"), asks("")),
            "DENY stage 1: the request declares no purpose []");
}

TEST_F(GateTest, AnUnknownPurposeNeverWidensAccess) {
  EXPECT_EQ(pass(kHeader + patient("1^^^GH", "ONE"), asks("NOSUCH")).substr(0, 4), "DENY");
}

TEST_F(GateTest, WithholdsOfTwoPersonsTheOneWhoDenies) {
  give("GH|1", R"("provision":{"type":"deny"})");
  EXPECT_EQ(pass(kHeader + patient("1^^^GH", "ONE") + patient("2^^^GH", "TWO"), asks()),
            "PARTIAL " + std::string(kDenies) + " [TWO]");
  EXPECT_EQ(pass(kHeader + patient("1^^^GH", "ONE"), asks()),
            "DENY " + std::string(kDenies) + " []");
}

TEST_F(GateTest, ConsentCountsUnderEveryNameThatTheIndexKnows) {
  Index index{IndexOptions{}};
  for (const char* system : {"GH", "KH"}) {
    PersonAct act;
    act.kind = PersonAct::Kind::kRegister;
    act.subject.identifiers = {{system, "1", ""}};
    act.subject.names = {{"Sample", "Robin", "", "", "", ""}};
    act.subject.birth_date = "1970-01-31";
    ASSERT_TRUE(index.observe({&act, 1}, {"REG", system, "", Time{}}));
  }
  ASSERT_TRUE(index.link({"GH", "1", ""}, {"KH", "1", ""}, {}));
  give("GH|1", R"("provision":{"type":"deny"})");
  const std::string other = kHeader + patient("1^^^KH", "ONE");
  EXPECT_EQ(pass(other, asks(), &index), "DENY " + std::string(kDenies) + " []");
  EXPECT_EQ(pass(other, asks()).substr(0, 6), "PERMIT") << "nobody knows that it is the same";
  ASSERT_TRUE(index.unlink({"GH", "1", ""}, {"KH", "1", ""}, {}));
  EXPECT_EQ(pass(other, asks(), &index).substr(0, 6), "PERMIT") << "parted: from now on";
}

// A number that a household shares is no proof of whose consent it is: it can deny, never permit.
TEST_F(GateTest, AnothersConsentUnderASharedNumberNeverPermits) {
  GateOptions strict = asks();
  strict.jurisdiction.policy = ImplicitPolicy::kDeny;
  const std::string hers = kHeader + patient("2^^^GH~77^^^INS", "TWO");
  give("GH|1", R"("provision":{"type":"permit"})");
  give("INS|77", R"("provision":{"type":"permit"})");
  EXPECT_EQ(pass(hers, strict).substr(0, 13), "DENY stage 11");
  EXPECT_EQ(pass(kHeader + patient("1^^^GH~77^^^INS", "ONE"), strict),
            "PERMIT stage 9: the patient's consent permits it [ONE]");
  give("INS|77", R"("meta":{"versionId":"2"},"provision":{"type":"deny"})");
  EXPECT_EQ(pass(hers, asks()), "DENY " + std::string(kDenies) + " []");
}

TEST_F(GateTest, ConsentOutlivesTheMergeOfTheNumberItWasGivenUnder) {
  Index index{IndexOptions{}};
  for (const char* number : {"1", "2"}) {
    PersonAct act;
    act.kind = PersonAct::Kind::kRegister;
    act.subject.identifiers = {{"GH", number, ""}};
    ASSERT_TRUE(index.observe({&act, 1}, {"REG", "GH", "", Time{}}));
  }
  give("GH|1", R"("provision":{"type":"deny"})");
  const std::string survivor = kHeader + patient("2^^^GH", "TWO");
  EXPECT_EQ(pass(survivor, asks(), &index).substr(0, 6), "PERMIT");
  ASSERT_TRUE(index.merge({"GH", "2", ""}, {"GH", "1", ""}, {}));
  EXPECT_EQ(pass(survivor, asks(), &index), "DENY " + std::string(kDenies) + " []");
}

TEST_F(GateTest, OneIdOfTwoSendersIsTwoConsents) {
  give("GH|1", R"("meta":{"versionId":"1"},"provision":{"type":"deny"})", "GH");
  give("GH|1", R"("meta":{"versionId":"9"},"provision":{"type":"permit"})", "KH");
  EXPECT_EQ(pass(kHeader + patient("1^^^GH", "ONE"), asks()),
            "DENY " + std::string(kDenies) + " []");
}

TEST_F(GateTest, SaysOfAConsentThatArrivesWhatSomebodyMustLookAt) {
  Message arrives =
      message(std::string(kHeader) + "PID|1||1^^^GH\rCON|1|001\r" + "CON|2|001|||||||||A\r");
  std::vector<ConsentRow> rows;
  const auto remarks = ConsentRegister::collect(*format(), nullptr, arrives, rows);
  ASSERT_EQ(remarks.size(), 1u);
  EXPECT_EQ(remarks[0].substr(0, 16), "cannot be read, ") << remarks[0];
  EXPECT_EQ(rows.size(), 2u);
}

TEST_F(GateTest, AConsentThatCannotBeReadIsADeny) {
  give("GH|1", R"("provision":{"type":"permit","misspelt":[]})");
  EXPECT_EQ(pass(kHeader + patient("1^^^GH", "ONE"), asks()),
            "DENY stage 10: a consent of the patient cannot be read and counts as a deny []");
}

TEST_F(GateTest, TheLaterVersionCountsFromTheNextMessageOn) {
  const std::string text = kHeader + patient("1^^^GH", "ONE");
  give("GH|1", R"("meta":{"versionId":"1"},"provision":{"type":"deny"})");
  EXPECT_EQ(pass(text, asks()).substr(0, 4), "DENY");
  give("GH|1", R"("meta":{"versionId":"2"},"provision":{"type":"permit"})");
  EXPECT_EQ(pass(text, asks()), "PERMIT stage 9: the patient's consent permits it [ONE]");
}

TEST_F(GateTest, WithoutKeysNothingIsPseudonymised) {
  GateOptions research = asks("HRESCH");
  research.asks.relation = Relation::kResearcher;
  research.jurisdiction.data_permit = true;
  const std::string text = kHeader + patient("1^^^GH", "ONE");
  EXPECT_EQ(pass(text, research),
            "DENY to be pseudonymised, and this engine has no keys to do it with []");
  research.pseudonym = [](const Identifier&) { return std::string("ps-7"); };
  const Passed passed = Gate(*format(), *consents_, nullptr, research).pass(message(text));
  ASSERT_TRUE(passed.released) << passed.rule;
  const std::string_view left = passed.payload.view();
  EXPECT_NE(left.find("ps-7"), std::string_view::npos);
  for (const char* word : {"Sample", "Robin", "1^^^GH", "0131"})
    EXPECT_EQ(left.find(word), std::string_view::npos) << word << " in " << left;
}

TEST_F(GateTest, RestrictedProcessingLetsNothingLeave) {
  const ConsentRow row{0, "GH|1", "", std::string(ConsentRegister::kRestriction), "on", Time{}};
  ASSERT_TRUE(store_->keepConsents({&row, 1}, {}));
  ASSERT_TRUE(consents_->catchUp());
  EXPECT_EQ(pass(kHeader + patient("1^^^GH", "ONE"), asks()),
            "DENY stage 5: the processing of this patient's data is restricted (GDPR 18) []");
}

TEST_F(GateTest, WhatIsDeclaredToBeNobodysIsNotDecidedOn) {
  GateOptions options = asks("");
  options.personal = false;
  EXPECT_EQ(pass(kHeader + patient("1^^^GH", "ONE"), options), "PERMIT  [ONE]");
}

TEST_F(GateTest, WithoutLabelsTheUnlabelledIsWithheld) {
  GateOptions options = asks();
  options.labels = nullptr;
  EXPECT_EQ(pass(kHeader + patient("1^^^GH", "ONE"), options).substr(0, 13), "DENY stage 8:");
}

}  // namespace
}  // namespace pontis
