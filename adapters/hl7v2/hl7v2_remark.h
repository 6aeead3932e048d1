// Remarks: what was tolerated in reading an HL7 v2 message, as bits; the text is made on demand.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pontis {

enum Hl7v2Remark : std::uint32_t {
  kLeadingBytes = 1u << 0,
  kIndented = 1u << 1,
  kBlankLines = 1u << 2,
  kContinuationLines = 1u << 3,
  kOddSegmentName = 1u << 4,
  kLowerCaseName = 1u << 5,
  kControlCharacters = 1u << 6,
  kFewDelimiters = 1u << 7,
  kNoTime = 1u << 8,
  kNoControlId = 1u << 9,
  kNoVersion = 1u << 10,
  kUnknownVersion = 1u << 11,
  kTypeInOneComponent = 1u << 12,
  kTriggerFromEvent = 1u << 13,
  kUndeclaredCharset = 1u << 14,
  kUnknownCharset = 1u << 15,
  kOtherCharset = 1u << 16,
  kReplacedBytes = 1u << 17,
  kDoubledEscape = 1u << 18,
};

// The sentences for `remarks`, a set of Hl7v2Remark. They carry no patient data.
std::vector<std::string> remarkTexts(std::uint32_t remarks, std::string_view charset);

}  // namespace pontis
