#include "engine/app/audit_config.h"

#include <gtest/gtest.h>

namespace pontis {
namespace {

std::string mistakes(const std::string& text) {
  const auto settings = Settings::parse(text, "pontis.json");
  EXPECT_TRUE(settings);
  return readAuditConfig(*settings).mistakes;
}

TEST(AuditConfig, NamesWhereRecordsGo) {
  const auto settings = Settings::parse(R"({"export": [
    {"use": "fhir", "url": "http://arr.example/fhir"},
    {"use": "fhir", "name": "national", "url": "http://other.example/fhir", "batch": 10}]})",
                                        "pontis.json");
  const auto read = readAuditConfig(*settings);
  EXPECT_EQ(read.mistakes, "");
  ASSERT_EQ(read.value.exports.size(), 2u);
  EXPECT_EQ(read.value.exports[0].name, "fhir");
  EXPECT_EQ(read.value.exports[1].name, "national");
  EXPECT_EQ(read.value.exports[1].options.find("batch")->integer(), 10);
}

TEST(AuditConfig, EveryMistakeIsNamedWithItsPlace) {
  EXPECT_EQ(mistakes("[]"), "pontis.json:1:1: expected an object\n");
  EXPECT_EQ(mistakes(R"({"exports": []})"),
            "pontis.json:1:13: unknown option \"exports\"; known are: export\n");
  EXPECT_EQ(mistakes(R"({"export": {}})"), "pontis.json:1:12: expected an array\n");
  EXPECT_EQ(mistakes(R"({"export": [{}, {"use": "mllp"}, {"use": "fhir"}, {"use": "atna"}]})"),
            "pontis.json:1:13: \"use\" is missing: it names the adapter\n"
            "pontis.json:1:25: no adapter \"mllp\" can take audit records; known are: atna, fhir\n"
            "pontis.json:1:34: \"url\" is required\n"
            "pontis.json:1:51: \"host\" is required\n");
  EXPECT_EQ(mistakes(R"({"export": [{"use": "atna", "host": "h", "ca": "/no/such.pem"}]})"),
            "pontis.json:1:13: cannot read /no/such.pem\n");
  EXPECT_EQ(mistakes(R"({"export": [{"use": "fhir", "url": "http://a"},
    {"use": "fhir", "url": "http://b"}]})"),
            "pontis.json:2:5: another export is called \"fhir\" too: give each a \"name\" of its "
            "own\n");
}

}  // namespace
}  // namespace pontis
