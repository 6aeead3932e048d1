// Query terms: how a word of a query is compared with a word of a record.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/person.h"
#include "engine/index/index.h"

namespace pontis {

// A text of a query, folded, and whether a '*' ended it.
struct QueryTerm {
  std::string text;
  bool beginning = false;
};
QueryTerm queryTerm(std::string_view text);

// Case, accents, blanks and punctuation gone.
std::string folded(std::string_view text);
// The digits of a telephone number, at most the last nine: country and trunk prefixes differ.
std::string phoneDigits(std::string_view text);

// The given names that stand for this one, itself first; folded.
std::vector<std::string> aliasesOf(const std::string& folded_given);
// Whether the two sound alike (soundex); both folded.
bool soundAlike(std::string_view a, std::string_view b);

}  // namespace pontis
