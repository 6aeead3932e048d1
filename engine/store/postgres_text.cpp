#include "engine/store/postgres_text.h"

namespace pontis {
namespace {

// Length of the character at the head of `text` if it can be kept, or 0.
// REQUIRES: !text.empty()
std::size_t character(std::string_view text) {
  const auto at = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char head = at(0);
  if (head < 0x80) return head == 0 ? 0 : 1;
  const std::size_t size = head < 0xC2   ? 0
                           : head < 0xE0 ? 2
                           : head < 0xF0 ? 3
                           : head < 0xF5 ? 4
                                         : 0;
  if (size == 0 || size > text.size()) return 0;
  for (std::size_t i = 1; i < size; ++i)
    if ((at(i) & 0xC0) != 0x80) return 0;
  const bool overlong = (head == 0xE0 && at(1) < 0xA0) || (head == 0xF0 && at(1) < 0x90);
  const bool outside = (head == 0xED && at(1) > 0x9F) || (head == 0xF4 && at(1) > 0x8F);
  return overlong || outside ? 0 : size;
}

}  // namespace

bool isPostgresText(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = character(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::string toPostgresText(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 8);
  while (!text.empty()) {
    const std::size_t size = character(text);
    out += size == 0 ? "\xEF\xBF\xBD" : text.substr(0, size);
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return out;
}

}  // namespace pontis
