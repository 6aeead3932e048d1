#include "adapters/hl7v2/hl7v2_remark.h"

namespace pontis {

std::vector<std::string> remarkTexts(std::uint32_t remarks, std::string_view charset) {
  static constexpr const char* kTexts[] = {
      "white space before MSH",
      "the segments are indented",
      "blank lines between the segments",
      "a line that is no segment was read as part of the field before it",
      "a segment without a proper name",
      "a segment name in lower case",
      "control characters in the text",
      "MSH-2 declares fewer than four encoding characters",
      "MSH-7 (date/time of message) is missing",
      "MSH-10 (message control id) is missing",
      "MSH-12 (version id) is missing",
      "MSH-12 (version id) names no known version",
      "MSH-9 has type and trigger in one component",
      "MSH-9 has no trigger; taken from EVN-1",
      "MSH-18 declares no character set for these bytes; read as ",
      "MSH-18 names an unknown character set; read as ",
      "the bytes are not in the character set that MSH-18 declares; read as ",
      "bytes that could not be read became U+FFFD",
      "MSH-2 has its escape character twice",
  };
  std::vector<std::string> out;
  for (std::size_t i = 0; i < std::size(kTexts); ++i) {
    if (!(remarks >> i & 1)) continue;
    out.emplace_back(kTexts[i]);
    if (out.back().back() == ' ') out.back() += charset;
  }
  return out;
}

}  // namespace pontis
