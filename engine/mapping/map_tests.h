// Runs the tests that stand beside the rules of maps.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/core/document.h"
#include "engine/mapping/mapping.h"

namespace pontis {

struct MapTest {
  std::string place;  // as Rule::place
  std::string title;
  std::string failure;  // empty if it passed; else which expectation does not hold, with its place
  std::chrono::microseconds took{0};
  std::vector<RuleHit> hits;  // rules that the test made write something
};

// Parses the text of a message, which is Segments, or of a FHIR resource, which begins with a brace
// and is Nodes; the mapping itself knows no standard's syntax.
using ParseDocument = std::function<Result<std::shared_ptr<const Document>>(std::string)>;

// Runs all tests of `folders`, in order, with the maps of those folders, compiled.
//   as Mapping::load()
Result<std::vector<MapTest>> testMaps(std::span<const std::string> folders,
                                      const ParseDocument& parse);
Result<std::vector<MapTest>> testMaps(std::span<const std::string> folders, const Mapping& mapping,
                                      const ParseDocument& parse);

}  // namespace pontis
