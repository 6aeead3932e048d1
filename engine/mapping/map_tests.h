// Runs the tests that stand beside the rules of maps.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/core/segments.h"

namespace pontis {

struct MapTest {
  std::string place;  // file:line
  std::string title;
  std::string failure;  // empty if it passed; else which expectation does not hold, with its place
};

// Parses a message's text; the mapping itself knows no standard's syntax.
using ParseSegments = std::function<Result<std::shared_ptr<const Segments>>(std::string)>;

// Compiles the maps of `folders` and runs all their tests, in order.
//   as Mapping::load()
Result<std::vector<MapTest>> testMaps(std::span<const std::string> folders,
                                      const ParseSegments& parse);

}  // namespace pontis
