#include "engine/app/console/junit.h"

#include <gtest/gtest.h>

namespace pontis {
namespace {

using std::chrono::microseconds;

TEST(Junit, HasOneSuiteForEachFile) {
  EXPECT_EQ(junitXml({{"a.map", "one", "", microseconds(1500)},
                      {"b.map", "two", "does not hold: x", microseconds(500)},
                      {"a.map", "three", "", microseconds(0)}}),
            R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="pontis" tests="3" failures="1" errors="0" time="0.002000">
  <testsuite name="a.map" tests="2" failures="0" errors="0" skipped="0" time="0.001500">
    <testcase name="one" classname="a.map" time="0.001500"/>
    <testcase name="three" classname="a.map" time="0.000000"/>
  </testsuite>
  <testsuite name="b.map" tests="1" failures="1" errors="0" skipped="0" time="0.000500">
    <testcase name="two" classname="b.map" time="0.000500">
      <failure message="does not hold: x"/>
    </testcase>
  </testsuite>
</testsuites>
)");
}

TEST(Junit, EscapesWhatXmlCannotHold) {
  const std::string xml = junitXml({{"a", "<\"&\x01\xFF\n\xEF\xBF\xBFü>", "", microseconds(0)}});
  EXPECT_NE(xml.find("name=\"&#60;&#34;&#38;\uFFFD\uFFFD&#10;\uFFFDü>\""), std::string::npos)
      << xml;
}

}  // namespace
}  // namespace pontis
