// Similarity of two words, by what typists and scanners do to them.
#pragma once

#include <cstdint>
#include <string_view>

namespace pontis {

// Jaro–Winkler similarity, 0 to 1, of bytes (W. E. Winkler, "String Comparator Metrics and Enhanced
// Decision Rules in the Fellegi-Sunter Model of Record Linkage", 1990): prefix scale 0.1 on at most
// four letters, without the boost threshold. Only the first 64 bytes count.
double jaroWinkler(std::string_view a, std::string_view b);

// Which of a-z and 0-9 occur in a word, a bit each. Words whose letters are too different are not
// alike, and that is seen at once.
std::uint32_t lettersOf(std::string_view word);

// A word and its letters.
struct Spelling {
  std::string_view text;
  std::uint32_t letters = 0;  // lettersOf(text)
};
// False only if jaroWinkler() is less than `similarity`, and editDistance() more than `edits`: the
// letters that only one of the words has say so.
bool mayBeAlike(const Spelling& a, const Spelling& b, double similarity, int edits);

// Whether one change, as of editDistance(), makes `b` of `a`.
bool isOneEdit(std::string_view a, std::string_view b);

// How many letters must be changed, put in, left out or swapped with their neighbour to make `b` of
// `a` (optimal string alignment); `limit` + 1 if more than `limit`. Only the first 32 bytes count.
// REQUIRES: limit < 32
unsigned editDistance(std::string_view a, std::string_view b, unsigned limit);

}  // namespace pontis
