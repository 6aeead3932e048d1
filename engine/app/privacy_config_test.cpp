#include "engine/app/privacy_config.h"

#include <gtest/gtest.h>

#include <fstream>

#include "engine/app/config.h"
#include "tests/support/privacy_text.h"
#include "tests/support/scratch_directory.h"

namespace pontis {
namespace {

// A sink of a file, with a recipient and whatever else.
const std::string kFine =
    R"({"name": "s", "use": "file", "directory": "x", )" + std::string(kRecipient) + "}";
const std::string kLegal = kChannelPrivacy;

class PrivacyConfigTest : public testing::Test {
 protected:
  // What loading says: "ok", or the mistakes without the folder.
  std::string load() {
    const auto config = loadConfig(folder_.path(), std::nullopt);
    std::string text = config ? "ok" : config.error().text;
    for (std::size_t at; (at = text.find(folder_.path())) != std::string::npos;)
      text.erase(at, folder_.path().size() + 1);
    return text;
  }
  void write(const std::string& name, const std::string& text) {
    std::filesystem::create_directories(folder_.path() + "/channels");
    std::ofstream(folder_.path() + "/" + name) << text;
  }
  std::string loadChannel(const std::string& members) {
    write("pontis.json", "{" + std::string(kEnginePrivacy) + "}");
    write("channels/c.json", R"({"name": "c", "source": {"use": "mllp"},)"
                             "\n" +
                                 members + "}");
    return load();
  }
  // A channel whose one sink has this recipient.
  std::string loadRecipient(const std::string& recipient) {
    return loadChannel(kLegal +
                       ",\n\"sinks\": [{\"name\": \"s\", \"use\": \"file\", "
                       "\"directory\": \"x\",\n\"recipient\": " +
                       recipient + "}]");
  }
  std::string loadPrivacy(const std::string& members) {
    return loadChannel("\"sinks\": [" + kFine + "],\n\"privacy\": {" + members + "}");
  }
  std::string loadEngine(const std::string& text) {
    loadChannel(kLegal + ", \"sinks\": [" + kFine + "]");
    write("pontis.json", text);
    return load();
  }
  Result<EngineConfig> config() { return loadConfig(folder_.path(), std::nullopt); }
  ScratchDirectory folder_;
};

TEST_F(PrivacyConfigTest, AChannelThatSaysNothingIsRefusedWithEverythingThatItLacks) {
  const std::string lacking =
      loadChannel(R"("sinks": [{"name": "a", "use": "file", "directory": "x"},)"
                  "\n"
                  R"( {"name": "b", "use": "file", "directory": "x"}], "index": false)");
  EXPECT_EQ(
      lacking,
      "channels/c.json:1:1: \"privacy\" is missing: a channel that could send personal data "
      "says its \"purpose\" and \"basis\", or \"personal\": false and a \"reason\"\n"
      "channels/c.json:2:11: the sink \"a\" needs a \"recipient\": who gets the data, such as "
      "{\"name\": \"…\", \"organization\": \"…\"} (GDPR 30(1)(d))\n"
      "channels/c.json:3:2: the sink \"b\" needs a \"recipient\": who gets the data, such as "
      "{\"name\": \"…\", \"organization\": \"…\"} (GDPR 30(1)(d))");
}

TEST_F(PrivacyConfigTest, AnEngineOfPersonalDataSaysWhoAnswersForThem) {
  EXPECT_EQ(loadEngine("{}"),
            "pontis.json:1:1: its channels carry personal data: add \"privacy\": {\"controller\": "
            "{…}, \"jurisdiction\": \"…\"}");
  EXPECT_EQ(
      loadEngine(R"({"privacy": {}})"),
      "pontis.json:1:13: \"jurisdiction\" is missing: by which law consent is decided, one of "
      "\"EE\", \"FI\", \"FR\", \"DE\", \"NL\", \"EU\"\n"
      "pontis.json:1:13: a \"controller\" is missing: who answers for the processing, such as "
      "{\"name\": \"…\", \"contact\": \"…\"} (GDPR 30(1)(a))");
  EXPECT_EQ(loadEngine(R"({"privacy": {"jurisdiction": "EU", "controller": {}}})"),
            "pontis.json:1:50: the controller needs a \"name\" (GDPR 30(1)(a))\n"
            "pontis.json:1:50: the controller needs a \"contact\" (GDPR 30(1)(a))\n"
            "pontis.json:1:50: the jurisdiction \"EU\" is no country: the controller needs a "
            "\"country\"");
  EXPECT_EQ(loadEngine(R"({"privacy": {"jurisdiction": "XX", "controller": {"name": "n"}}})"),
            "pontis.json:1:30: \"jurisdiction\": expected one of \"EE\", \"FI\", \"FR\", \"DE\", "
            "\"NL\", \"EU\"\n"
            "pontis.json:1:50: the controller needs a \"contact\" (GDPR 30(1)(a))");
}

TEST_F(PrivacyConfigTest, AChannelWithoutPersonalDataSaysWhy) {
  const std::string sink = R"("sinks": [{"name": "s", "use": "file", "directory": "x"}], )";
  EXPECT_EQ(loadChannel(sink + R"("privacy": {"personal": false})"),
            "channels/c.json:2:71: \"personal\": false needs a \"reason\"");
  EXPECT_EQ(loadChannel(sink + R"("privacy": {"personal": false, "reason": "stock lists"})"), "ok");
  // Then the engine need not say who answers for personal data either.
  write("pontis.json", "{}");
  EXPECT_EQ(load(), "ok");
}

TEST_F(PrivacyConfigTest, PurposeAndBasisAreCheckedAgainstTheStandardAndTheLaw) {
  const std::string at = "channels/c.json:3:";
  const std::string rest = R"(, "basis": {"article6": "c", "article9": "h", "law": "x"})";
  EXPECT_EQ(loadPrivacy(R"("purpose": ["TREAT", "NOSUCH"])" + rest),
            at + "24: \"purpose\": \"NOSUCH\" is no purpose of use (HL7 v3 PurposeOfUse), such as "
                 "\"TREAT\"");
  EXPECT_EQ(loadPrivacy(R"("personal": true)"),
            at +
                "12: \"purpose\" is missing: what the data are processed for, such as [\"TREAT\"] "
                "(GDPR 5(1)(b))\n" +
                at +
                "12: a \"basis\" is missing: the legal basis, such as {\"article6\": \"c\", "
                "\"article9\": \"h\", \"law\": \"…\"} (GDPR 6 and 9)");
  const auto basis = [&](const std::string& members) {
    return loadPrivacy(R"("purpose": ["TREAT"], "basis": {)" + members + "}");
  };
  EXPECT_EQ(basis(""),
            at + "44: \"article6\" is missing: the letter of GDPR 6(1)\n" + at +
                "44: \"article9\" is missing: health data need a letter of GDPR 9(2), such as "
                "\"h\"");
  EXPECT_EQ(basis(R"("article6": "g")"),
            at + "57: \"article6\": GDPR 6(1) has no such letter: expected \"a\" to \"f\"");
  EXPECT_EQ(basis(R"("article6": "a", "article9": "k")"),
            at + "74: \"article9\": GDPR 9(2) has no such letter: expected \"a\" to \"j\"");
  EXPECT_EQ(basis(R"("article6": "a", "article9": "a")"), "ok");
  for (const char* on_law :
       {R"("article6": "e", "article9": "a")", R"("article6": "a", "article9": "h")"})
    EXPECT_EQ(basis(on_law), at + "44: \"law\" is missing: this basis rests on a law of the Union "
                                  "or the Member State");
}

TEST_F(PrivacyConfigTest, ARecipientIsSomebodyWhomAConsentCanName) {
  const std::string at = "channels/c.json:4:";
  EXPECT_EQ(loadRecipient("{}"),
            at + "14: a recipient needs a \"name\": who gets the data (GDPR 30(1)(d))\n" + at +
                "14: a recipient needs an \"organization\", a \"person\" or \"groups\": consents "
                "name those");
  const std::string named = R"({"name": "n", "organization": "o", )";
  EXPECT_EQ(loadRecipient(named + R"("kind": "friend"})"),
            at + "57: \"kind\": expected one of own, controller, joint_controller, processor, "
                 "data_subject, authority");
  EXPECT_EQ(loadRecipient(named + R"("relation": "cousin"})"),
            at +
                "61: \"relation\": expected one of none, treating, payer, self, proxy, researcher, "
                "authority");
  EXPECT_EQ(loadRecipient(named + R"("role": "doctor"})"),
            at + "57: \"role\": expected a code of ISCO-08, such as \"221\" (medical doctors)");
  EXPECT_EQ(loadRecipient(named + R"("country": "XX"})"),
            at + "60: \"country\": expected a code of ISO 3166-1, such as \"EE\"");
  EXPECT_EQ(loadRecipient(named + R"("country": "US"})"),
            at +
                "14: \"US\" is outside the EEA: a \"safeguard\" is needed, what the transfer rests "
                "on (GDPR 44 to 49)");
  EXPECT_EQ(loadRecipient(named + R"("country": "US", "safeguard": "GDPR 46"
})"),
            "ok");
  EXPECT_EQ(loadRecipient(named + R"("country": "NO"})"), "ok");
  EXPECT_EQ(loadRecipient(named + R"("purpose": ["HPAYMT"]})"),
            at + "14: \"purpose\": the channel's \"privacy\" does not name \"HPAYMT\", nor what it "
                 "is a kind of");
  EXPECT_EQ(loadRecipient(named + R"("purpose": ["ETREAT"]})"), "ok");
  EXPECT_EQ(loadRecipient(named + R"("colour": "red"})").substr(0, 52),
            at + "59: unknown option \"colour\"; known");
}

TEST_F(PrivacyConfigTest, WhoAsksIsSaidWhereQueriesAreAnswered) {
  const std::string answers = R"("answers": [{"use": "pix"}], )" + kLegal;
  const std::string missing = loadChannel(answers);
  EXPECT_EQ(missing.find("channels/c.json:2:12: a channel with \"answers\" needs \"recipients\""),
            0u)
      << missing;
  const std::string two = answers + R"(,
"recipients": [{"name": "a", "organization": "a"}, {"name": "b", "organization": "b"}])";
  EXPECT_EQ(loadChannel(two).find("channels/c.json:3:52: only one recipient may go without "
                                  "\"applications\""),
            0u)
      << loadChannel(two);
}

