// What stands behind a Matcher.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "engine/index/blocking.h"
#include "engine/index/blocking_keys.h"
#include "engine/index/chunks.h"
#include "engine/index/comparison.h"
#include "engine/index/extras_store.h"
#include "engine/index/matcher.h"

namespace pontis {

class CandidateSet;

struct Matcher::Columns {
  Columns(std::shared_ptr<const Weights> w, bool many_blocks)
      : weights(std::move(w)), thorough(many_blocks) {}

  Side side(std::uint32_t record) const {
    const MatchRow& row = rows[record];
    return {row, extras.of(row)};
  }
  bool has(std::uint32_t record) const { return record < rows.size() && rows[record].known; }
  Scale scale(const Vocabulary& vocabulary) const { return {vocabulary, *weights, population}; }

  // Calls visit(records) for each list that the probe shares a key with.
  template <class Visit>
  void eachBlock(const Side& probe, const Vocabulary& vocabulary, const Visit& visit) const;
  // Calls visit(record, side) for each candidate, what it takes to compare them fetched ahead.
  template <class Visit>
  void eachCandidate(const CandidateSet& candidates, const Visit& visit) const;
  // What the probe may be, best first.
  std::vector<Candidate> alike(const Side& probe, const Vocabulary& vocabulary, std::size_t limit,
                               std::uint32_t itself) const;
  // Puts the record under those of its keys that have this parent, or under finer ones.
  void place(const BlockingKeys& keys, std::size_t parent, std::uint32_t record);

  std::shared_ptr<const Weights> weights;
  Population population;
  const bool thorough;
  Vocabulary words;
  Chunks<MatchRow> rows;
  ExtrasStore extras;
  Blocking blocks;
};

}  // namespace pontis
