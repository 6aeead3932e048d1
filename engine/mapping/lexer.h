// Cuts one line of a map into tokens. Lines are the unit of the language: no token crosses one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace pontis {

struct Token {
  enum class Kind { kWord, kText, kSign, kEnd };
  Kind kind = Kind::kEnd;
  std::string text;    // a text's content, unquoted
  int column = 1;      // 1-based
  int line = 0;        // 1-based; 0 where all tokens are of one line
  bool glued = false;  // no blank before it
};

// The tokens of `line`, the last of them kEnd. A comment ends a line. Words hold letters, digits
// and
// _-.[]*^ so that "PID-3[*].1" is one word; "->" is never part of one.
//   kInvalid   a text without its end; `where` holds the column
Result<std::vector<Token>> tokens(std::string_view line);

}  // namespace pontis
