#include "engine/mapping/values.h"

#include <gtest/gtest.h>

#include "engine/mapping/json.h"
#include "engine/mapping/uuid.h"

namespace pontis {
namespace {

// What `text` becomes, or why it does not.
std::string become(Convert how, std::string_view text) {
  std::string out;
  const Reason reason = convert(how, text, "Z", out);
  if (reason == Reason::kRead) return out;
  return out + "(" + reasonText(reason) + ")";
}

TEST(Values, DatesAreRealOrRefused) {
  EXPECT_EQ(become(Convert::kDate, "1980"), "\"1980\"");
  EXPECT_EQ(become(Convert::kDate, "198002"), "\"1980-02\"");
  EXPECT_EQ(become(Convert::kDate, "20240229"), "\"2024-02-29\"");
  EXPECT_EQ(become(Convert::kDate, "1980-01-01"), "\"1980-01-01\"");
  EXPECT_EQ(become(Convert::kDate, "19800101+0530"), "\"1980-01-01\"");
  for (const char* bad : {"19800230", "00000000", "99999999", "01/02/1980", "198", "1980010", "x"})
    EXPECT_EQ(become(Convert::kDate, bad), "(not a date)") << bad;
}

TEST(Values, TimesKeepTheirZoneAndTakeTheDefaultOne) {
  EXPECT_EQ(become(Convert::kDateTime, "202401011230"), "\"2024-01-01T12:30:00Z\"");
  EXPECT_EQ(become(Convert::kDateTime, "20240101123045.1234-0500"),
            "\"2024-01-01T12:30:45.1234-05:00\"");
  EXPECT_EQ(become(Convert::kDateTime, "2024031510"), "\"2024-03-15T10:00:00Z\"");
  EXPECT_EQ(become(Convert::kDateTime, "19800101000000-0000"), "\"1980-01-01T00:00:00Z\"");
  EXPECT_EQ(become(Convert::kDateTime, "202401012400"),
            "\"2024-01-01\"(the time is impossible, the date was kept)");
  EXPECT_EQ(become(Convert::kInstant, "20240101"), "(not a time)");
  EXPECT_EQ(become(Convert::kTime, "0815"), "\"08:15:00\"");
  EXPECT_EQ(become(Convert::kTime, "24:00"), "(not a time)");
  EXPECT_EQ(zoneOf("20240101120000+0100"), "+01:00");
}

TEST(Values, NumbersAreWrittenAsJsonWantsThem) {
  EXPECT_EQ(become(Convert::kDecimal, "7.0"), "7.0");
  EXPECT_EQ(become(Convert::kDecimal, "+5"), "5");
  EXPECT_EQ(become(Convert::kDecimal, ".5"), "0.5");
  EXPECT_EQ(become(Convert::kDecimal, "-007."), "-7");
  EXPECT_EQ(become(Convert::kDecimal, "1e5"), "1e5");
  EXPECT_EQ(become(Convert::kNumber, "<=15"), "15");
  EXPECT_EQ(become(Convert::kComparator, "<=15"), "\"<=\"");
  for (const char* bad : {"1.2.3", "-", ".", "1,000", "1e999", "", "NaN"})
    EXPECT_EQ(become(Convert::kDecimal, bad), "(not a number)") << bad;
  EXPECT_EQ(become(Convert::kPositive, "03"), "3");
  EXPECT_EQ(become(Convert::kPositive, "0"), "(not an integer in range)");
  EXPECT_EQ(become(Convert::kInteger, "2147483648"), "(not an integer in range)");
}

TEST(Values, Base64IsCheckedAndMade) {
  EXPECT_EQ(become(Convert::kBase64, "JVBE Ri0="), "\"JVBERi0=\"");
  EXPECT_EQ(become(Convert::kBase64, "JVBE%"), "(not base64)");
  EXPECT_EQ(become(Convert::kBase64, "JVBER"), "(not base64)");
  EXPECT_EQ(become(Convert::kHex, "48 69"), "\"SGk=\"");
  EXPECT_EQ(become(Convert::kEncode, "Hi"), "\"SGk=\"");
}

TEST(Values, AuthoritiesBecomeUris) {
  const auto uri = [](std::string_view id, std::string_view type) {
    std::string out;
    appendAuthority(out, id, type);
    return out;
  };
  EXPECT_EQ(uri("1.2.840.113", "ISO"), "urn:oid:1.2.840.113");
  EXPECT_EQ(uri("1.02.3", "ISO"), "urn:id:1.02.3");
  EXPECT_EQ(uri("A Hospital", ""), "urn:id:A%20Hospital");
  EXPECT_EQ(uri("http://x/y", ""), "http://x/y");
  EXPECT_EQ(uri("54B1706F-9C58-4EB7-B7F0-EBC8CAC4A2BC", "GUID"),
            "urn:uuid:54b1706f-9c58-4eb7-b7f0-ebc8cac4a2bc");
}

TEST(Values, PeriodsRunForward) {
  EXPECT_TRUE(backwards("2024-02-01", "2024-01-01"));
  EXPECT_FALSE(backwards("2024-02-01", "2024"));
  EXPECT_FALSE(backwards("2024-02-01T10:00:00Z", "2024-02-01"));
  EXPECT_TRUE(backwards("2024-02-01T10:00:00Z", "2024-02-01T09:00:00Z"));
}

TEST(Json, IsValidWhateverTheBytes) {
  const auto json = [](std::string_view text) {
    std::string out;
    appendString(out, text);
    return out;
  };
  EXPECT_EQ(json("a\"b\\c\n"), "\"a\\\"b\\\\c\\n\"");
  EXPECT_EQ(json(std::string_view("a\0b\x1f", 4)), "\"ab\"");
  EXPECT_EQ(json("J\xf6rg"), "\"J\xEF\xBF\xBDrg\"");
  EXPECT_EQ(json("\xc0\xaf"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");  // overlong
  EXPECT_EQ(json("\xe2\x82"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");  // cut short
  EXPECT_EQ(json("\xf0\x9f\x91\xa9"), "\"\xf0\x9f\x91\xa9\"");
}

TEST(Uuid, IsSha1OfItsName) {
  std::string digest;
  for (const auto byte : sha1("abc"))
    digest += "0123456789abcdef"[byte >> 4], digest += "0123456789abcdef"[byte & 15];
  EXPECT_EQ(digest, "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_NE(uuidOf("a"), uuidOf("b"));
  std::string text;
  appendUuid(text, uuidOf(std::string(200, 'x')));
  EXPECT_EQ(text.size(), 36U);
  EXPECT_EQ(text[14], '5');
}

}  // namespace
}  // namespace pontis
