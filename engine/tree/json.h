// Json: a parsed JSON text (RFC 8259) that remembers where each value stands.
//
// A value's raw() is the bytes as received, so what is passed on is not rewritten: a FHIR decimal
// keeps its trailing zeros. Names given twice are refused, for two readers could see two things.
//
// Thread safety: immutable after parsing; any number of threads may read one Json.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

namespace pontis {

class Json {
 public:
  enum class Kind { kNull, kBool, kNumber, kString, kArray, kObject };

  // Parses UTF-8. Nesting is limited to 128.
  //   kMalformed  not JSON; the text says at which byte
  static Result<Json> parse(Bytes text);

  Json() = default;  // null

  Kind kind() const { return kind_; }
  // The decoded value of a string, the spelling of a number or a boolean; else empty.
  const std::string& text() const { return text_; }
  // The value as it stands in the text, with its quotes or brackets.
  const Bytes& raw() const { return raw_; }

  // The members of an object, in the order of the text.
  const std::vector<std::pair<std::string, Json>>& members() const { return members_; }
  const std::vector<Json>& items() const { return items_; }
  // The member of that name, or a null that is nowhere in the text.
  const Json& operator[](std::string_view name) const;
  explicit operator bool() const { return kind_ != Kind::kNull; }

 private:
  friend struct JsonBuilder;
  Kind kind_ = Kind::kNull;
  std::string text_;
  Bytes raw_;
  std::vector<std::pair<std::string, Json>> members_;
  std::vector<Json> items_;
};

}  // namespace pontis
