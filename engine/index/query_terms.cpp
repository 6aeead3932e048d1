#include "engine/index/query_terms.h"

#include <algorithm>

#include "engine/index/folding.h"
#include "engine/index/nicknames.h"

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
  std::string out = fold(text);
  std::erase(out, ' ');
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

std::vector<std::string> aliasesOf(const std::string& folded_given) {
  using Groups = std::vector<std::vector<std::string>>;
  static const Groups kGroups = [] {
    Groups groups;
    for (const char* line : nicknames()) {
      const std::string names = fold(line);
      std::vector<std::string>& group = groups.emplace_back();
      for (const std::string_view name : splitWords(names)) group.emplace_back(name);
    }
    return groups;
  }();
  std::vector<std::string> out{folded_given};
  for (const auto& group : kGroups)
    if (std::find(group.begin(), group.end(), folded_given) != group.end())
      out.insert(out.end(), group.begin(), group.end());
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

bool soundAlike(std::string_view a, std::string_view b) {
  return !a.empty() && !b.empty() && soundex(a) == soundex(b);
}

}  // namespace pontis
