#include "adapters/hl7v2/hl7v2_lines.h"

#include "adapters/hl7v2/hl7v2_remark.h"

namespace pontis {
namespace {

using Line = Delimited::Line;
using Kind = Delimited::Line::Kind;

bool isUpper(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool isLower(char c) { return c >= 'a' && c <= 'z'; }
bool isBlankOrTab(char c) { return c == ' ' || c == '\t'; }
bool isLineEnd(char c) { return c == '\r' || c == '\n'; }

// The message ends its segments with CR, so that LF alone is no segment terminator.
bool endsWithCr(std::string_view text, const Delimited& before) {
  const std::size_t end = before.end(0);
  return text.substr(end, 1) == "\r" && text.substr(end, 2) != "\r\n";
}

bool isBareLf(std::string_view text, std::uint32_t at) {
  return at >= 2 && text[at - 1] == '\n' && text[at - 2] != '\r';
}

// Whether more than one line end stands between the last segment and the line at `at`. Asked here
// and not of the blank line itself: those at the end of a message do not count.
bool followsBlankLine(std::string_view text, std::uint32_t at, const Delimited& before) {
  const std::string_view gap =
      text.substr(before.end(before.size() - 1), at - before.end(before.size() - 1));
  return gap.size() > 1 && gap != "\r\n";
}

}  // namespace

Line readLine(std::string_view text, std::uint32_t at, const Delimited& before) {
  if (before.size() == 0) return {Kind::kSegment, at, 3, 0};
  std::uint32_t notes = 0;
  std::uint32_t begin = at;
  while (begin < text.size() && isBlankOrTab(text[begin])) ++begin;
  if (begin == text.size() || isLineEnd(text[begin])) return {Kind::kBlank, at, 0, 0};
  if (followsBlankLine(text, at, before)) notes |= kBlankLines;
  const bool indented = before.begin(0) > 0 && isBlankOrTab(text[before.begin(0) - 1]);
  if (!indented) begin = at;
  if (begin > at) notes |= kIndented;

  std::size_t size = 0;
  bool lower = false;
  while (size < 4 && begin + size < text.size()) {
    const char c = text[begin + size];
    if (!isUpper(c) && !isLower(c)) break;
    lower |= isLower(c);
    ++size;
  }
  const bool ends = begin + size == text.size() || isLineEnd(text[begin + size]);
  const bool separated = !ends && text[begin + size] == before.separator();
  const bool text_break = isBareLf(text, at) && endsWithCr(text, before);
  const bool proper = size == 3 && text[begin] > '9' && (separated || ends);
  if (proper && (!lower || (separated && !text_break)))
    return {Kind::kSegment, begin, 3, notes | (lower ? std::uint32_t{kLowerCaseName} : 0u)};

  const bool first = before.size() == 1;
  const bool odd = size < 3 && separated && !text_break;
  if (first || odd) {
    const auto kept = static_cast<std::uint8_t>(odd ? size : 0);
    return {Kind::kSegment, begin, kept, notes | kOddSegmentName};
  }
  return {Kind::kContinues, at, 0, notes | kContinuationLines};
}

std::uint32_t bodyEnd(std::string_view text) {
  const std::size_t last = text.find_last_not_of("\r\n");
  if (last != std::string_view::npos && text[last] == '\x1C') return static_cast<uint32_t>(last);
  return static_cast<std::uint32_t>(text.size());
}

}  // namespace pontis
