#include "engine/app/console/consent_commands.h"

#include <gtest/gtest.h>

#include <sstream>

#include "engine/tree/json.h"

namespace pontis {
namespace {

constexpr const char* kRequest =
    R"({"patient":"Patient/1","person":"Practitioner/1","role":"221","relation":"treating",)"
    R"("purpose":["TREAT"],"time":"2026-06-01T10:00:00Z"})";
constexpr const char* kResources = R"([{"id":"a","type":"Observation","labels":["N"]}])";

std::string quoted(std::string text) {
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\\\"" : std::string(1, c);
  return out + "\"";
}

std::vector<Json> answers(const std::string& lines, int status) {
  std::istringstream in(lines);
  std::ostringstream out;
  EXPECT_EQ(decideConsents(in, out, &LabelTable::shipped()), status);
  std::vector<Json> found;
  std::istringstream said(out.str());
  for (std::string line; std::getline(said, line);) {
    auto json = Json::parse(Bytes::clone(line));
    EXPECT_TRUE(json) << line;
    found.push_back(*json);
  }
  return found;
}

TEST(ConsentDecide, ReadsColumnsAsJsonAndAsJsonInAString) {
  const std::string head = R"({"case_id":"1","default_policy":"all-normal",)";
  const auto both =
      answers(head + "\"jurisdiction\":{},\"consents\":[],\"request\":" + kRequest +
                  ",\"resources\":" + kResources + "}\n" + head +
                  "\"jurisdiction\":\"{}\",\"consents\":\"[]\",\"request\":" + quoted(kRequest) +
                  ",\"resources\":" + quoted(kResources) + "}\n" + head +
                  "\"jurisdiction\":\"\",\"consents\":null,\"consents_fhir_r4\":\"\",\"request\":" +
                  kRequest + ",\"resources\":" + kResources + "}\n",
              0);
  ASSERT_EQ(both.size(), 3u);
  for (const Json& one : both) {
    EXPECT_EQ(one["decision"].text(), "PERMIT");
    EXPECT_EQ(one["released"].raw().view(), "[\"a\"]");
    EXPECT_EQ(one["withheld"].raw().view(), "[]");
    EXPECT_EQ(one["obligations"].raw().view(), "[]");
    EXPECT_FALSE(one["explain"].text().empty());
    EXPECT_FALSE(one["error"]);
  }
}

TEST(ConsentDecide, AnswersALineItCannotReadWithADenyAndGoesOn) {
  const std::string good =
      std::string(R"({"case_id":"2","default_policy":"all-normal","request":)") + kRequest +
      ",\"resources\":" + kResources + "}\n";
  const std::string bad[] = {
      "nonsense\n",
      "[]\n",
      R"({"case_id":"1","request":"{","resources":)" + std::string(kResources) + "}\n",
      R"({"case_id":"1","resources":)" + std::string(kResources) + "}\n",
      R"({"case_id":"1","request":)" + std::string(kRequest) + R"(,"resources":[{}]})" + "\n",
      R"({"case_id":"1","request":{"time":"noon"},"resources":)" + std::string(kResources) + "}\n",
      R"({"case_id":"1","jurisdiction":{"closed":true},"request":)" + std::string(kRequest) +
          ",\"resources\":" + kResources + "}\n",
  };
  for (const std::string& line : bad) {
    const auto said = answers(line + "\n" + good, 1);
    ASSERT_EQ(said.size(), 2u) << line;
    EXPECT_EQ(said[0]["decision"].text(), "DENY") << line;
    EXPECT_TRUE(said[0]["error"]) << line;
    EXPECT_EQ(said[0]["released"].raw().view(), "[]") << line;
    EXPECT_EQ(said[1]["decision"].text(), "PERMIT") << line;
  }
}

TEST(ConsentDecide, ATableThatCannotBeLoadedWithholdsWhatIsNotLabelled) {
  const std::string line =
      std::string(R"({"case_id":"1","default_policy":"all-normal","request":)") + kRequest +
      R"(,"resources":[{"id":"a","type":"X","labels":["N"]},{"id":"b","type":"X"}]})";
  const auto with =
      Json::parse(Bytes::clone(answerConsentCase(line, &LabelTable::shipped(), {}).line));
  const auto without = Json::parse(Bytes::clone(answerConsentCase(line, nullptr, {}).line));
  EXPECT_EQ((*with)["decision"].text(), "PERMIT");
  EXPECT_EQ((*without)["decision"].text(), "PARTIAL");
  EXPECT_EQ((*without)["withheld"].raw().view(), "[\"b\"]");
}

TEST(ConsentDecide, DecidesOverFhirResourcesToo) {
  const std::string line = std::string(R"({"default_policy":"all-normal","request":)") + kRequest +
                           R"(,"consents":{"resourceType":"Consent","id":"c","status":"active",
          "scope":{"coding":[{"code":"patient-privacy"}]},"patient":{"reference":"Patient/1"},
          "provision":{"type":"permit","provision":[{"type":"deny","securityLabel":[{"code":"HIV"}]}]}},
          "resources":[{"resourceType":"Observation","id":"a","meta":{"security":[{"code":"HIV"}]}},
                       {"resourceType":"Observation","id":"b","meta":{"security":[{"code":"N"}]}}]})";
  const ConsentAnswer said = answerConsentCase(line, nullptr, {});
  const auto answer = Json::parse(Bytes::clone(said.line));
  EXPECT_EQ((*answer)["withheld"].raw().view(), "[\"a\"]") << said.line;
  EXPECT_EQ((*answer)["released"].raw().view(), "[\"b\"]") << said.line;
}

TEST(ConsentDecide, ReportsAConsentItCannotRead) {
  const std::string line = std::string(R"({"default_policy":"all-normal","request":)") + kRequest +
                           R"(,"consents":"[{]","resources":)" + kResources + "}";
  const ConsentAnswer said = answerConsentCase(line, nullptr, {});
  const auto answer = Json::parse(Bytes::clone(said.line));
  EXPECT_TRUE(said.readable);
  EXPECT_EQ((*answer)["decision"].text(), "DENY");
  EXPECT_NE((*answer)["explain"].text().find("cannot be read at Consent and counts as a deny"),
            std::string::npos)
      << said.line;
}

}  // namespace
}  // namespace pontis
