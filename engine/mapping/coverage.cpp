#include "engine/mapping/coverage.h"

#include <fmt/format.h>

#include <algorithm>

namespace pontis {

std::vector<Coverage::Line> Coverage::blocks() const {
  std::vector<Line> lines;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const std::string& block = rules_[i].block;
    auto line = std::find_if(lines.begin(), lines.end(),
                             [&](const Line& known) { return known.block == block; });
    if (line == lines.end()) line = lines.insert(lines.end(), {block, 0, 0});
    ++line->rules;
    line->hit += counts_[i] > 0;
  }
  std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
    return a.block.starts_with("map") > b.block.starts_with("map");
  });
  return lines;
}

Coverage::Line Coverage::total() const {
  Line all{"total", 0, rules_.size()};
  for (const std::uint64_t count : counts_) all.hit += count > 0;
  return all;
}

std::vector<const Rule*> Coverage::missed() const {
  std::vector<const Rule*> out;
  // A data type's rules were compiled where it was first used: block by block they read better.
  for (const Line& line : blocks())
    for (std::size_t i = 0; i < rules_.size(); ++i)
      if (counts_[i] == 0 && rules_[i].block == line.block) out.push_back(&rules_[i]);
  return out;
}

std::string percent(std::size_t part, std::size_t whole) {
  if (whole == 0) return "-";
  return fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

}  // namespace pontis
