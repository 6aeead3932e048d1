#include "adapters/hl7v2/hl7v2_escape.h"

#include <gtest/gtest.h>

namespace pontis {
namespace {

std::string decode(std::string_view raw, const Charset& charset = utf8(), Delimiters d = {}) {
  std::string out;
  decodeEscapes(raw, d, charset, out);
  return out;
}

TEST(Hl7v2Escape, ResolvesTheDelimiters) {
  EXPECT_EQ(decode("A\\F\\B\\S\\C\\T\\D\\R\\E\\E\\F"), "A|B^C&D~E\\F");
  EXPECT_EQ(decode("a\\P\\"), "a\\P\\");
  EXPECT_EQ(decode("a\\P\\", utf8(), {'|', '^', '~', '\\', '&', '#'}), "a#");
  EXPECT_EQ(decode("a!F!\\F\\", utf8(), {'#', '*', '~', '!', '@', '\0'}), "a#\\F\\");
  EXPECT_EQ(decode("a\\F\\", utf8(), {'|', '^', '~', '\0', '\0', '\0'}), "a\\F\\");
}

TEST(Hl7v2Escape, ReadsHexInTheMessagesCharacterSet) {
  EXPECT_EQ(decode("Caf\\XC3A9\\"), "Café");
  EXPECT_EQ(decode("Caf\\XC3\\\\XA9\\"), "Café");
  EXPECT_EQ(decode("Caf\\XE9\\", latin1()), "Café");
  EXPECT_EQ(decode("\\X955C\\", *findCharset("SJIS")), "表");
  EXPECT_EQ(decode("Line\\X0D0A\\Two"), "Line\r\nTwo");
  EXPECT_EQ(decode("Caf\\XE9\\"), "Café") << "not valid in UTF-8: the likeliest set";
  EXPECT_EQ(decode("\\XC0AF\\"), "\uFFFD\uFFFD");
}

TEST(Hl7v2Escape, LaysOutFormattedText) {
  EXPECT_EQ(decode("1\\.br\\2\\.sp+2\\3\\.sp\\4\\.sk3\\5\\.ce\\6"), "1\n2\n\n3\n4   5\n6");
  EXPECT_EQ(decode("a \\H\\b\\N\\ \\.in+4\\c\\.ti-2\\\\.fi\\\\.nf\\"), "a b c");
}

TEST(Hl7v2Escape, LeavesWhatItDoesNotKnowAsItIsWritten) {
  for (const char* raw :
       {"a\\Q\\b\\Zabc\\c\\.xx\\d", "Bad\\X4\\Hex", "\\XZZ\\", "\\X\\", "50\\ off and C:\\temp",
        "\\", "\\\\", "a\\F", "\\.sp999\\", "\\.sp+x\\", "\\f\\", "\\Zx\\F", "\\C28\\", "\\M24\\"})
    EXPECT_EQ(decode(raw), raw);
  EXPECT_EQ(decode("C:\\temp \\F\\"), "C:\\temp |");
  EXPECT_EQ(decode("\\X41\\\\X4\\"), "A\\X4\\");
}

TEST(Hl7v2Escape, SwitchesCharacterSetsWithinAField) {
  EXPECT_EQ(decode("a \\M2442\\45<T\\C2842\\ b"), "a 患者 b");
  EXPECT_EQ(decode("a\\C2842\\b\\M2442\\c"), "ab\\M2442\\c") << "c alone is no kanji";
}

TEST(Hl7v2Escape, WritesTextThatReadsBack) {
  std::string out;
  const std::string text = "a|b^c~d\\e&f\r\ng";
  encodeEscapes(text, {}, out);
  EXPECT_EQ(out, "a\\F\\b\\S\\c\\R\\d\\E\\e\\T\\f\\X0D\\\\X0A\\g");
  EXPECT_EQ(decode(out), text);
  std::string controls;
  encodeEscapes("a\x0B\x1C\x7F\tb", {}, controls);
  EXPECT_EQ(controls, "a\\X0B\\\\X1C\\\\X7F\\\tb") << "the first two would frame a message";
}

}  // namespace
}  // namespace pontis
