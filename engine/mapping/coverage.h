// Coverage: how many rules of each block some messages made write something, and which wrote
// nothing.
//
// Not thread safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/mapping/mapping.h"

namespace pontis {

class Coverage {
 public:
  // `rules` is Mapping::rules(), and outlives this.
  explicit Coverage(const std::vector<Rule>& rules) : counts_(rules.size(), 0), rules_(rules) {}

  void add(std::span<const RuleHit> hits) {
    for (const RuleHit& hit : hits) counts_[hit.rule] += hit.count;
  }

  // A block of a map, or a type.
  struct Line {
    std::string block;
    std::size_t hit = 0;
    std::size_t rules = 0;
  };
  // In the order of the maps; and all together, under the name "total".
  std::vector<Line> blocks() const;
  Line total() const;

  // Rules that wrote nothing.
  std::vector<const Rule*> missed() const;

  // How often each rule wrote something, in the order of the rules.
  const std::vector<std::uint64_t>& counts() const { return counts_; }

 private:
  std::vector<std::uint64_t> counts_;
  const std::vector<Rule>& rules_;
};

// "87.5 %"; "-" of nothing.
std::string percent(std::size_t part, std::size_t whole);

}  // namespace pontis
