#include "adapters/hl7v2/hl7v2_charset.h"

#include <gtest/gtest.h>

#include "adapters/hl7v2/hl7v2_message.h"

namespace pontis {
namespace {

// PID-5 of a message with `name` there and `label` in MSH-18; then the set, and "!" per remark.
std::string read(std::string_view label, std::string_view name) {
  std::string text = "MSH|^~\\&|A|F|B|F|2026||ADT^A01|1|P|2.5||||||";
  text.append(label).append("\rPID|1||8||").append(name).append("\r");
  const auto parsed = Hl7v2Message::parse(Bytes::own(text));
  if (!parsed) return parsed.error().text;
  const auto values = (*parsed)->find("PID-5");
  std::string out = values.empty() ? "(none)" : values[0].value_or("(null)");
  out.append(" ").append((*parsed)->charset());
  return out.append((*parsed)->remarks().size(), '!');
}

TEST(Hl7v2Charset, ReadsWhatMsh18Declares) {
  EXPECT_EQ(read("", "Adam"), "Adam US-ASCII");
  EXPECT_EQ(read("ASCII", "Adam"), "Adam US-ASCII");
  EXPECT_EQ(read("UNICODE UTF-8", "J\xC3\xB6rg"), "Jörg UTF-8");
  EXPECT_EQ(read("UNICODE UTF-8~8859/1", "J\xC3\xB6rg"), "Jörg UTF-8");
  EXPECT_EQ(read("8859/1", "J\xF6rg"), "Jörg ISO-8859-1");
  EXPECT_EQ(read("8859/5", "\xB8\xD2\xD0\xDD"), "Иван ISO-8859-5");
  EXPECT_EQ(read("WINDOWS-1250", "Dvo\xF8\xE1k"), "Dvořák windows-1250");
  EXPECT_EQ(read("GB 18030-2000", "\x8F\x88\x96\x5C"), "張朶 GB18030");
  EXPECT_EQ(read("BIG-5", "\xB3\x5C"), "許 Big5");
  EXPECT_EQ(read("KS X 1001", "\xB1\xE8"), "김 EUC-KR");
}

TEST(Hl7v2Charset, DecodesBeforeItSplits) {
  // The trail bytes are 5C, 7C and 5B; the kanji of ISO-2022-JP contain | ^ ~ and the backslash.
  EXPECT_EQ(read("SHIFT JIS", "\x95\x5C\x83\x7C\x81\x5B"), "表ポー Shift_JIS");
  EXPECT_EQ(read("~ISO IR87", "\x1B$B45<T\x1B(B"), "患者 ISO-2022-JP");
  EXPECT_EQ(read("ISO IR14~ISO IR87", "\x1B$B%]%^%_\x1B(J"), "ポマミ ISO-2022-JP");
}

TEST(Hl7v2Charset, BelievesTheBytesWhereTheyContradictTheDeclaration) {
  EXPECT_EQ(read("", "J\xC3\xB6rg"), "Jörg UTF-8!");
  EXPECT_EQ(read("ASCII", "J\xC3\xB6rg"), "Jörg UTF-8!");
  EXPECT_EQ(read("", "J\xF6rg"), "Jörg ISO-8859-1!");
  EXPECT_EQ(read("", "O\x92"), "O’ windows-1252!");
  EXPECT_EQ(read("8859/1", "O\x92"), "O’ windows-1252!");
  EXPECT_EQ(read("8859/1", "\xC3\x96"), "Ö UTF-8!");
  EXPECT_EQ(read("8859/1", "\xC3\xB6"), "Ã¶ ISO-8859-1");
  EXPECT_EQ(read("UNICODE UTF-8", "J\xF6rg"), "Jörg windows-1252!");
  EXPECT_EQ(read("SHIFT JIS", "\xF0\x9F\x98\x80"), "😀 UTF-8!");
  EXPECT_EQ(read("KLINGON", "Adam"), "Adam US-ASCII!");
  EXPECT_EQ(read("KLINGON", "J\xC3\xB6rg"), "Jörg UTF-8!");
  EXPECT_EQ(read("", "\x1B$B45<T\x1B(B"), "患者 ISO-2022-JP!");
}

TEST(Hl7v2Charset, TellsLatinTextFromUtf8ThatWasCut) {
  const std::string head = "MSH|^~\\&|A|F|B|F|2026||ADT^A01|1|P|2.5||||||UTF-8\rPID|1||8||";
  const auto charset = [&](const char* tail) {
    return std::string((*Hl7v2Message::parse(Bytes::own(head + tail)))->charset());
  };
  EXPECT_EQ(charset("Andr\xE9"), "UTF-8");
  EXPECT_EQ(charset("Andr\xE9\r"), "windows-1252");
  EXPECT_EQ(charset("J\xF6rg^Andr\xE9"), "windows-1252");
}

TEST(Hl7v2Charset, NeverReadsAnOverlongFormAsADelimiter) {
  EXPECT_EQ(read("UNICODE UTF-8",
                 "a\xC1\xBC"
                 "b"),
            "a\uFFFD\uFFFDb UTF-8!!");
  EXPECT_EQ(read("UNICODE UTF-8", "\xC3\xB6 \xE2\x82"), "ö \uFFFD\uFFFD UTF-8!!");
}

TEST(Hl7v2Charset, ReadsWideTextByItsMarkOrByItsFirstLetters) {
  const std::string plain = "MSH|^~\\&|A|F|B|F|2026||ADT^A01|1|P|2.5\rPID|1||8||J\xF6rg\r";
  for (const bool mark : {true, false}) {
    std::string little = mark ? "\xFF\xFE" : "", big = mark ? "\xFE\xFF" : "";
    for (const char c : plain) {
      little.append({c, '\0'});
      big.append({'\0', c});
    }
    for (const std::string& text : {little, big}) {
      const auto parsed = Hl7v2Message::parse(Bytes::own(text));
      ASSERT_TRUE(parsed);
      EXPECT_EQ((*parsed)->find("PID-5").at(0), "Jörg");
    }
  }
}

}  // namespace
}  // namespace pontis
