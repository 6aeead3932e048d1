#include "engine/base/text.h"

#include <gtest/gtest.h>

namespace pontis {
namespace {

std::string decode(std::string_view bytes, std::string_view label) {
  const Charset* charset = findCharset(label);
  if (!charset) return "(no such set)";
  const Decoded out = decodeText(bytes, *charset);
  return out.text + (out.replaced ? " -" + std::to_string(out.replaced) : "");
}

TEST(Text, FindsACharacterSetByAnyUsualSpelling) {
  std::string found;
  for (const char* label : {"utf8", "UTF-8", "8859/1", "ISO 8859-1", "iso_8859-15", "Latin1",
                            "CP1252", "windows-1250", "SHIFT JIS", "MS932", "KS X 1001", "BIG-5",
                            "GB 18030-2000", "GBK", "us-ascii", "KLINGON"}) {
    const Charset* charset = findCharset(label);
    found += std::string(charset ? charset->name : "?") + " ";
  }
  EXPECT_EQ(found,
            "UTF-8 UTF-8 ISO-8859-1 ISO-8859-1 ISO-8859-15 ISO-8859-1 windows-1252 windows-1250 "
            "Shift_JIS Shift_JIS EUC-KR Big5 GB18030 GB18030 US-ASCII ? ");
}

TEST(Text, ReadsTheSetsThatHospitalsUse) {
  EXPECT_EQ(decode("M\xFCller", "8859/1"), "Müller");
  EXPECT_EQ(decode("\x93"
                   "Bob\x94 \x80 \x81",
                   "cp1252"),
            "“Bob” € \u0081");
  EXPECT_EQ(decode("\xBC\xA4", "8859/15"), "Œ€");
  EXPECT_EQ(decode("Dvo\xF8\xE1k", "8859/2"), "Dvořák");
  EXPECT_EQ(decode("\x95\x5C\x83\x5C", "SJIS"), "表ソ");
  EXPECT_EQ(decode("\x1B$B45<T\x1B(B|\x1B(J\\\x1B(B|\xB1", "ISO-2022-JP"), "患者|\\|ｱ");
  EXPECT_EQ(decode("\xB1\xE8", "EUC-KR"), "김");
  EXPECT_EQ(decode("\xB3\x5C", "Big5"), "許");
  EXPECT_EQ(decode("\x8F\x88", "GB18030"), "張");
  EXPECT_EQ(decode(std::string_view("A\0\xFC\0", 4), "UTF-16LE"), "Aü");
}

TEST(Text, ReplacesWhatItCannotReadAndGoesOn) {
  EXPECT_EQ(decode("M\xFCller", "utf8"), "M\uFFFDller -1");
  EXPECT_EQ(decode("caf\xC3", "utf8"), "caf\uFFFD -1");
  EXPECT_EQ(decode("a\xFF|b", "Big5"), "a\uFFFD|b -1");
  EXPECT_EQ(decode("a\x83", "SJIS"), "a\uFFFD -1");
}

TEST(Text, RefusesOverlongFormsAndSurrogates) {
  EXPECT_TRUE(isUtf8("plain, Müller, 👩‍⚕️, 𠮷"));
  for (const char* bad : {"\xC0\xAF", "\xE0\x80\xAF", "\xF0\x80\x80\xAF", "\xED\xA0\x80",
                          "\xF4\x90\x80\x80", "\xFC", "\x80", "abcdefgh\xE2\x82"})
    EXPECT_FALSE(isUtf8(bad)) << bad;
}

TEST(Text, WritesBackWhatItRead) {
  for (const auto& [bytes, label] :
       {std::pair("M\xFCller", "8859/1"), std::pair("\x93Q\x94\x81Z", "cp1252"),
        std::pair("\x95\x5C\x83\x5C", "SJIS"), std::pair("\x1B$B45<T\x1B(B|a", "ISO-2022-JP"),
        std::pair("\x8F\x88", "GB18030")}) {
    const Charset& charset = *findCharset(label);
    EXPECT_EQ(encodeText(decodeText(bytes, charset).text, charset), bytes) << label;
  }
  EXPECT_EQ(encodeText("表", latin1()), std::nullopt);
}

}  // namespace
}  // namespace pontis
