// References: what stands in a configuration file instead of a secret or a place.
//
//   ${env:NAME}            the environment variable NAME; an error if it is not set
//   ${env:NAME:-fallback}  the same, or the fallback
//   ${file:PATH}           the text of a file without its last line end; PATH is relative to the
//                          configuration file
//   ${data}                the data directory
//   $${                    a literal ${
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace pontis {

struct Places {
  std::string folder;  // of the configuration file
  std::string data;    // the data directory
};

// `text` with every reference replaced. kInvalid, kNotFound; the error names the reference, never
// what it stands for.
Result<std::string> resolveReferences(std::string_view text, const Places& places);

// The whole text of a file. kNotFound, kUnavailable.
Result<std::string> readFile(const std::string& path);

}  // namespace pontis