TEST_F(PrivacyConfigTest, TheSiteTurnsSwitchesOfItsJurisdiction) {
  EXPECT_EQ(loadEngine(R"({"privacy": {"controller": {"name": "n", "contact": "c"},
    "jurisdiction": "EE", "switches": {
      "policy": "all-normal", "most_recent": true, "opt_out_override": true,
      "duties": {"PUBLICHEALTH": ["hiv", "x|y"]}, "break_glass_groups": ["Group/er"],
      "break_glass_lasts": "8h", "clock_skew": "30s", "domain": ["Organization/1"],
      "zone": "-03:30", "summer_time": false}}})"),
            "ok");
  const Jurisdiction law = config()->privacy->jurisdiction;
  EXPECT_EQ(law.name, "EE");
  EXPECT_EQ(toText(law.policy), "all-normal");
  EXPECT_TRUE(law.most_recent && law.opt_out_override && !law.author_keeps_access);
  EXPECT_EQ(law.duties.at("PUBHLTH"), (std::vector<std::string>{"hiv", "x|y"}));
  EXPECT_EQ(law.break_glass_groups, std::vector<std::string>{"Group/er"});
  EXPECT_EQ(law.break_glass_lasts, std::chrono::hours(8));
  EXPECT_EQ(law.clock_skew, std::chrono::seconds(30));
  EXPECT_EQ(law.domain, std::vector<std::string>{"Organization/1"});
  EXPECT_EQ(law.zone.standard, -std::chrono::minutes(210));
  EXPECT_FALSE(law.zone.summer_time);
}

