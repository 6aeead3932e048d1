// Description: a person's demographics as the numbers that the matcher keeps and compares.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/person.h"
#include "engine/index/row.h"
#include "engine/index/vocabulary.h"

namespace pontis {

struct Description {
  MatchRow row;                       // row.extras is not set
  std::vector<std::uint32_t> extras;  // see row.h
};

// Normalises what is stated, and adds its words to the vocabulary. What only stands for "not
// known" (placeholder.h) is left out.
Description describe(const Demographics& person, Vocabulary& words);

// The parts of describe() that can be seen by themselves.
//
// Reads a date however it is written: "19840125", "1984-01", "25.01.1984", "01/25/1984", with a
// time or without. Two numbers that could both be months are month, then day, unless a point parts
// them.
PackedDate readDate(std::string_view text);

// The digits of a number, and what scanners and typists put for digits: O for 0, l for 1 …
std::string digitsOf(std::string_view text);

struct AddressLine {
  std::string house;   // "12a"; empty if none is named
  std::string street;  // folded, as one word, nothing abbreviated, flats left out
};
AddressLine readAddressLine(std::string_view line);

// The last nine digits + 1 of a telephone number; 0 for what cannot be one.
std::uint32_t readPhone(std::string_view text);

// Up to twelve letters and digits as a number.
std::uint64_t packCode(std::string_view folded);
// They again.
class UnpackedCode {
 public:
  explicit UnpackedCode(std::uint64_t packed);
  std::string_view view() const { return {&letters_[0] + begin_, letters_.size() - begin_}; }

 private:
  std::array<char, 12> letters_;
  std::size_t begin_ = 0;
};

}  // namespace pontis
