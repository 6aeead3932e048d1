// Canonical: JSON in the one form of RFC 8785 (JCS): no white space, members in the order of their
// names, the shortest escapes. One value has one text, so that a hash over the text is a hash over
// the value, and anybody's JSON library can make it again.
//
// Not thread safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pontis {

// Appends `text` as RFC 8785 section 3.2.2.2 spells it. Bytes that are not UTF-8 become U+FFFD.
void appendCanonical(std::string& out, std::string_view text);

// Writes objects and arrays, the members of an object in ascending order of their names (in ASCII).
// REQUIRES: that order (checked by assert)
class CanonicalWriter {
 public:
  CanonicalWriter() { out_.reserve(kUsual); }
  CanonicalWriter& object(std::string_view name = {}) { return open(name, '{'); }
  CanonicalWriter& array(std::string_view name = {}) { return open(name, '['); }
  CanonicalWriter& end();
  CanonicalWriter& text(std::string_view name, std::string_view value);
  CanonicalWriter& text(std::string_view value) { return text({}, value); }  // of an array
  CanonicalWriter& number(std::string_view name, std::uint64_t value);
  // The same, or nothing if the value is empty, false.
  CanonicalWriter& some(std::string_view name, std::string_view value) {
    return value.empty() ? *this : text(name, value);
  }
  // Finished canonical JSON.
  CanonicalWriter& raw(std::string_view name, std::string_view value);

  std::string take() { return std::move(out_); }

 private:
  static constexpr std::size_t kUsual = 1024;  // bytes: most records fit
  CanonicalWriter& open(std::string_view name, char bracket);
  void begin(std::string_view name);

  std::string out_;
  std::string closing_;  // the brackets to come, the innermost last
#ifndef NDEBUG
  std::string last_[8];  // the last name of each open object
#endif
};

}  // namespace pontis
