#include "engine/audit/canonical.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>

#include "engine/base/text.h"

namespace pontis {
namespace {

constexpr char kHex[] = "0123456789abcdef";

// Bytes that are copied as they are: ASCII but for quotes, backslashes and control characters.
constexpr std::array<bool, 256> plainBytes() {
  std::array<bool, 256> plain{};
  for (int c = 0x20; c < 0x80; ++c) plain[static_cast<std::size_t>(c)] = c != '"' && c != '\\';
  return plain;
}
constexpr auto kPlain = plainBytes();

std::size_t plainPrefix(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && kPlain[static_cast<unsigned char>(text[size])]) ++size;
  return size;
}

void appendEscape(std::string& out, char c) {
  constexpr std::string_view kShort = "\b\t\n\f\r\"\\", kLetters = "btnfr\"\\";
  out += '\\';
  if (const std::size_t at = kShort.find(c); at != std::string_view::npos) {
    out += kLetters[at];
    return;
  }
  const auto byte = static_cast<unsigned char>(c);
  out += "u00";
  out += kHex[byte >> 4];
  out += kHex[byte & 0xF];
}

}  // namespace

void appendCanonical(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const std::size_t plain = plainPrefix(text);
    const std::size_t size = plain > 0 ? plain : utf8Sequence(text);
    if (size == 0)
      out += kReplacement;
    else if (plain == 0 && static_cast<unsigned char>(text[0]) < 0x80)
      appendEscape(out, text[0]);
    else
      out += text.substr(0, size);
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  out += '"';
}

void CanonicalWriter::begin(std::string_view name) {
  if (!out_.empty() && out_.back() != '{' && out_.back() != '[') out_ += ',';
  if (name.empty()) return;
#ifndef NDEBUG
  std::string& last = last_[closing_.size()];
  assert(last < name);
  last = name;
#endif
  out_ += '"';
  out_ += name;
  out_ += "\":";
}

CanonicalWriter& CanonicalWriter::open(std::string_view name, char bracket) {
  begin(name);
  out_ += bracket;
  closing_ += bracket == '{' ? '}' : ']';
#ifndef NDEBUG
  last_[closing_.size()].clear();
#endif
  return *this;
}

CanonicalWriter& CanonicalWriter::end() {
  out_ += closing_.back();
  closing_.pop_back();
  return *this;
}

CanonicalWriter& CanonicalWriter::text(std::string_view name, std::string_view value) {
  begin(name);
  appendCanonical(out_, value);
  return *this;
}

CanonicalWriter& CanonicalWriter::number(std::string_view name, std::uint64_t value) {
  begin(name);
  char digits[20];
  out_.append(digits, std::to_chars(digits, digits + sizeof(digits), value).ptr);
  return *this;
}

CanonicalWriter& CanonicalWriter::raw(std::string_view name, std::string_view value) {
  begin(name);
  out_ += value;
  return *this;
}

}  // namespace pontis
