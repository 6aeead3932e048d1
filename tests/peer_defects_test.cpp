// What other converters get wrong, each as a test of the whole: parse, map, judge.
#include <gtest/gtest.h>

#include "adapters/hl7v2/hl7v2_format.h"
#include "engine/mapping/assertion.h"
#include "engine/mapping/json_value.h"
#include "engine/mapping/mapping.h"

namespace pontis {
namespace {

const char kHead[] = "MSH|^~\\&|LAB|GH|HIE|GH|20260105||ORU^R01^ORU_R01|1|P|2.5.1\r";
const char kPerson[] = "PID|1||7^^^H^MR||Doe^Jane||19800102|F\r";

// The Bundle that the shipped maps make of a message; why not, if they make none.
std::string bundle(const std::string& message) {
  static const auto kMaps =
      Mapping::load(std::vector<std::string>{PONTIS_ROOT "/mappings/hl7v2-fhir"});
  if (!kMaps) return kMaps.error().text;
  const auto document = Hl7v2Format().parse(Bytes::clone(message));
  if (!document) return "refused: " + document.error().text;
  const auto mapped = (*kMaps)->apply(dynamic_cast<const Segments&>(**document));
  return mapped ? std::string(mapped->output.view()) : mapped.error().text;
}

bool holdsIn(const std::string& json, std::string_view assertion) {
  const auto held = holds(assertion, json);
  return held && *held;
}

// The resource of that type whose JSON has `text`.
const JsonValue* resource(const JsonValue& all, std::string_view type, std::string_view code) {
  for (const JsonValue& entry : all.find("entry")->items) {
    const JsonValue* one = entry.find("resource");
    if (one->find("resourceType")->text != type) continue;
    const JsonValue* coding = one->find("code");
    if (coding != nullptr && coding->find("coding") != nullptr &&
        coding->find("coding")->items[0].find("code")->text == code)
      return one;
  }
  return nullptr;
}

TEST(PeerDefects, EveryObrBelongsToItsOwnOrcNotToTheFirst) {
  const std::string json = bundle(std::string(kHead) + kPerson +
                                  "ORC|RE|P1\rOBR|1|P1||a^A^L\rOBX|1|ST|x^X^L||one\r"
                                  "ORC|RE|P2\rOBR|2|P2||b^B^L\rOBX|1|ST|y^Y^L||two\r");
  const auto all = JsonValue::parse(json);
  ASSERT_TRUE(all) << json;
  const JsonValue* second = resource(*all, "ServiceRequest", "b");
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(second->find("identifier")->items[0].find("value")->text, "P2");
}

TEST(PeerDefects, AnObxAfterAnSpmIsNotLost) {
  const std::string json = bundle(std::string(kHead) + kPerson +
                                  "OBR|1|P1||a^A^L\rSPM|1|||BLD\rOBX|1|ST|x^X^L||found\r");
  EXPECT_TRUE(holdsIn(json, "Observation.valueString = 'found' and Observation.specimen.exists()"));
}

TEST(PeerDefects, OneBadDateCostsThatDateNotTheMessage) {
  const std::string json = bundle(std::string(kHead) + "PID|1||7^^^H^MR||Doe^Jane||19800230|F\r");
  EXPECT_TRUE(holdsIn(json, "Patient.birthDate.empty() and Patient.name.family = 'Doe'"));
}

TEST(PeerDefects, RepetitionsAreAllKept) {
  const std::string json =
      bundle(std::string(kHead) + "PID|1||7^^^H^MR~8^^^H^PI~9^^^N^NI||Doe^Jane~Roe^Ann\r");
  EXPECT_TRUE(holdsIn(json, "Patient.identifier.count() = 3 and Patient.name.count() = 2"));
}

TEST(PeerDefects, AQuoteDoesNotBreakTheJson) {
  const std::string json =
      bundle(std::string(kHead) + "PID|1||7^^^H^MR||O\"Hara^Jo\\E\\\\X0A\\\"}],{\r");
  EXPECT_TRUE(JsonValue::parse(json)) << json;
  EXPECT_TRUE(holdsIn(json, "Patient.name.family = 'O\"Hara'"));
}

TEST(PeerDefects, ATruncationCharacterInMsh2IsNoReasonToRefuse) {
  const std::string json =
      bundle(std::string("MSH|^~\\&#|LAB|GH|HIE|GH|20260105||ORU^R01|1|P|2.7\r") + kPerson);
  EXPECT_TRUE(holdsIn(json, "Patient.name.family = 'Doe'")) << json;
}

TEST(PeerDefects, AByteOrderMarkIsNoReasonToRefuse) {
  const std::string json = bundle(std::string("\xEF\xBB\xBF") + kHead + kPerson);
  EXPECT_TRUE(holdsIn(json, "Patient.name.family = 'Doe'")) << json;
}

}  // namespace
}  // namespace pontis
