// The short, pet and foreign forms of given names.
#pragma once

#include <span>

namespace pontis {

// A line a group: names, blanks between, that stand for each other.
std::span<const char* const> nicknames();

}  // namespace pontis
