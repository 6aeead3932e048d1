// The shipped maps: their own tests, the corpora, and what must hold of every output.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <sstream>

#include "adapters/fhir/fhir_format.h"
#include "adapters/hl7v2/hl7v2_format.h"
#include "engine/mapping/assertion.h"
#include "engine/mapping/json_value.h"
#include "engine/mapping/map_tests.h"
#include "engine/mapping/mapping.h"
#include "tests/support/corpora.h"

namespace pontis {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kFolders{PONTIS_ROOT "/mappings/hl7v2-fhir"};

std::shared_ptr<const Mapping> maps() {
  static const auto kLoaded = Mapping::load(kFolders);
  EXPECT_TRUE(kLoaded) << (kLoaded ? "" : kLoaded.error().text);
  return kLoaded ? *kLoaded : nullptr;
}

Result<std::shared_ptr<const Segments>> parsed(Bytes payload) {
  auto document = Hl7v2Format().parse(std::move(payload));
  if (!document) return document.error();
  return std::dynamic_pointer_cast<const Segments>(*document);
}

fs::path corpus() { return corpora() / "hl7v2"; }

// What is wrong with a Bundle: "" if nothing.
std::string flaw(std::string_view json) {
  const auto bundle = JsonValue::parse(json);
  if (!bundle) return "not JSON";
  std::set<std::string> urls;
  const JsonValue* entries = bundle->find("entry");
  if (entries == nullptr) return "no entry";
  for (const JsonValue& entry : entries->items)
    if (!urls.insert(entry.find("fullUrl")->text).second) return "a fullUrl twice";
  for (std::size_t at = json.find("\"reference\":\""); at != std::string_view::npos;
       at = json.find("\"reference\":\"", at + 1)) {
    const std::string_view rest = json.substr(at + 13);
    if (urls.count(std::string(rest.substr(0, rest.find('"')))) == 0) return "a dangling reference";
  }
  return json.find(":\"\\\"\\\"\"") == std::string_view::npos ? "" : "HL7 null as a value";
}

TEST(MappingCorpus, TheTestsBesideTheRulesPass) {
  const auto results =
      testMaps(kFolders, [](std::string text) -> Result<std::shared_ptr<const Document>> {
        const bool json = text.starts_with('{');
        Bytes payload = Bytes::own(std::move(text));
        return json ? FhirFormat().parse(std::move(payload))
                    : Hl7v2Format().parse(std::move(payload));
      });
  ASSERT_TRUE(results) << results.error().text;
  EXPECT_GE(results->size(), 19U);
  for (const MapTest& test : *results)
    EXPECT_EQ(test.failure, "") << test.place << ": " << test.title;
}

TEST(MappingCorpus, EveryMessageThatParsesBecomesASoundBundle) {
  if (!fs::exists(corpus())) GTEST_SKIP() << "no corpora here";
  int converted = 0;
  for (const auto& file : fs::recursive_directory_iterator(corpus())) {
    if (file.path().extension() != ".hl7") continue;
    for (const Bytes& unit : Hl7v2Format().split(Bytes::own(contents(file.path())))) {
      const auto message = parsed(unit);
      if (!message) continue;
      const auto mapped = maps()->apply(**message);
      ASSERT_TRUE(mapped) << file.path() << ": " << mapped.error().text;
      EXPECT_EQ(flaw(mapped->output.view()), "") << file.path();
      ++converted;
    }
  }
  EXPECT_GT(converted, 600);
}

TEST(MappingCorpus, TheSameMessageGivesTheSameBundle) {
  const std::string text =
      "MSH|^~\\&|REG|GH|HIE|GH|20260105||ADT^A01^ADT_A01|1|P|2.5.1\rEVN||20260105\r"
      "PID|1||7^^^H^MR||Doe^Jane\rPV1|1|I|||||1^Who\r";
  const auto message = parsed(Bytes::clone(text));
  ASSERT_TRUE(message);
  const std::string once(maps()->apply(**message)->output.view());
  EXPECT_EQ(once, maps()->apply(**message)->output.view());
}

// The expectations of nasty/expect.json, in the words of our evaluator.
TEST(MappingCorpus, TheHostileFilesComeOutAsExpected) {
  const fs::path folder = corpus() / "nasty";
  if (!fs::exists(folder)) GTEST_SKIP() << "no corpora here";
  const std::vector<std::pair<const char*, const char*>> expected{
      {"rep-many-ids.hl7", "Patient.identifier.count() = 60"},
      {"rep-empty-between.hl7", "Patient.identifier.count() = 2"},
      {"null-fields.hl7", "Patient.birthDate.empty()"},
      {"null-component.hl7", "Patient.name.given.empty()"},
      {"grp-two-patients.hl7", "Patient.count() = 2"},
      {"grp-spm-then-obx.hl7", "Observation.count() = 1"},
      {"grp-orc-obr-pairs.hl7", "DiagnosticReport.count() = 3"},
      {"grp-obr-no-obx.hl7", "DiagnosticReport.count() = 1"},
      {"code-unknown.hl7", "Patient.gender = 'unknown'"},
      {"id-same-two-aa.hl7", "Patient.identifier.count() = 2"},
      {"grp-merge.hl7", "Patient.where(active=false).count() = 2"},
      {"obx-values.hl7", "Observation.count() = 25"},
      {"obx-many.hl7", "Observation.count() = 3000"},
  };
  for (const auto& [file, assertion] : expected) {
    const auto message = parsed(Bytes::own(contents(folder / file)));
    ASSERT_TRUE(message) << file;
    const auto mapped = maps()->apply(**message);
    ASSERT_TRUE(mapped) << file;
    const auto held = holds(assertion, mapped->output.view());
    ASSERT_TRUE(held) << file << ": " << held.error().text;
    EXPECT_TRUE(*held) << file << ": " << assertion;
  }
}

}  // namespace
}  // namespace pontis
