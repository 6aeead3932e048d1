#include "engine/core/segments.h"

namespace pontis {

void encodeEscapes(std::string_view text, const Delimiters& delimiters, std::string& out) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  for (const char c : text) {
    std::string_view letter;
    if (c == delimiters.field)
      letter = "F";
    else if (c == delimiters.component)
      letter = "S";
    else if (c == delimiters.subcomponent)
      letter = "T";
    else if (c == delimiters.repetition)
      letter = "R";
    else if (c == delimiters.escape)
      letter = "E";
    const bool control = (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7F';
    if (c == '\0' || (letter.empty() && !control)) {
      out += c == '\0' ? ' ' : c;
    } else if (delimiters.escape == '\0') {
      out += ' ';
    } else {
      out += delimiters.escape;
      if (letter.empty()) {
        out += 'X';
        out += kHex[c >> 4];
        out += kHex[c & 15];
      } else {
        out += letter;
      }
      out += delimiters.escape;
    }
  }
}

}  // namespace pontis
