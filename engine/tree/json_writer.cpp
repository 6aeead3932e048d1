#include "engine/tree/json_writer.h"

#include <algorithm>

#include "engine/base/text.h"

namespace pontis {
namespace {

// White space and control characters, which FHIR allows at neither end of a string.
std::string_view withoutBlanks(std::string_view text) {
  const auto blank = [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

bool isPlain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7F &&
         c != '"' && c != '\\';
}

// U+0080 to U+009F.
bool isControl(std::string_view character) {
  return character.size() == 2 && character[0] == '\xC2' &&
         static_cast<unsigned char>(character[1]) < 0xA0;
}

void appendEscape(std::string& out, char c) {
  constexpr std::string_view kEscaped = "\"\\\n\r\t", kLetters = "\"\\nrt";
  const std::size_t at = kEscaped.find(c);
  if (at == std::string_view::npos) return;
  out += '\\';
  out += kLetters[at];
}

// Whatever the bytes are, the result is a string that FHIR allows: other control characters than
// tab, CR and LF are left out, what is not UTF-8 becomes U+FFFD.
void appendString(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    std::size_t plain = 0;
    while (plain < text.size() && isPlain(text[plain])) ++plain;
    const std::size_t size = plain > 0 ? plain : utf8Sequence(text);
    if (size == 0)
      out += kReplacement;
    else if (plain == 0 && static_cast<unsigned char>(text[0]) < 0x80)
      appendEscape(out, text[0]);
    else if (!isControl(text.substr(0, size)))
      out += text.substr(0, size);
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  out += '"';
}

}  // namespace

void JsonWriter::begin(std::string_view name) {
  if (!levels_.empty() && !levels_.back().empty) out_ += ',';
  if (name.empty()) return;
  appendString(out_, name);
  out_ += ':';
}

JsonWriter& JsonWriter::open(std::string_view name, char bracket) {
  const std::size_t start = out_.size();
  begin(name);
  out_ += bracket;
  levels_.push_back({start, bracket == '{' ? '}' : ']'});
  return *this;
}

JsonWriter& JsonWriter::end() {
  const Level level = levels_.back();
  levels_.pop_back();
  if (level.empty && !levels_.empty()) {
    out_.resize(level.start);
    return *this;
  }
  out_ += level.close;
  if (!levels_.empty()) levels_.back().empty = false;
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view name, std::string_view value) {
  std::string encoded;
  appendString(encoded, withoutBlanks(value));
  constexpr std::size_t kQuotes = 2;
  if (encoded.size() == kQuotes) return *this;  // blank, or nothing that FHIR allows in a string
  return raw(name, encoded);
}

JsonWriter& JsonWriter::raw(std::string_view name, std::string_view value) {
  if (value.empty()) return *this;
  begin(name);
  out_ += value;
  levels_.back().empty = false;
  return *this;
}

}  // namespace pontis
