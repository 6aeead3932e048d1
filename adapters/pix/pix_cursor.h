// PixCursor: how far a subscriber has been told, in a file that survives a power cut.
//
// One line, "<number>\n", replaced as a whole (written beside, flushed, renamed, the directory
// flushed). Not thread safe; one file belongs to one source.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/result.h"

namespace pontis {

class PixCursor {
 public:
  explicit PixCursor(std::string path) : path_(std::move(path)) {}

  // Nothing if there is no file. kUnavailable, or kMalformed if it holds no number.
  Result<std::optional<std::int64_t>> read() const;
  // kUnavailable.
  Result<Done> write(std::int64_t number) const;

 private:
  const std::string path_;
};

}  // namespace pontis
