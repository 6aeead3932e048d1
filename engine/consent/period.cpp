#include "engine/consent/period.h"

#include <algorithm>

namespace pontis {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::month;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr int kFirstYear = 1900, kLastYear = 2150;

// Reads exactly `count` digits at the head of `text`.
std::optional<int> digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool skip(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

Error unreadable() { return {Code::kInvalid, "not a date or time of FHIR", ""}; }

// "Z", "+03:00", "-05:30".
std::optional<minutes> offset(std::string_view& text) {
  if (skip(text, 'Z')) return minutes(0);
  const bool west = text.starts_with('-');
  if (!skip(text, '-') && !skip(text, '+')) return std::nullopt;
  const auto hour = digits(text, 2);
  if (!hour || *hour > 14 || !skip(text, ':')) return std::nullopt;
  const auto minute = digits(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  const minutes all = hours(*hour) + minutes(*minute);
  return west ? -all : all;
}

// What follows the 'T' of a dateTime. Seconds and zone are mandatory with a time; a leap second is
// the last of its minute.
Result<PartialTime> readTime(std::string_view text, sys_days day) {
  const auto hour = digits(text, 2);
  if (!hour || *hour > 23 || !skip(text, ':')) return unreadable();
  const auto minute = digits(text, 2);
  if (!minute || *minute > 59 || !skip(text, ':')) return unreadable();
  const auto second = digits(text, 2);
  if (!second || *second > 60) return unreadable();
  using Tick = Time::duration;
  Tick fraction{0}, unit = seconds(1);
  if (skip(text, '.')) {
    if (!text.empty() && (text[0] < '0' || text[0] > '9')) return unreadable();
    while (const auto digit = digits(text, 1)) {
      unit = unit / 10 > Tick(0) ? unit / 10 : unit;
      fraction += *digit * unit;
    }
    if (fraction >= seconds(1)) return unreadable();
  }
  const auto zone = offset(text);
  if (!zone || !text.empty()) return unreadable();
  const Time first = day + hours(*hour) + minutes(*minute) + seconds(*second == 60 ? 59 : *second) +
                     fraction - *zone;
  return PartialTime{first, first + unit, true};
}

Time lastSunday(year y, month m) {
  const sys_days last{y / m / std::chrono::last};
  const std::chrono::weekday weekday{last};
  return last - days(weekday.c_encoding()) + hours(1);
}

Time toUtc(Time local, const TimeZone& zone) {
  const Time standard = local - zone.standard;
  if (!zone.summer_time) return standard;
  const year_month_day date{std::chrono::floor<days>(standard)};
  const bool summer = standard >= lastSunday(date.year(), std::chrono::March) &&
                      standard - hours(1) < lastSunday(date.year(), std::chrono::October);
  return summer ? standard - hours(1) : standard;
}

struct Span {
  std::optional<Time> first, after;
};

Span spanOf(const Period& period, const TimeZone& zone) {
  Span span;
  if (period.start) span.first = firstMoment(*period.start, zone);
  if (period.end) span.after = momentAfter(*period.end, zone);
  return span;
}

// A date without an end is over when its start is.
Span closed(const Period& period, const TimeZone& zone) {
  Span span = spanOf(period, zone);
  if (!span.after && period.start) span.after = momentAfter(*period.start, zone);
  if (!span.first && period.end) span.first = firstMoment(*period.end, zone);
  return span;
}

}  // namespace

Result<PartialTime> readPartialTime(std::string_view text) {
  const auto y = digits(text, 4);
  if (!y || *y == 0) return unreadable();
  const year in{std::clamp(*y, kFirstYear, kLastYear)};
  if (text.empty())
    return PartialTime{sys_days{in / 1 / 1}, sys_days{(in + std::chrono::years(1)) / 1 / 1}};
  if (!skip(text, '-')) return unreadable();
  const auto m = digits(text, 2);
  if (!m || *m < 1 || *m > 12) return unreadable();
  const auto of = in / *m;
  if (text.empty())
    return PartialTime{sys_days{of / 1}, sys_days{(of + std::chrono::months(1)) / 1}};
  if (!skip(text, '-')) return unreadable();
  const auto d = digits(text, 2);
  if (!d) return unreadable();
  const year_month_day date = of / *d;
  if (!date.ok()) return unreadable();
  const sys_days day{date};
  if (text.empty()) return PartialTime{day, day + days(1)};
  if (!skip(text, 'T')) return unreadable();
  return readTime(text, day);
}

Time firstMoment(const PartialTime& time, const TimeZone& zone) {
  return time.zoned ? time.first : toUtc(time.first, zone);
}

Time momentAfter(const PartialTime& time, const TimeZone& zone) {
  return time.zoned ? time.after : toUtc(time.after, zone);
}

bool isIn(const Period& period, Time now, const TimeZone& zone) {
  const Span span = spanOf(period, zone);
  return (!span.first || *span.first <= now) && (!span.after || now < *span.after);
}

bool liesIn(const Period& inner, const Period& outer, const TimeZone& zone) {
  const Span in = closed(inner, zone), out = spanOf(outer, zone);
  if (!in.first || !in.after) return false;
  return (!out.first || *out.first <= *in.first) && (!out.after || *in.after <= *out.after);
}

bool overlaps(const Period& inner, const Period& outer, const TimeZone& zone) {
  const Span in = closed(inner, zone), out = spanOf(outer, zone);
  if (!in.first || !in.after) return true;
  return (!out.first || *out.first < *in.after) && (!out.after || *in.first < *out.after);
}

bool isReversed(const Period& period, const TimeZone& zone) {
  const Span span = spanOf(period, zone);
  return span.first && span.after && *span.first >= *span.after;
}

}  // namespace pontis
