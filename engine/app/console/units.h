// Units: the messages in a file, whatever their standard, for the commands that need no engine.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/core/adapter.h"

namespace pontis {

struct Unit {
  std::string file;
  std::size_t number = 0;  // 1-based, in the file
  std::size_t of = 0;      // how many the file has
  Bytes payload;
  const Format* format = nullptr;
  Result<std::shared_ptr<const Document>> document;
};

// Calls `each` for every message of every file, in order; a file that cannot be read comes as one
// unit with that error. A file that begins with a brace is FHIR, any other HL7 v2.
void eachUnit(const std::vector<std::string>& files, std::string_view progress,
              const std::function<void(const Unit&)>& each);

}  // namespace pontis
