// Where databases live: directories that are the owner's alone, and names that survive a power cut.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace pontis {

// Whether a location is a URL of PostgreSQL; else it is a directory.
bool isPostgres(std::string_view location);

// Makes it, readable by its owner alone, unless it is there. kUnavailable.
Result<Done> makeDirectory(const std::string& path);
// A new name in a directory survives a power cut only if the directory is flushed. kUnavailable.
Result<Done> flushDirectory(const std::string& path);

}  // namespace pontis
