#include "engine/store/postgres_text.h"

#include "engine/base/text.h"

namespace pontis {
namespace {

// Length of the character at the head of `text` if it can be kept, or 0.
std::size_t character(std::string_view text) { return text[0] == '\0' ? 0 : utf8Sequence(text); }

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
    out += size == 0 ? kReplacement : text.substr(0, size);
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return out;
}

}  // namespace pontis
