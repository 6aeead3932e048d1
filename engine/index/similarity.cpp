#include "engine/index/similarity.h"

#include <algorithm>
#include <array>
#include <bit>

namespace pontis {
namespace {

// Jaro's similarity. The letters of `b` that are taken are bits of a word.
double jaro(std::string_view a, std::string_view b) {
  const int m = static_cast<int>(a.size()), n = static_cast<int>(b.size());
  const int reach = std::max(0, std::max(m, n) / 2 - 1);
  std::uint64_t taken = 0;
  std::array<char, 64> matched;  // letters of `a` that found one of `b`, in order
  int common = 0;
  for (int i = 0; i < m; ++i) {
    const int from = std::max(0, i - reach), to = std::min(n - 1, i + reach);
    for (int j = from; j <= to; ++j) {
      if ((taken >> j & 1) != 0 || a[i] != b[j]) continue;
      taken |= std::uint64_t{1} << j;
      matched[common++] = a[i];
      break;
    }
  }
  if (common == 0) return 0;
  int moved = 0, at = 0;
  for (std::uint64_t rest = taken; rest != 0; rest &= rest - 1)
    moved += matched[at++] != b[std::countr_zero(rest)];
  const double c = common;
  return (c / m + c / n + (c - moved / 2) / c) / 3;
}

double withPrefix(double jaro, std::string_view a, std::string_view b) {
  std::size_t prefix = 0;
  while (prefix < std::min({a.size(), b.size(), std::size_t{4}}) && a[prefix] == b[prefix])
    ++prefix;
  return jaro + 0.1 * static_cast<double>(prefix) * (1 - jaro);
}

}  // namespace

double jaroWinkler(std::string_view a, std::string_view b) {
  a = a.substr(0, 64), b = b.substr(0, 64);
  if (a.empty() || b.empty()) return 0;
  if (a == b) return 1;
  return withPrefix(jaro(a, b), a, b);
}

std::uint32_t lettersOf(std::string_view word) {
  std::uint32_t out = 0;
  for (const char c : word) {
    if (c >= 'a' && c <= 'z') out |= std::uint32_t{1} << (c - 'a');
    if (c >= '0' && c <= '9') out |= std::uint32_t{1} << (26 + (c - '0') % 6);
  }
  return out;
}

bool mayBeAlike(const Spelling& a, const Spelling& b, double similarity, int edits) {
  constexpr std::size_t kWhole = 32;  // what editDistance() looks at
  if (a.text.size() > kWhole || b.text.size() > kWhole) return true;
  // One edit gives at most one letter to a word, and takes at most one of the other.
  const int only_a = std::popcount(a.letters & ~b.letters);
  const int only_b = std::popcount(b.letters & ~a.letters);
  if (std::max(only_a, only_b) <= edits) return true;
  const double m = static_cast<double>(a.text.size()), n = static_cast<double>(b.text.size());
  const double common = std::min(m - only_a, n - only_b);
  return withPrefix((common / m + common / n + 1) / 3, a.text, b.text) >= similarity;
}

bool isOneEdit(std::string_view a, std::string_view b) {
  if (a.size() < b.size()) std::swap(a, b);
  if (a.size() - b.size() > 1 || a == b) return false;
  std::size_t i = 0;
  while (i < b.size() && a[i] == b[i]) ++i;
  if (a.size() > b.size()) return a.substr(i + 1) == b.substr(i);
  if (a.substr(i + 1) == b.substr(i + 1)) return true;
  return i + 1 < a.size() && a[i] == b[i + 1] && a[i + 1] == b[i] &&
         a.substr(i + 2) == b.substr(i + 2);
}

unsigned editDistance(std::string_view a, std::string_view b, unsigned limit) {
  a = a.substr(0, 32), b = b.substr(0, 32);
  const auto m = static_cast<unsigned>(a.size()), n = static_cast<unsigned>(b.size());
  if ((m > n ? m - n : n - m) > limit) return limit + 1;
  // What is further than the limit from the diagonal is beyond the limit.
  const auto beyond = static_cast<std::uint8_t>(limit + 1);
  std::array<std::array<std::uint8_t, 34>, 3> rows;
  for (unsigned j = 0; j <= std::min(n, limit); ++j) rows[0][j] = static_cast<std::uint8_t>(j);
  rows[0][limit + 1] = beyond;
  for (unsigned i = 1; i <= m; ++i) {
    auto& now = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    const auto& higher = rows[(i + 1) % 3];
    const unsigned from = i > limit ? i - limit : 1, to = std::min(n, i + limit);
    now[from - 1] = i > limit ? beyond : static_cast<std::uint8_t>(i);
    unsigned least = now[from - 1];
    for (unsigned j = from; j <= to; ++j) {
      unsigned best = std::min(
          {above[j] + 1u, now[j - 1] + 1u, above[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        best = std::min(best, higher[j - 2] + 1u);
      now[j] = static_cast<std::uint8_t>(best);
      least = std::min(least, best);
    }
    now[to + 1] = beyond;
    if (least > limit) return limit + 1;
  }
  return std::min<unsigned>(rows[m % 3][n], limit + 1);
}

}  // namespace pontis
