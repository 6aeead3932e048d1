#include "adapters/fhir/fhir_document.h"

#include <gtest/gtest.h>

namespace pontis {
namespace {

const char* const kBundle = R"({"resourceType":"Bundle","identifier":{"value":"B1"},"entry":[
  {"resource":{"resourceType":"Patient","active":true,"multipleBirthInteger":2,
               "name":[{"family":"A","given":["x","y"]},{"family":null},{"family":"B"}]}},
  {"fullUrl":"urn:uuid:2"},
  {"resource":{"resourceType":"Observation","valueQuantity":{"value":1.50}}},
  {"resource":{"resourceType":"Observation","valueQuantity":{"value":2e3},"name":"not a Patient's"}}
]})";

// What find() gives, in one line; or why the text is refused.
std::string find(const std::string& text, std::string_view path) {
  const auto document = FhirDocument::parse(Bytes::clone(text));
  if (!document) {
    const Error& error = document.error();
    return (error.code == Code::kMalformed ? "malformed " : "invalid ") + error.where + ": " +
           error.text;
  }
  std::string line;
  for (const auto& value : (*document)->find(path)) line += "[" + value.value_or("-") + "]";
  return line;
}

TEST(FhirDocument, FindsEveryValueAtAPathInTheOrderOfTheDocument) {
  EXPECT_EQ(find(kBundle, "Patient.name.family"), "[A][B]");
  EXPECT_EQ(find(kBundle, "Patient.name.given"), "[x][y]");
  EXPECT_EQ(find(kBundle, "Patient.active"), "[true]");
  EXPECT_EQ(find(kBundle, "Patient.multipleBirthInteger"), "[2]");
  EXPECT_EQ(find(kBundle, "Observation.valueQuantity.value"), "[1.50][2e3]") << "as it is spelled";
  EXPECT_EQ(find(kBundle, "Bundle.identifier.value"), "[B1]");
  EXPECT_EQ(find(kBundle, "identifier.value"), "[B1]") << "from the root on";
  EXPECT_EQ(find(kBundle, "entry.fullUrl"), "[urn:uuid:2]");
}

TEST(FhirDocument, FindsNothingWhereThereIsNoValue) {
  for (const char* path : {"Patient", "Patient.name", "Patient.name.family.text", "Encounter.id",
                           "Patient.", "", ".", "Patient..name", "Patient.name[0].family"})
    EXPECT_EQ(find(kBundle, path), "") << path;
}

TEST(FhirDocument, ASingleResourceIsFoundByItsTypeOrWithoutIt) {
  const std::string patient = R"({"resourceType":"Patient","birthDate":"1985-01-01","entry":[1]})";
  EXPECT_EQ(find(patient, "Patient.birthDate"), "[1985-01-01]");
  EXPECT_EQ(find(patient, "birthDate"), "[1985-01-01]");
  EXPECT_EQ(find(patient, "entry"), "[1]") << "only a Bundle has entries";
}

TEST(FhirDocument, ANodeStandsBeforeItsDescendants) {
  const auto document =
      FhirDocument::parse(Bytes::clone(R"({"resourceType":"Basic","a":[{"b":"c"},[]],"d":null})"));
  ASSERT_TRUE(document);
  std::string line;
  for (const Nodes::Node& node : (*document)->nodes())
    line += std::string(node.name) + "<" + std::to_string(node.end) + "=" + std::string(node.text) +
            " ";
  EXPECT_EQ(line, "<7= resourceType<2=Basic a<6= <5= b<5=c <6= d<7= ");
  EXPECT_EQ((*document)->member(0, "d"), 6u);
  EXPECT_EQ((*document)->member(1, "d"), 0u) << "a text has no members";
  EXPECT_EQ((*document)->memberText(0, "a"), "");
}

TEST(FhirDocument, RefusesWhatIsNoResource) {
  const std::string none =
      "invalid resourceType: the JSON is no FHIR resource: it has no "
      "resourceType";
  for (const char* text : {"{}", "[]", "1", "null", R"("resourceType")", R"({"resourceType":7})",
                           R"({"resourceType":""})", R"([{"resourceType":"Patient"}])"})
    EXPECT_EQ(find(text, "x"), none) << text;
  for (const char* text : {"", "MSH|^~\\&|", "{", R"({"resourceType":"Patient"}x)",
                           R"({"resourceType":"Patient",})", "{\"resourceType\":\"\xFF\"}"})
    EXPECT_EQ(find(text, "x").substr(0, 26), "malformed : not JSON at by") << text;
}

TEST(FhirDocument, RefusesNamesGivenTwice) {
  EXPECT_EQ(find(R"({"resourceType":"Patient","resourceType":"Basic"})", "id").substr(0, 9),
            "malformed");
  EXPECT_EQ(find(R"({"resourceType":"Patient","name":[{"text":"a","te\u0078t":"b"}]})", "id")
                .substr(0, 9),
            "malformed");
}

TEST(FhirDocument, RefusesWhatIsNestedWithoutEnd) {
  for (const int depth : {100, 1'000, 1'000'000}) {
    std::string text = R"({"resourceType":"Basic","a":)" + std::string(depth, '[');
    text += "1" + std::string(depth, ']') + "}";
    EXPECT_EQ(find(text, "a").substr(0, 9), depth == 100 ? "[1]" : "malformed") << depth;
  }
  EXPECT_EQ(find(std::string(1'000'000, '{'), "a").substr(0, 9), "malformed");
}

TEST(FhirDocument, PassesOverAByteOrderMark) {
  EXPECT_EQ(find("\xEF\xBB\xBF{\"resourceType\":\"Basic\",\"id\":\"1\"}", "id"), "[1]");
}

}  // namespace
}  // namespace pontis
