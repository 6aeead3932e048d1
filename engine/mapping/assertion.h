// The assertions of `out` lines, in the small part of FHIRPath that tests of maps need:
//
//   Patient.gender = 'female' and Patient.telecom.where(use='home').exists()
//   Bundle.entry.count() = 3
//
// A path begins with a resource type (all resources of that type in the Bundle) or with Bundle.
#pragma once

#include <string_view>

#include "engine/base/result.h"

namespace pontis {

// Whether `assertion` holds for `json`, the text of a Bundle.
//   kMalformed  `json` is not JSON
//   kInvalid    the assertion cannot be read
Result<bool> holds(std::string_view assertion, std::string_view json);

}  // namespace pontis
