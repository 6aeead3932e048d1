// The part of an engine file that sets up the shared patient index.
#pragma once

#include "engine/core/spec.h"
#include "engine/index/index.h"

namespace pontis {

// Reads the object at "index"; names of files in it are relative to `folder`. kInvalid, with
// file:line:column; of a file that it names also kNotFound, kUnavailable, kMalformed.
Result<IndexOptions> readIndex(const Settings& settings, const std::string& folder);

}  // namespace pontis
