#include <gtest/gtest.h>

#include <set>

#include "engine/base/clock.h"
#include "engine/base/log.h"

namespace pontis {
namespace {

TEST(Clock, WritesAndReadsUtc) {
  EXPECT_EQ(toText(fromMilliseconds(1767605400123)), "2026-01-05T09:30:00.123Z");
  EXPECT_EQ(toText(*parseTime("2026-01-05T09:30:00.123Z")), "2026-01-05T09:30:00.123Z");
  EXPECT_EQ(toText(*parseTime("2026-01-05T11:30:00+02:00")), "2026-01-05T09:30:00.000Z");
  EXPECT_EQ(toText(*parseTime("2026-01-05")), "2026-01-05T00:00:00.000Z");
  EXPECT_FALSE(parseTime("5 January"));
  EXPECT_FALSE(parseTime("2026-01-05T09:30:00"));  // no zone: whose?
}

TEST(Clock, IdsAreVersionSevenUniqueAndAscend) {
  std::string last;
  for (int i = 0; i < 300'000; ++i) {
    const std::string id = newId();
    ASSERT_EQ(id.size(), 36u);
    ASSERT_EQ(id[14], '7');
    ASSERT_NE(std::string("89ab").find(id[19]), std::string::npos);
    ASSERT_LT(last, id);
    last = id;
  }
}

TEST(Log, WritesOnlyWellFormedText) {
  EXPECT_EQ(jsonString("a\"\\\n\xC3\xA9\xFF"), "\"a\\\"\\\\\\u000a\xC3\xA9\xEF\xBF\xBD\"");
}

TEST(Clock, ReadsEveryMillisecondThatItWrites) {
  const Time minute = fromMilliseconds(1'767'605'400'000);
  for (int i = 0; i < 60'000; ++i) {
    const Time time = minute + std::chrono::milliseconds(i);
    const auto read = parseTime(toText(time));
    ASSERT_TRUE(read);
    ASSERT_EQ(*read, time) << toText(time);
  }
}

TEST(Clock, RefusesSecondsThatAreNone) {
  for (const char* text : {"2026-01-05T09:30:nanZ", "2026-01-05T09:30:infZ", "2026-01-05T09:30:-1Z",
                           "2026-01-05T09:30:1e9Z"})
    EXPECT_FALSE(parseTime(text)) << text;
}

}  // namespace
}  // namespace pontis
