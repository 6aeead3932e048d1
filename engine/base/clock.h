// Clock: the time, as the engine writes it, and identifiers that sort by it.
//
// Thread safety: every function may be called by any thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace pontis {

using Time = std::chrono::system_clock::time_point;

// RFC 3339 in UTC with milliseconds: "2026-01-05T09:30:00.000Z".
std::string toText(Time time);

// Reads RFC 3339, or a date alone (midnight UTC). kInvalid.
Result<Time> parseTime(std::string_view text);

// Unix time in milliseconds, as it is stored.
std::int64_t toMilliseconds(Time time);
Time fromMilliseconds(std::int64_t milliseconds);

// A new UUID of version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then a counter
// that grows within the millisecond (method 1 of section 6.2) and random bits. Ids of one thread
// ascend.
std::string newId();

}  // namespace pontis
