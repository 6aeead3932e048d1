// The head of an HL7 v2 message: where MSH stands and which encoding characters it declares.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "engine/base/result.h"
#include "engine/core/segments.h"

namespace pontis {

struct Hl7v2Header {
  std::uint32_t begin = 0;  // where MSH stands
  Delimiters delimiters;
  std::uint32_t remarks = 0;  // Hl7v2Remark
};

// Finds MSH after any byte order mark, MLLP start byte and white space, and reads MSH-1 and MSH-2
// (v2.9 section 2.5.4). MSH-2 has four characters, or five from v2.7 on; with two or three the
// others are undeclared (NUL), with a remark; a doubled escape character ("^~\\&") counts once.
//   kUnsupported  XML, X12, or a batch that has not been split
//   kMalformed    no MSH; MSH-1 is a letter, digit, blank or not ASCII; MSH-2 is empty, has one
//                 character or more than five, such a character, or the same character twice
Result<Hl7v2Header> readHeader(std::string_view text);

// The raw fields of an MSH segment, by the standard's numbers. For what does not parse.
struct MshFields {
  Delimiters delimiters;
  std::array<std::string_view, 26> fields;  // [0] is not used

  std::string_view operator[](std::size_t number) const { return fields[number]; }
};

// Reads whatever can be read of an MSH in `text`, with the usual delimiters where it declares none.
// The fields are empty if there is no MSH.
MshFields salvageHeader(std::string_view text);

}  // namespace pontis
