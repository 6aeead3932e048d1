#include "engine/tree/delimited.h"

#include <gtest/gtest.h>

#include <string>

namespace pontis {
namespace {

// Lines that begin with a space continue; empty ones are blank; names have up to three characters.
Delimited::Line line(std::string_view text, std::uint32_t at, const Delimited& before) {
  if (text[at] == '\n' || text[at] == '\r') return {Delimited::Line::Kind::kBlank, at, 0, 1};
  if (text[at] == ' ' && before.size() > 0) return {Delimited::Line::Kind::kContinues, at, 0, 2};
  return {Delimited::Line::Kind::kSegment, at, 3, 0};
}

std::string fold(std::string_view text) {
  Delimited index;
  index.scan(text, 0, {'|', '\r', '\n', 4, line});
  std::string out;
  for (std::size_t s = 0; s < index.size(); ++s) {
    out += std::string(index.name(s)) + "=";
    for (std::size_t n = 1; n <= index.separators(s); ++n)
      out += "[" + std::string(index.item(text, s, n)) + "]";
    EXPECT_EQ(index.item(text, s, index.separators(s) + 1), "");
  }
  return out + std::to_string(index.notes());
}

TEST(Delimited, FindsSegmentsAndFieldsWhateverEndsTheLine) {
  for (const char* end : {"\r", "\n", "\r\n"})
    EXPECT_EQ(fold(std::string("abc|1||2") + end + "DEF|x"), "ABC=[1][][2]DEF=[x]0");
  EXPECT_EQ(fold("ABC"), "ABC=0");
  EXPECT_EQ(fold(""), "0");
}

TEST(Delimited, NotesBlankLinesAndControlsAndGoesOn) {
  EXPECT_EQ(fold("ABC|1\r\rDEF|\x02y|z"), "ABC=[1]DEF=[\x02y][z]5");
}

TEST(Delimited, ReopensASegmentForALineThatContinuesIt) {
  EXPECT_EQ(fold("ABC|1|a\r\r b|2\rDEF|"), "ABC=[1][a\r\r b][2]DEF=[]3");
}

TEST(Delimited, CountsFieldsOfALineOfAnyLength) {
  for (std::size_t size : {510, 511, 512, 513, 1024, 5000}) {
    const std::string text = "ABC" + std::string(size, '|') + "x";
    Delimited index;
    index.scan(text, 0, {'|', '\r', '\n', 0, line});
    EXPECT_EQ(index.separators(0), size);
    EXPECT_EQ(index.item(text, 0, size), "x");
  }
}

}  // namespace
}  // namespace pontis
