// AuditLines: the lines of a log, or of its heads, wherever they are kept.
//
// Not thread safe.
#pragma once

#include <fstream>
#include <optional>
#include <string>

#include "engine/base/result.h"

namespace pontis {

class AuditLines {
 public:
  virtual ~AuditLines() = default;
  // The next line with its newline, which only a torn last line lacks; nothing at the end.
  //   kUnavailable  it cannot be read
  virtual Result<std::optional<std::string>> next() = 0;
};

class FileLines : public AuditLines {
 public:
  // kNotFound
  static Result<FileLines> open(const std::string& path);
  // No entry is longer than 16 MiB: a longer line comes in pieces of that size.
  Result<std::optional<std::string>> next() override;

 private:
  explicit FileLines(std::ifstream in) : in_(std::move(in)) {}
  std::ifstream in_;
  std::string buffer_;  // read, and not yet given out
  std::size_t at_ = 0;  // in `buffer_`
};

}  // namespace pontis
