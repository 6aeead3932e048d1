// The consent decision over the corpus of consent cases, and over the examples of IHE PCF.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <set>

#include "adapters/fhir/fhir_consent.h"
#include "adapters/fhir/fhir_consent_resource.h"
#include "engine/app/console/consent_commands.h"
#include "engine/app/console/person_table.h"
#include "engine/base/log.h"
#include "engine/consent/decision.h"
#include "engine/consent/explanation.h"
#include "engine/tree/json.h"
#include "tests/support/corpora.h"

namespace pontis {
namespace {

namespace fs = std::filesystem;

std::multiset<std::string> wordSet(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

std::multiset<std::string> wordSet(const Json& list) {
  std::multiset<std::string> out;
  for (const Json& one : list.items()) out.insert(one.text());
  return out;
}

// Whether the answer is the one expected; says what is not.
bool isExpected(std::map<std::string, std::string>& row) {
  std::string line = "{\"case_id\":" + jsonString(row["case_id"]);
  for (const char* column :
       {"default_policy", "jurisdiction", "consents_fhir_r4", "request", "resources"})
    line += "," + jsonString(column) + ":" + jsonString(row[column]);
  const ConsentAnswer said = answerConsentCase(line + "}", &LabelTable::shipped(), {});
  const auto answer = Json::parse(Bytes::clone(said.line));
  const bool as_expected =
      answer && (*answer)["case_id"].text() == row["case_id"] &&
      (*answer)["decision"].text() == row["expect_decision"] &&
      wordSet((*answer)["released"]) == wordSet(row["expect_released"]) &&
      wordSet((*answer)["withheld"]) == wordSet(row["expect_withheld"]) &&
      wordSet((*answer)["obligations"]) == wordSet(row["expect_obligations"]) &&
      !(*answer)["explain"].text().empty();
  if (!as_expected) std::cout << row["title"] << ": " << said.line << "\n";
  return as_expected;
}

TEST(ConsentCorpus, EveryCaseIsDecidedAsExpected) {
  const std::string text = contents(corpora() / "consent" / "consent-cases.csv");
  if (text.empty()) GTEST_SKIP() << "no corpora";
  const auto rows = parseCsv(text);
  ASSERT_GT(rows.size(), 1u);
  std::size_t passed = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    std::map<std::string, std::string> row;
    for (std::size_t column = 0; column < rows[0].size() && column < rows[i].size(); ++column)
      row[rows[0][column]] = rows[i][column];
    passed += isExpected(row);
  }
  std::cout << "consent cases: " << rows.size() - 1 << " seen, " << passed << " as expected\n";
  EXPECT_EQ(passed, rows.size() - 1);
}

// The object with that member in place of its own.
std::string with(const Json& object, std::string_view name, const std::string& value) {
  std::string out = "{" + jsonString(name) + ":" + value;
  for (const auto& [member, old] : object.members())
    if (member != name) out += "," + jsonString(member) + ":" + std::string(old.raw().view());
  return out + "}";
}

std::string eachWith(const std::string& array, std::string_view name, const std::string& value) {
  const auto all = Json::parse(Bytes::clone(array));
  std::string out = "[";
  for (const Json& one : all->items()) out += (out.size() > 1 ? "," : "") + with(one, name, value);
  return out + "]";
}

std::string alsoUnreadable(const std::string& consents) {
  return "[{\"resourceType\":\"Consent\"}" + std::string(consents == "[]" ? "" : ",") +
         consents.substr(1);
}

std::set<std::string> released(const std::map<std::string, std::string>& row) {
  std::string line = "{\"case_id\":\"\"";
  for (const char* column :
       {"default_policy", "jurisdiction", "consents_fhir_r4", "request", "resources"})
    line += "," + jsonString(column) + ":" + jsonString(row.at(column));
  const ConsentAnswer said = answerConsentCase(line + "}", &LabelTable::shipped(), {});
  const auto answer = Json::parse(Bytes::clone(said.line));
  const auto words = wordSet((*answer)["released"]);
  return {words.begin(), words.end()};
}

TEST(ConsentCorpus, WhatIsNotKnownNeverWidensAccess) {
  const std::string text = contents(corpora() / "consent" / "consent-cases.csv");
  if (text.empty()) GTEST_SKIP() << "no corpora";
  const auto rows = parseCsv(text);
  std::size_t tried = 0, narrower = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    std::map<std::string, std::string> row;
    for (std::size_t column = 0; column < rows[0].size(); ++column)
      row[rows[0][column]] = rows[i][column];
    const auto before = released(row);
    const auto request = Json::parse(Bytes::clone(row["request"]));
    const auto narrows = [&](const char* column, const std::string& value) {
      auto changed = row;
      changed[column] = value;
      const auto after = released(changed);
      ++tried;
      narrower += after.size() < before.size();
      EXPECT_TRUE(std::includes(before.begin(), before.end(), after.begin(), after.end()))
          << row["case_id"] << " with " << column << " " << value;
    };
    narrows("request", with(*request, "purpose", "[\"no-such-purpose\"]"));
    narrows("request", with(*request, "purpose", "[]"));
    narrows("request", with(*request, "relation", "\"no-such-relation\""));
    narrows("request", with(*request, "role", "\"\""));
    narrows("request", with(*request, "groups", "[\"Group/no-such-group\"]"));
    narrows("resources", eachWith(row["resources"], "labels", "[\"no-such-label\"]"));
    narrows("default_policy", "no-such-policy");
    narrows("consents_fhir_r4", alsoUnreadable(row["consents_fhir_r4"]));
    narrows("consents_fhir_r4", "[{");
  }
  std::cout << "unknown facts: " << tried << " tried, " << narrower << " release less\n";
  EXPECT_GT(narrower, tried / 4);
}

// IHE PCF 1.1.0 Vol 3 section 5.8 and the notes of each example. Where no consent decides, nothing
// is permitted.
struct Example {
  const char* consent;
  const char* person;  // ex-practitioner may break the glass
  const char* organization;
  Relation relation;
  Coding purpose;
  const char* released;
};

constexpr const char* kAll = "alcoholUse bloodPressure bloodSugar own weight weight-2";
constexpr const char* kNormal = "bloodPressure bloodSugar own weight weight-2";
constexpr const char* kOther = "Practitioner/ex-author";
constexpr const char* kHolder = "Practitioner/ex-practitioner";
constexpr const char* kHere = "Organization/ex-organization";
constexpr const char* kResearcher = "Organization/ex-org-researcher";
const Coding kTreat{"", "TREAT"}, kPayment{"", "HPAYMT"}, kResearch{"", "HRESCH"},
    kBreak{"", "BTG"}, kFooBar{"http://example.org/policies/purposeOfUse", "FooBar"};

const std::vector<Example>& examples() {
  constexpr Relation treating = Relation::kTreating, payer = Relation::kPayer,
                     researcher = Relation::kResearcher;
  static const std::vector<Example> rows{
      {"consent-basic-treat", kOther, kHere, treating, kTreat, kAll},
      {"consent-basic-treat", kOther, kHere, payer, kPayment, kAll},
      {"consent-basic-treat", kOther, kResearcher, researcher, kResearch, ""},
      {"consent-basic-treat-infant", kOther, kHere, treating, kTreat, kAll},
      {"consent-intermediate-data", kOther, kHere, treating, kTreat, "alcoholUse"},
      {"consent-intermediate-not-data", kOther, kHere, treating, kTreat, kNormal},
      {"consent-intermediate-timeframe", kOther, kHere, treating, kTreat, "alcoholUse"},
      {"consent-intermediate-timeframe", kOther, kResearcher, researcher, kResearch, ""},
      {"consent-intermediate-not-timeframe", kOther, kHere, treating, kTreat, kNormal},
      {"consent-intermediate-not-authoredby", kOther, kHere, treating, kTreat,
       "alcoholUse bloodPressure bloodSugar weight weight-2"},
      {"consent-intermediate-purpose", kOther, kResearcher, researcher, kFooBar, kAll},
      {"consent-intermediate-purpose", kOther, kResearcher, researcher, kResearch, ""},
      {"consent-intermediate-purpose", kOther, kHere, researcher, kFooBar, ""},
      {"consent-intermediate-purpose", kOther, kHere, treating, kTreat, ""},
      {"consent-advanced-normal", kOther, kHere, treating, kTreat, kNormal},
      {"consent-advanced-normal", kOther, kResearcher, researcher, kResearch, ""},
      {"consent-advanced-normal-not-restricted", kOther, kHere, treating, kTreat, kNormal},
      {"consent-advanced-normal-break-glass-restricted", kHolder, kHere, treating, kTreat, kNormal},
      {"consent-advanced-normal-break-glass-restricted", kHolder, kHere, treating, kBreak, kAll},
      {"consent-advanced-normal-break-glass-restricted", kOther, kHere, treating, kBreak, ""},
      {"dissent-intermediate-break-glass", kHolder, kHere, treating, kTreat, ""},
      {"dissent-intermediate-break-glass", kHolder, kHere, treating, kBreak, kAll},
      {"dissent-intermediate-break-glass", kOther, kHere, treating, kBreak, ""},
  };
  return rows;
}

fs::path pcf() { return corpora() / "crossborder" / "consent" / "pcf_json"; }

// Each file holds the resource beside what is said of it.
Json example(const std::string& name) {
  const auto file = Json::parse(Bytes::own(contents(pcf() / (name + ".json"))));
  return file ? (*file)["resource"] : Json();
}

std::vector<ConsentResource> observations() {
  std::vector<ConsentResource> out;
  for (const char* name : {"alcoholUse", "bloodPressure", "bloodSugar", "weight", "weight-2"})
    out.push_back(readConsentResource(example("Observation-ex-" + std::string(name))));
  // No example is written by ex-practitioner.
  out.push_back(out[2]);
  out.back().id = "ex-own";
  out.back().authors = {kHolder};
  return out;
}

AccessRequest ask(const Example& row) {
  AccessRequest request;
  request.patient = "Patient/ex-patient";
  request.person = row.person;
  request.organizations = {row.organization};
  request.role = "221";
  request.relation = row.relation;
  request.purposes = {row.purpose};
  request.action = "access";
  request.time = *parseTime("2026-06-01T10:00:00Z");
  if (row.person == std::string(kHolder)) request.groups = {"Group/ex-privilegedUsers"};
  if (row.purpose == kBreak)
    request.break_glass = BreakGlassClaim{true, "unconscious", request.time};
  return request;
}

TEST(ConsentCorpus, TheExamplesOfPcfAreDecidedAsTheProfileSays) {
  if (!fs::exists(pcf())) GTEST_SKIP() << "no corpora";
  const std::vector<ConsentResource> resources = observations();
  Jurisdiction law;
  law.break_glass_groups = {"Group/ex-privilegedUsers"};
  std::set<std::string> seen;
  for (const Example& row : examples()) {
    seen.insert(row.consent);
    const std::vector<Directive> directives{
        readConsent(example("Consent-ex-" + std::string(row.consent)))};
    ASSERT_EQ(directives[0].fault, "") << row.consent;
    const ConsentDecision decision =
        decide(ask(row), directives, resources, law, &LabelTable::shipped());
    std::multiset<std::string> released;
    for (std::size_t i = 0; i < resources.size(); ++i)
      if (decision.resources[i].access != Access::kWithhold)
        released.insert(resources[i].id.substr(3));
    EXPECT_EQ(released, wordSet(std::string(row.released)))
        << row.consent << " " << row.purpose.code << " " << row.person << ": "
        << explain(decision, directives, resources, law);
  }
  std::cout << "PCF examples: " << seen.size() << " consents, " << examples().size()
            << " requests\n";
  EXPECT_EQ(seen.size(), 12u);
}

}  // namespace
}  // namespace pontis
