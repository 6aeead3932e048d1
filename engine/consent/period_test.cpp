#include "engine/consent/period.h"

#include <gtest/gtest.h>

namespace pontis {
namespace {

const TimeZone kUtc, kTallinn{std::chrono::minutes(120), true};

Time at(const char* text) { return *parseTime(text); }

Period period(const char* start, const char* end) {
  Period out;
  if (start[0]) out.start = *readPartialTime(start);
  if (end[0]) out.end = *readPartialTime(end);
  return out;
}

TEST(Period, ReadsEveryPrecisionOfFhir) {
  const struct {
    const char *text, *first, *after;
  } kTimes[] = {
      {"2026", "2026-01-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"},
      {"2026-12", "2026-12-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"},
      {"2024-02-29", "2024-02-29T00:00:00.000Z", "2024-03-01T00:00:00.000Z"},
      {"2026-06-01T10:00:00Z", "2026-06-01T10:00:00.000Z", "2026-06-01T10:00:01.000Z"},
      {"2026-06-01T01:30:00+03:00", "2026-05-31T22:30:00.000Z", "2026-05-31T22:30:01.000Z"},
      {"2026-06-01T10:00:00.25-05:30", "2026-06-01T15:30:00.250Z", "2026-06-01T15:30:00.260Z"},
      {"9999-12-31", "2150-12-31T00:00:00.000Z", "2151-01-01T00:00:00.000Z"},
      {"0001-01-01T00:00:00Z", "1900-01-01T00:00:00.000Z", "1900-01-01T00:00:01.000Z"},
      {"2016-12-31T23:59:60Z", "2016-12-31T23:59:59.000Z", "2017-01-01T00:00:00.000Z"},
  };
  for (const auto& one : kTimes) {
    const auto read = readPartialTime(one.text);
    ASSERT_TRUE(read) << one.text;
    EXPECT_EQ(toText(firstMoment(*read, kUtc)), one.first) << one.text;
    EXPECT_EQ(toText(momentAfter(*read, kUtc)), one.after) << one.text;
  }
}

TEST(Period, RefusesWhatIsNoDate) {
  for (const char* text :
       {"", "26", "2026-13", "2026-02-29", "2026-6-1", "2026-06-01T10:00", "2026-06-01T10:00:00",
        "2026-06-01T24:00:00Z", "2026-06-01T10:00:00+25:00", "2026-06-01 10:00:00Z", "01.06.2026",
        "2026-06-01T10:00:00Zulu", "0000", "2026-06-01T10:00:00.Z5"})
    EXPECT_FALSE(readPartialTime(text)) << text;
}

TEST(Period, EndsWithTheLastMomentOfItsEnd) {
  const struct {
    const char *start, *end, *now;
    bool in;
  } kCases[] = {
      {"2025-01-01", "2026-06-01", "2026-06-01T00:00:00Z", true},
      {"2025-01-01", "2026-06-01", "2026-06-01T23:59:59.999Z", true},
      {"2025-01-01", "2026-06-01", "2026-06-02T00:00:00Z", false},
      {"2026-06-01", "", "2026-06-01T00:00:00Z", true},
      {"2026-06-01", "", "2026-05-31T23:59:59.999Z", false},
      {"", "2026-06-01T10:00:00Z", "2026-06-01T10:00:00.999Z", true},
      {"", "2026-06-01T09:59:59Z", "2026-06-01T10:00:00Z", false},
      {"", "2026-06-01T12:00:00+03:00", "2026-06-01T09:00:00Z", true},
      {"", "2026-06-01T12:00:00+03:00", "2026-06-01T09:00:01Z", false},
      {"", "2026-06", "2026-06-30T12:00:00Z", true},
      {"", "2026", "2026-12-31T12:00:00Z", true},
      {"", "", "2026-12-31T12:00:00Z", true},
  };
  for (const auto& one : kCases)
    EXPECT_EQ(isIn(period(one.start, one.end), at(one.now), kUtc), one.in)
        << one.start << " to " << one.end << " at " << one.now;
}

TEST(Period, PlacesADateWithoutAZoneWhereTheJurisdictionIs) {
  EXPECT_TRUE(isIn(period("1583", "9999-12-31"), at("2026-01-01T00:00:00Z"), kTallinn));
  const Period summer = period("2026-06-01", "2026-06-01");
  EXPECT_FALSE(isIn(summer, at("2026-05-31T20:59:59Z"), kTallinn));
  EXPECT_TRUE(isIn(summer, at("2026-05-31T21:00:00Z"), kTallinn));
  EXPECT_TRUE(isIn(summer, at("2026-06-01T20:59:59Z"), kTallinn));
  EXPECT_FALSE(isIn(summer, at("2026-06-01T21:00:00Z"), kTallinn));
  const Period winter = period("2026-01-01", "2026-01-01");
  EXPECT_TRUE(isIn(winter, at("2025-12-31T22:00:00Z"), kTallinn));
  EXPECT_FALSE(isIn(winter, at("2026-01-01T22:00:00Z"), kTallinn));
}

TEST(Period, ChangesToSummerTimeOnTheLastSundays) {
  // 29 March and 25 October 2026 are the days on which clocks change.
  EXPECT_EQ(toText(firstMoment(*readPartialTime("2026-03-29"), kTallinn)),
            "2026-03-28T22:00:00.000Z");
  EXPECT_EQ(toText(momentAfter(*readPartialTime("2026-03-29"), kTallinn)),
            "2026-03-29T21:00:00.000Z");
  EXPECT_EQ(toText(firstMoment(*readPartialTime("2026-10-25"), kTallinn)),
            "2026-10-24T21:00:00.000Z");
  EXPECT_EQ(toText(momentAfter(*readPartialTime("2026-10-25"), kTallinn)),
            "2026-10-25T22:00:00.000Z");
}

TEST(Period, LiesInAnotherWhollyAndOverlapsItInPart) {
  const Period year = period("2022-01-01", "2022-12-31");
  EXPECT_TRUE(liesIn(period("2022-12-31", "2022-12-31"), year, kUtc));
  EXPECT_FALSE(liesIn(period("2022", "2023"), year, kUtc));
  EXPECT_TRUE(overlaps(period("2022", "2023"), year, kUtc));
  EXPECT_FALSE(overlaps(period("2023-01-01", "2023-01-01"), year, kUtc));
  // What has no date may lie anywhere.
  EXPECT_FALSE(liesIn({}, year, kUtc));
  EXPECT_TRUE(overlaps({}, year, kUtc));
  EXPECT_TRUE(isReversed(period("2026-02-01", "2026-01-01"), kUtc));
  EXPECT_FALSE(isReversed(period("2026-01-01", "2026-01-01"), kUtc));
}

}  // namespace
}  // namespace pontis
