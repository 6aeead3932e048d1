// JUnit: test results in the XML that build servers read.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace pontis {

struct TestCase {
  std::string suite;  // the file that holds it
  std::string title;
  std::string failure;  // empty if it passed
  std::chrono::microseconds took{0};
};

// The cases as one document; those of a suite stand together, in order.
std::string junitXml(const std::vector<TestCase>& cases);

}  // namespace pontis
