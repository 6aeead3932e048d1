#include "engine/base/clock.h"

#include <fmt/format.h>

#include <cstdio>
#include <ctime>
#include <random>

namespace pontis {

using std::chrono::milliseconds;

std::int64_t toMilliseconds(Time time) {
  return std::chrono::floor<milliseconds>(time.time_since_epoch()).count();
}

Time fromMilliseconds(std::int64_t count) { return Time(milliseconds(count)); }

std::string toText(Time time) {
  const std::int64_t count = toMilliseconds(time);
  const std::int64_t part = ((count % 1000) + 1000) % 1000;
  const std::time_t seconds = (count - part) / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900,
                     utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, part);
}

Result<Time> parseTime(std::string_view text) {
  const Error bad{Code::kInvalid, "expected a time such as 2026-01-05T09:30:00Z or 2026-01-05", ""};
  const std::string owned(text);
  std::tm utc{};
  int used = 0;
  if (std::sscanf(owned.c_str(), "%4d-%2d-%2d%n", &utc.tm_year, &utc.tm_mon, &utc.tm_mday, &used) !=
      3)
    return bad;
  utc.tm_year -= 1900;
  utc.tm_mon -= 1;
  std::string rest = owned.substr(static_cast<std::size_t>(used));
  int offset_minutes = 0;
  double seconds = 0;
  if (!rest.empty()) {
    if (rest[0] != 'T' && rest[0] != ' ') return bad;
    if (std::sscanf(rest.c_str() + 1, "%2d:%2d:%lf%n", &utc.tm_hour, &utc.tm_min, &seconds,
                    &used) != 3)
      return bad;
    rest = rest.substr(static_cast<std::size_t>(used) + 1);
    int hours = 0, minutes = 0;
    if (rest.size() == 6 && (rest[0] == '+' || rest[0] == '-') &&
        std::sscanf(rest.c_str() + 1, "%2d:%2d", &hours, &minutes) == 2) {
      offset_minutes = (rest[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
    } else if (rest != "Z") {
      return bad;
    }
  }
  constexpr double kLeapSecond = 61;  // sscanf also reads "inf" and "nan"
  if (!(seconds >= 0 && seconds < kLeapSecond)) return bad;
  const std::time_t midnight_on = timegm(&utc);
  // 16.002 times 1000 is a little less than 16002: a whole millisecond must not be lost to that.
  constexpr double kSlack = 1e-6;
  return fromMilliseconds((midnight_on - offset_minutes * 60) * 1000 +
                          static_cast<std::int64_t>(seconds * 1000 + kSlack));
}

std::string newId() {
  thread_local std::mt19937_64 random{std::random_device{}()};
  thread_local std::int64_t last = 0;
  thread_local std::uint32_t counter = 0;
  std::int64_t count = toMilliseconds(std::chrono::system_clock::now());
  if (count > last) {
    last = count;
    counter = static_cast<std::uint32_t>(random()) & 0x1FFFF;  // half of 18 bits: room to grow
  } else if (++counter == 1u << 18) {
    ++last;  // more than 131,000 in a millisecond, or the clock went back: borrow from the next
    counter = 0;
  }
  count = last;
  const std::uint64_t noise = random();
  const auto head = static_cast<std::uint64_t>(count);
  return fmt::format("{:08x}-{:04x}-7{:03x}-{:04x}-{:012x}", head >> 16, head & 0xFFFF,
                     counter >> 6, 0x8000 | (counter & 0x3F) << 8 | (noise & 0xFF), noise >> 16);
}

}  // namespace pontis
