// Period: FHIR dates and periods, and where they lie in time.
//
// FHIR R4 (4.0.1) Data Types: date, dateTime, instant and Period. A date without a zone is local
// time of the jurisdiction; summer time in the European Union lasts from the last Sunday of March
// to that of October, 01:00 UTC (Directive 2000/84/EC, articles 2 and 3).
//
// Thread safety: every function may be called by any thread.
#pragma once

#include <optional>
#include <string_view>

#include "engine/base/result.h"
#include "engine/core/consent.h"

namespace pontis {

// Where local time stands against UTC.
struct TimeZone {
  std::chrono::minutes standard{0};
  bool summer_time = false;
};

// Years before 1900 are read as 1900, years after 2150 ("9999-12-31" for no end) as 2150: Time
// counts nanoseconds and ends in 2262.
//
// Reads "2026", "2026-06", "2026-06-01" and "2026-06-01T10:00:00[.5]Z" or "+03:00". kInvalid.
Result<PartialTime> readPartialTime(std::string_view text);

Time firstMoment(const PartialTime& time, const TimeZone& zone);
Time momentAfter(const PartialTime& time, const TimeZone& zone);

// Whether `now` lies in `period`.
bool isIn(const Period& period, Time now, const TimeZone& zone);

// Whether all of `inner`, or any of it, lies in `outer`. An open end of `inner` is no further away
// than its other end.
bool liesIn(const Period& inner, const Period& outer, const TimeZone& zone);
bool overlaps(const Period& inner, const Period& outer, const TimeZone& zone);

// Whether it ends before it begins.
bool isReversed(const Period& period, const TimeZone& zone);

}  // namespace pontis
