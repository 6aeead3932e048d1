// Table: a code table with the semantics of a ConceptMap, read from CSV.
//
// The first line is a header; the columns are the source code, the target code, the target's code
// system and the target's display. A line with the source "*" is for all codes not listed. Of two
// lines with one source the first is used forward; both are used backward.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace pontis {

class Table {
 public:
  struct Entry {
    std::string code;
    std::string system;
    std::string display;
    std::string coding;     // the three as a Coding in JSON
    bool fallback = false;  // of the source "*"
  };

  // Reads the content of `file`.
  //   kInvalid   a line with another number of columns
  static Result<Table> parse(const std::string& file, std::string_view text);

  // Adds another table's entries; they win over this one's.
  void merge(const Table& other);

  // Null if the table has neither `code` nor "*". Codes match exactly, else in upper case.
  const Entry* find(std::string_view code) const;

  const std::map<std::string, Entry, std::less<>>& entries() const { return entries_; }

 private:
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace pontis
