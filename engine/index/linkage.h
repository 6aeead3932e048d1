// Linkage: the persons in a set of records that is looked at as a whole.
//
// First it learns among whom the records are (population.h), then it compares each record with
// those it shares a blocking key with, and lets persons grow together from the likeliest pair down.
// Two records may so be one person although, taken alone, they would not be linked: a third one
// tells. What is certainly not one person never comes together that way.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/index/matcher.h"

namespace pontis {

struct RecordPair {
  std::uint32_t a = 0, b = 0;  // a < b
  double score = 0;            // bits
  Grade grade = Grade::kNot;
};

// Whether persons grow only from what is linked without a person (kSafe), or also from what a
// person would have to review, as its score says (kLikeliest).
enum class LinkPolicy : std::uint8_t { kSafe, kLikeliest };

struct Linkage {
  Population population;               // what was learnt
  std::vector<RecordPair> pairs;       // at least possible, or of one person; ordered
  std::vector<std::uint32_t> persons;  // of each record: the number of that person's first record
};

// Of the records 0 to `records` - 1, which the matcher has. Uses all processors. `progress` is
// called by one thread with how many records are done, of two times `records`.
Linkage linkRecords(Matcher& matcher, std::size_t records, LinkPolicy policy,
                    const std::function<void(std::size_t)>& progress);

}  // namespace pontis
