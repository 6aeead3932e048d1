#include "engine/index/query_terms.h"

namespace pontis {
namespace {

// Robert C. Russell's code, US patent 1,261,167 (1918), as the US National Archives apply it: the
// first letter and three digits; h and w do not part two letters of one class.
std::string soundex(std::string_view word) {
  static constexpr std::string_view kClass = "01230120022455012623010202";
  std::string code;
  char last = '0';
  for (const char c : word) {
    if (c < 'a' || c > 'z') continue;
    const char digit = kClass[static_cast<std::size_t>(c - 'a')];
    if (code.empty())
      code += c;
    else if (digit != '0' && digit != last)
      code += digit;
    if (c != 'h' && c != 'w') last = digit;
    if (code.size() == 4) break;
  }
  code.resize(4, '0');
  return code;
}

}  // namespace

std::string folded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z')
      out += static_cast<char>(c - 'A' + 'a');
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80))
      out += c;
  }
  return out;
}

QueryTerm queryTerm(std::string_view text) {
  const bool beginning = text.ends_with('*');
  if (beginning) text.remove_suffix(1);
  return {folded(text), beginning};
}

std::string phoneDigits(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c >= '0' && c <= '9') out += c;
  if (out.size() > 9) out.erase(0, out.size() - 9);
  return out;
}

std::vector<std::string> aliasesOf(const std::string& folded_given) { return {folded_given}; }

bool soundAlike(std::string_view a, std::string_view b) {
  return !a.empty() && !b.empty() && soundex(a) == soundex(b);
}

}  // namespace pontis
