// Segments: the view that every delimited standard (HL7 v2, X12, NCPDP) offers of a Document.
//
// It lets a floor-2 component such as the mapping walk a message without knowing its grammar.
// Text is handed out raw, as it stands in the (UTF-8) document; decode() resolves escapes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/core/document.h"

namespace pontis {

// The encoding characters of one message; HL7 v2 declares them in MSH-1 and MSH-2 (v2.9 section
// 2.5.4). A character that is not declared is NUL, which no field contains.
struct Delimiters {
  char field = '|';
  char component = '^';
  char repetition = '~';
  char escape = '\\';
  char subcomponent = '&';
  char truncation = '\0';
};

// Returns the `n`th (1-based) piece of `text` between `separator`s; empty if there are fewer. A NUL
// separator means that the text is one piece.
inline std::string_view piece(std::string_view text, char separator, std::size_t n) {
  if (separator == '\0') return n == 1 ? text : std::string_view();
  while (--n > 0) {
    const std::size_t at = text.find(separator);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + 1);
  }
  return text.substr(0, text.find(separator));
}

// Returns how many pieces `text` has: 0 if it is empty, else its separators plus one.
inline std::size_t pieces(std::string_view text, char separator) {
  if (text.empty()) return 0;
  std::size_t count = 1;
  if (separator == '\0') return count;
  for (const char c : text) count += c == separator;
  return count;
}

// Appends `text` to `out` as field content (HL7 v2.9 section 2.7): delimiters escaped, control
// characters but the tab written as \X0D\ and so on. Without an escape character they become
// blanks, as NUL always does.
void encodeEscapes(std::string_view text, const Delimiters& delimiters, std::string& out);

class Segments : public Document {
 public:
  virtual const Delimiters& delimiters() const = 0;

  // Number of segments. Segments are addressed 0-based, in document order.
  virtual std::size_t size() const = 0;

  // Name of a segment, such as "PID".
  virtual std::string_view name(std::size_t segment) const = 0;

  // Highest field number that stands in the segment, as the standard counts (MSH-1 is the
  // separator itself).
  virtual std::size_t fields(std::size_t segment) const = 0;

  // The raw text of field `number` (1-based) with all its repetitions; empty if absent.
  virtual std::string_view field(std::size_t segment, std::size_t number) const = 0;

  // Appends `raw` to `out` with its escape sequences resolved.
  virtual void decode(std::string_view raw, std::string& out) const = 0;
};

}  // namespace pontis