TEST_F(PrivacyConfigTest, WhatTheSiteDoesNotTurnStaysAsTheProfileHasIt) {
  loadEngine(R"({"privacy": {"controller": {"name": "n", "contact": "c"}, "jurisdiction": "FI",
                 "switches": {"clock_skew": "1s"}}})");
  const Jurisdiction law = config()->privacy->jurisdiction;
  EXPECT_TRUE(law.author_keeps_access && law.cross_border_opt_in && law.zone.summer_time);
  EXPECT_EQ(law.zone.standard, std::chrono::minutes(120));
  EXPECT_EQ(toText(law.policy), "deny");
}

TEST_F(PrivacyConfigTest, SwitchesAreChecked) {
  const auto said = [&](const std::string& switches) {
    return loadEngine(
        "{\"privacy\": {\"controller\": {\"name\": \"n\", \"contact\": \"c\"}, "
        "\"jurisdiction\": \"EE\",\n\"switches\": {" +
        switches + "}}}");
  };
  EXPECT_EQ(said(R"("policy": "anything")"),
            "pontis.json:2:24: \"policy\": expected \"deny\", \"basic-normal\", \"all-normal\" or "
            "\"break-glass-only\"");
  EXPECT_EQ(said(R"("zone": "CET")"), "pontis.json:2:22: \"zone\": expected such as \"+02:00\"");
  EXPECT_EQ(said(R"("duties": {"NOSUCH": ["a"], "PUBHLTH": 7})"),
            "pontis.json:2:35: \"NOSUCH\" is no purpose of use (HL7 v3 PurposeOfUse), such as "
            "\"PUBHLTH\"\npontis.json:2:53: expected an array of codes");
  // What the law decides for each patient is no switch of a site.
  EXPECT_EQ(said(R"("opted_out": true)").substr(0, 44),
            "pontis.json:2:27: unknown option \"opted_out\"");
}

