// HL7 times, taken apart and checked against the calendar.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pontis {

struct Moment {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  int digits = 0;             // 4 year, 6 month, 8 day, 10 hour, 12 minute, 14 second
  std::string_view fraction;  // of a second, without the point
  std::string zone;           // "Z", "+01:00"; empty if none was given
  bool time_cut = false;      // the date is good, the time was not and is gone
};

// Reads YYYY[MM[DD[HH[MM[SS[.S…]]]]]][+ZZZZ], and the same in ISO 8601 spelling. Empty if the date
// is impossible. `fraction` points into `text`.
std::optional<Moment> readMoment(std::string_view text);

// Reads HHMM[SS[.S…]] or HH:MM…; hour, minute, second and fraction are set.
std::optional<Moment> readTime(std::string_view text);

// "+0100" -> "+01:00"; empty if it is no zone.
std::string readZone(std::string_view text);

}  // namespace pontis
