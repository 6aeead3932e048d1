// Table: a code table with the semantics of a ConceptMap, read from CSV.
//
// The first line is a header; the columns are the source code, the target code, the target's code
// system, the target's display and, if there is a fifth, "inverse". A line with the source "*" is
// for all codes not listed. Of two lines with one source the first is used forward; both are used
// backward. Where several sources share a target, "preferred" in the column "inverse" marks the one
// that the target becomes on the way back; a file may mark one line a target.
//
// Copies share their lines, which no one changes: merge() makes new ones. Any thread may read them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.h"

namespace pontis {

class Table {
 public:
  struct Entry {
    std::string code;
    std::string system;
    std::string display;
    std::string coding;  // the three as a Coding in JSON
    bool preferred = false;
    bool fallback = false;  // of the source "*"
  };
  using Line = std::pair<std::string, Entry>;  // source code and target

  // Reads the content of `file`.
  //   kInvalid   a line with another number of columns, a fifth that is neither empty nor
  //              "preferred", or two preferred lines for one target; the text begins with
  //              file:line:column
  static Result<Table> parse(const std::string& file, std::string_view text);

  // Adds another table's lines. They replace this one's with the same source, and their marks win.
  void merge(const Table& other);

  // Null if the table has neither `code` nor "*". Codes match exactly, else in upper case.
  const Entry* find(std::string_view code) const;

  // The source code that stands for the target `code` of `system`, of any system if it is empty:
  // the preferred line's, else the one that is the target code itself, else the only one. Nothing
  // if no line has that target, or several have it and none is better. "*" stands for no code.
  std::optional<std::string_view> inverse(std::string_view code, std::string_view system) const;

  // The targets ("code" or "code|system") that have no inverse because several sources share them
  // and none is marked or the target code itself; in order.
  std::vector<std::string> ambiguous() const;

  // In the order of the source codes; the lines of one code in the order of the file.
  const std::vector<Line>& entries() const { return content_->lines; }

 private:
  struct Content {
    std::vector<Line> lines;
    std::vector<std::uint32_t> by_target;  // indexes of lines, in the order of the target codes
  };

  void take(std::vector<Line> lines);

  std::shared_ptr<const Content> content_ = std::make_shared<const Content>();
};

}  // namespace pontis
