// Runs the tests that stand beside the rules of maps.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/core/segments.h"
#include "engine/mapping/mapping.h"

namespace pontis {

struct MapTest {
  std::string place;  // as Rule::place
  std::string title;
  std::string failure;  // empty if it passed; else which expectation does not hold, with its place
  std::chrono::microseconds took{0};
  std::vector<RuleHit> hits;  // rules that the test made write something
};

// Parses a message's text; the mapping itself knows no standard's syntax.
using ParseSegments = std::function<Result<std::shared_ptr<const Segments>>(std::string)>;

// Runs all tests of `folders`, in order, with the maps of those folders, compiled.
//   as Mapping::load()
Result<std::vector<MapTest>> testMaps(std::span<const std::string> folders,
                                      const ParseSegments& parse);
Result<std::vector<MapTest>> testMaps(std::span<const std::string> folders, const Mapping& mapping,
                                      const ParseSegments& parse);

}  // namespace pontis
