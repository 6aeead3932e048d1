#include "adapters/hl7v2/hl7v2_path.h"

namespace pontis {
namespace {

// Takes a number from 1 to 999,999 off the head of `text`; 0 if there is none.
std::size_t takeNumber(std::string_view& text) {
  std::size_t value = 0, digits = 0;
  for (; digits < text.size() && digits < 6 && text[digits] >= '0' && text[digits] <= '9'; ++digits)
    value = value * 10 + static_cast<std::size_t>(text[digits] - '0');
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

// Takes "[n]" if it is there; false if it is there but wrong.
bool takeIndex(std::string_view& text, std::size_t& index) {
  if (!take(text, '[')) return true;
  index = takeNumber(text);
  return index > 0 && take(text, ']');
}

}  // namespace

std::optional<Hl7v2Path> parsePath(std::string_view text) {
  if (text.size() < 5) return std::nullopt;
  Hl7v2Path path;
  path.segment = text.substr(0, 3);
  text.remove_prefix(3);
  if (!takeIndex(text, path.occurrence) || !take(text, '-')) return std::nullopt;
  path.field = takeNumber(text);
  if (path.field == 0 || !takeIndex(text, path.repetition)) return std::nullopt;
  if (take(text, '.') && (path.component = takeNumber(text)) == 0) return std::nullopt;
  if (take(text, '.') && (path.subcomponent = takeNumber(text)) == 0) return std::nullopt;
  if (!text.empty()) return std::nullopt;
  return path;
}

}  // namespace pontis
