// A place in an HL7 v2 message, written SEG[n]-field[repetition].component.sub, all 1-based.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace pontis {

struct Hl7v2Path {
  std::string_view segment;    // three letters or digits, capitals; borrows from the text
  std::size_t occurrence = 0;  // of that segment; 0 = each
  std::size_t field = 0;
  std::size_t repetition = 0;    // 0 = each
  std::size_t component = 1;     // absent: the first
  std::size_t subcomponent = 1;  // absent: the first
};

// Reads a path; nothing if `text` is not one. An absent component means the first, as a receiver of
// an older version reads a field that has since been given components (v2.9 section 2.8.2).
std::optional<Hl7v2Path> parsePath(std::string_view text);

}  // namespace pontis
