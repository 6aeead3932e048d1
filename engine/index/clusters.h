// Clusters: which records are one person, from pairs.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/index/matcher.h"

namespace pontis {

struct RecordPair {
  std::uint32_t a = 0, b = 0;
  double score = 0;  // bits
  Grade grade = Grade::kNot;
};

// What each record found, as one list: each pair once, a < b, ordered.
std::vector<RecordPair> eachOnce(const std::vector<std::vector<RecordPair>>& found);

// The person of each record: the number of its first record. Groups grow together from the best
// pair down, as long as their records on the average fit each other.
std::vector<std::uint32_t> clusters(std::size_t records, const std::vector<RecordPair>& pairs);

}  // namespace pontis
