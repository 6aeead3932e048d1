// The part of an engine file that sets up the shared patient index.
#pragma once

#include "engine/core/spec.h"
#include "engine/index/index.h"

namespace pontis {

// Reads the object at "index". kInvalid, with file:line:column.
Result<IndexOptions> readIndex(const Settings& settings);

}  // namespace pontis
