// A JSON text as a tree, for the tests of maps. Not for the way of a message.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.h"

namespace pontis {

struct JsonValue {
  enum class Kind { kNull, kLiteral, kText, kArray, kObject };
  Kind kind = Kind::kNull;
  std::string text;  // of a text, unescaped; of a literal (true, 7.0), as it stands
  std::vector<JsonValue> items;
  std::vector<std::pair<std::string, JsonValue>> members;

  // Null if there is no such member.
  const JsonValue* find(std::string_view name) const;

  //   kMalformed  `text` is not one JSON value, or has a key twice or an empty array or object
  static Result<JsonValue> parse(std::string_view text);
};

}  // namespace pontis