TEST_F(PrivacyConfigTest, ALabelTableOfTheSiteIsLoaded) {
  const std::string text = R"({"privacy": {"controller": {"name": "n", "contact": "c"},
    "jurisdiction": "EE", "labels": "labels.txt"}})";
  EXPECT_EQ(loadEngine(text).find("pontis.json:2:37: "), 0u) << load();
  write("labels.txt", "system http://loinc.org\n74013-4 ETHUD\n");
  EXPECT_EQ(load(), "ok");
  EXPECT_EQ(config()->privacy->labels->size(), 1u);
  write("labels.txt", "74013-4 NOSUCH LABEL\n");
  EXPECT_NE(load(), "ok");
}

TEST_F(PrivacyConfigTest, RetentionHasAnAgeAndASize) {
  const std::string rest =
      R"("purpose": ["TREAT"], "basis": {"article6": "a", "article9": "a"}, "retention": )";
  EXPECT_EQ(loadPrivacy(rest + R"({"age": "90d", "size": "20GB"})"), "ok");
  const Retention retention = config()->channels[0].privacy.retention;
  EXPECT_EQ(retention.age, std::chrono::hours(24 * 90));
  EXPECT_EQ(retention.bytes, 20'000'000'000u);
  EXPECT_EQ(loadPrivacy(rest + R"({"size": "20"})"),
            "channels/c.json:3:102: \"size\": expected a size with its unit, such as \"20GB\"");
  EXPECT_EQ(readSize("2 KiB"), 2048u);
  EXPECT_EQ(readSize("9999999TB"), std::nullopt);
}

TEST_F(PrivacyConfigTest, ARecipientIsARequestToDecide) {
  loadRecipient(R"({"name": "n", "organization": "Organization/3", "organizations": ["O/2", "O/1"],
    "groups": ["Group/7"], "role": "221", "relation": "payer", "purpose": ["ETREAT"],
    "country": "DE", "data_permit": "P-1"})");
  const auto read = config();
  ASSERT_TRUE(read) << read.error().text;
  const ChannelConfig& channel = read->channels[0];
  const Recipient& recipient = channel.sinks[0].recipient;
  const AccessRequest request = accessRequest(recipient, channel.privacy.purposes, "disclose");
  EXPECT_EQ(request.organizations, (std::vector<std::string>{"Organization/3", "O/2", "O/1"}));
  EXPECT_EQ(request.groups, std::vector<std::string>{"Group/7"});
  EXPECT_EQ(request.role, "221");
  EXPECT_EQ(request.relation, Relation::kPayer);
  EXPECT_EQ(request.action, "disclose");
  ASSERT_EQ(request.purposes.size(), 1u);
  EXPECT_EQ(request.purposes[0].code, "ETREAT");
  Recipient all = recipient;
  all.purpose.clear();
  EXPECT_EQ(accessRequest(all, channel.privacy.purposes, "access").purposes,
            channel.privacy.purposes);
  // Estonia's data go to Germany.
  const Jurisdiction law = lawFor(*read->privacy, recipient);
  EXPECT_TRUE(law.cross_border && law.data_permit);
  Recipient home = recipient;
  home.country = "EE";
  home.data_permit.clear();
  EXPECT_FALSE(lawFor(*read->privacy, home).cross_border);
  EXPECT_FALSE(lawFor(*read->privacy, home).data_permit);
}

TEST(Recipients, AreToldApartByTheirApplications) {
  std::vector<Recipient> askers(2);
  askers[0].name = "north";
  askers[0].applications = {"REG", "EHR"};
  askers[1].name = "anybody";
  EXPECT_EQ(whoAsks(askers, "EHR")->name, "north");
  EXPECT_EQ(whoAsks(askers, "LAB")->name, "anybody");
  askers.pop_back();
  EXPECT_EQ(whoAsks(askers, "LAB"), nullptr);
}

}  // namespace
}  // namespace pontis
