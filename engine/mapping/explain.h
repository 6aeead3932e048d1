// Explain: an output, element by element, each with the rules that made it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/mapping/mapping.h"

namespace pontis {

// One value of a resource in the Bundle.
struct MadeElement {
  std::string path;    // "Patient.name[0].family"; the second Patient's "Patient[1].name[0].family"
  std::string value;   // JSON
  std::string source;  // see Written::source
  std::vector<std::uint32_t> rules;  // from the segment's row to the innermost data type's
  bool remainder = false;            // no rule read it: it was kept apart
};

// Every value of every resource, in the order of the output. What the engine itself adds (ids) has
// no rule.
std::vector<MadeElement> elementsOf(const Explanation& explanation);

}  // namespace pontis
