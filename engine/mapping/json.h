// JSON and text on their way into FHIR: escaping, and what FHIR forbids in a string.
#pragma once

#include <string>
#include <string_view>

namespace pontis {

// Appends `text` as a JSON string. The result is valid whatever the bytes are: control characters
// other than tab, CR and LF are left out, bytes that are not UTF-8 become U+FFFD.
void appendString(std::string& out, std::string_view text);

// Without blanks (and other white space and control characters) at both ends.
std::string_view trimmed(std::string_view text);

// Takes what stands before `separator` from the front of `text`, and the separator.
std::string_view take(std::string_view& text, char separator);

// The text of a JSON string's inside (what appendString wrote between the quotes).
std::string unescaped(std::string_view inside);

// Appends `text` as part of a URL query: everything but unreserved characters as %XX.
void appendPercent(std::string& out, std::string_view text);

// Appends `bytes` as base64.
void appendBase64(std::string& out, std::string_view bytes);

}  // namespace pontis
