#include "engine/mapping/assertion.h"

#include <gtest/gtest.h>

namespace pontis {
namespace {

constexpr char kBundle[] =
    R"({"resourceType":"Bundle","entry":[
        {"resource":{"resourceType":"Patient","active":false,"telecom":[{"use":"home","value":"1"},{"use":"work"}]}},
        {"resource":{"resourceType":"Patient","active":true}}]})";

bool held(std::string_view assertion) {
  const auto result = holds(assertion, kBundle);
  EXPECT_TRUE(result) << assertion;
  return result && *result;
}

TEST(Assertion, FollowsPathsThroughListsAndConditions) {
  EXPECT_TRUE(held("Patient.count() = 2 and Bundle.entry.count() = 2"));
  EXPECT_TRUE(held("Patient.where(active=false).telecom.where(use='home').value = '1'"));
  EXPECT_TRUE(held("Patient.telecom[1].use = 'work' and Patient.name.empty()"));
  EXPECT_FALSE(held("Patient.where(active=true).telecom.exists()"));
  EXPECT_FALSE(held("Patient.telecom.use = 'home'")) << "two values are not one";
}

TEST(Assertion, RefusesWhatItCannotRead) {
  EXPECT_FALSE(holds("Patient.name", kBundle));
  EXPECT_FALSE(holds("Patient.count() = 1 or true", kBundle));
  EXPECT_FALSE(holds("Patient.exists()", "{"));
}

}  // namespace
}  // namespace pontis
