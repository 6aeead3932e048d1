// Text: character sets. Everything inside the engine is UTF-8; this is where other bytes become
// UTF-8 and go back. The only home of iconv.
//
// Thread safety: any thread may call any function (each thread keeps its own converters).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace pontis {

// U+FFFD, what stands where bytes could not be read.
inline constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Returns how many bytes at the head of `text` are ASCII.
std::size_t asciiPrefix(std::string_view text);
inline bool isAscii(std::string_view text) { return asciiPrefix(text) == text.size(); }

// Returns the length of the well-formed UTF-8 sequence at the head of `text`, or 0. Overlong forms,
// surrogates and what lies beyond U+10FFFF are not well formed (RFC 3629 sections 3 and 4).
std::size_t utf8Sequence(std::string_view text);
bool isUtf8(std::string_view text);

// Appends the UTF-8 of one code point. REQUIRES: a Unicode scalar value
void appendUtf8(char32_t point, std::string& out);

// A character set the engine can read and write. There is one object for each: compare addresses.
struct Charset {
  std::string_view name;  // usual (IANA) name: "ISO-8859-1"
  const char* iconv;      // what iconv calls the set, or a superset of it
  std::size_t unit = 1;   // bytes in a code unit
};

// Finds a set by any spelling of its name; case, blanks and punctuation do not count ("utf8",
// "ISO 8859-1", "8859/1", "windows-1252", "Shift JIS"). Null if there is no such set.
const Charset* findCharset(std::string_view label);

// The sets that code asks for by name.
const Charset& ascii();
const Charset& utf8();
const Charset& latin1();  // ISO-8859-1
const Charset& windows1252();
const Charset& iso2022jp();  // with JIS X 0201 katakana, JIS X 0208 and JIS X 0212 (RFC 1554)

struct Decoded {
  std::string text;          // valid UTF-8
  std::size_t replaced = 0;  // places that could not be read and became U+FFFD
};

// Reads `bytes` as `charset`. Never fails: what cannot be read becomes U+FFFD.
Decoded decodeText(std::string_view bytes, const Charset& charset);

// Writes UTF-8 `text` in `charset`; nothing if the set lacks one of its characters.
std::optional<std::string> encodeText(std::string_view text, const Charset& charset);

}  // namespace pontis
