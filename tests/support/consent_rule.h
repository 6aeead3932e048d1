// One rule of the consent decision in few words, and what is decided by the same door as `pontis
// consent decide`.
//
// A case says only what is not usual. Usual is a doctor who treats Patient/1 and asks to see three
// pieces of data: n (normal), p (psychiatric, restricted) and v (violence, very restricted).
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/app/console/consent_commands.h"
#include "engine/base/log.h"
#include "engine/tree/json.h"

namespace pontis {

struct ConsentRule {
  const char* title;
  const char* policy;
  const char* law;         // switches
  const char* provisions;  // of Consents c0, c1, …, each the root of one; or whole Consents
  const char* request;     // what is not usual in it
  const char* expected;    // "PARTIAL n p; REDACT", or with the stage that decided: "DENY @5"
};

inline constexpr const char* kTreatment =
    R"({"type":"permit","purpose":[{"code":"TREAT"},{"code":"HPAYMT"},{"code":"HOPERAT"}]})";
inline constexpr const char* kBreakGlass =
    R"({"purpose":["BTG"],"groups":["Group/btg"],"btg":{"declared":true,"reason":"unconscious",
        "declaredAt":"2026-06-01T09:55:00Z"}})";

inline constexpr const char* kResources = R"([
  {"id":"n","type":"Observation","code":{"system":"urn:x","code":"weight"},"labels":["N"],
   "date":"2021-03-01","author":"Practitioner/A","custodian":"Organization/A"},
  {"id":"p","type":"Condition","code":{"system":"urn:x","code":"depression"},"labels":["R","PSY"],
   "date":"2022-06-01","author":"Practitioner/B","custodian":"Organization/B"},
  {"id":"v","type":"Condition","code":{"system":"urn:x","code":"abuse"},"labels":["V","SDV"],
   "date":"2022-07-01","author":"Practitioner/B","custodian":"Organization/B"}])";

inline std::string merged(std::string_view over) {
  std::map<std::string, std::string> members{
      {"patient", "\"Patient/1\""},
      {"person", "\"Practitioner/1\""},
      {"org", "\"Organization/X\""},
      {"orgPath", "[\"Organization/X\",\"Organization/County\"]"},
      {"role", "\"221\""},
      {"relation", "\"treating\""},
      {"purpose", "[\"TREAT\"]"},
      {"action", "\"access\""},
      {"time", "\"2026-06-01T10:00:00Z\""}};
  const auto changes = Json::parse(Bytes::clone(over.empty() ? "{}" : over));
  EXPECT_TRUE(changes) << over;
  for (const auto& [name, value] : changes->members()) members[name] = value.raw().view();
  std::string out = "{";
  for (const auto& [name, value] : members)
    out += (out.size() > 1 ? "," : "") + jsonString(name) + ":" + value;
  return out + "}";
}

inline std::string consents(const std::string& provisions) {
  if (provisions.empty()) return "[]";
  const auto all = Json::parse(Bytes::clone("[" + provisions + "]"));
  if (!all) return jsonString(provisions);
  std::string out = "[";
  for (const Json& one : all->items()) {
    if (out.size() > 1) out += ",";
    if (one["resourceType"])
      out += one.raw().view();
    else
      out += R"({"resourceType":"Consent","id":"c)" + std::to_string(out.size()) +
             R"(","status":"active","scope":{"coding":[{"code":"patient-privacy"}]},)"
             R"("patient":{"reference":"Patient/1"},"dateTime":"2025-01-01","provision":)" +
             std::string(one.raw().view()) + "}";
  }
  return out + "]";
}

inline std::string words(const Json& list) {
  std::string out;
  for (const Json& one : list.items()) out += (out.empty() ? "" : " ") + one.text();
  return out;
}

inline std::string decided(const ConsentRule& rule, const std::string& resources = kResources) {
  const std::string line = "{\"case_id\":\"1\",\"default_policy\":" + jsonString(rule.policy) +
                           ",\"jurisdiction\":" + (rule.law[0] ? rule.law : "{}") +
                           ",\"consents\":" + consents(rule.provisions) +
                           ",\"request\":" + merged(rule.request) + ",\"resources\":" + resources +
                           "}";
  const ConsentAnswer said = answerConsentCase(line, &LabelTable::shipped(), {});
  const auto answer = Json::parse(Bytes::clone(said.line));
  EXPECT_TRUE(answer) << said.line;
  if ((*answer)["error"]) return "error: " + (*answer)["error"].text();
  std::string out = (*answer)["decision"].text();
  if (const std::string ids = words((*answer)["released"]); !ids.empty()) out += " " + ids;
  if (const std::string due = words((*answer)["obligations"]); !due.empty()) out += "; " + due;
  const std::string& why = (*answer)["explain"].text();
  const std::size_t stage = why.find("Stage ");
  if (std::string_view(rule.expected).find('@') != std::string_view::npos)
    out += " @" + why.substr(stage + 6, why.find(':', stage) - stage - 6);
  return out;
}

inline void expectAll(const std::vector<ConsentRule>& rules) {
  for (const ConsentRule& rule : rules) EXPECT_EQ(decided(rule), rule.expected) << rule.title;
}

}  // namespace pontis
