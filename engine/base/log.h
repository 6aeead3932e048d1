// Log: one JSON object a line on standard error.
//
// What is logged carries no patient data: ids, codes, counts, addresses of peers; never a payload,
// a name or an identifier of a person.
//
// Thread safety: any thread may log; lines are written whole.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace pontis {

enum class Level { kDebug, kInfo, kWarn, kError };

using LogFields = std::initializer_list<std::pair<std::string_view, std::string>>;

// Writes {"time":…,"level":…,"from":…,"text":…,FIELDS}.
void log(Level level, std::string_view from, std::string_view text, LogFields fields = {});

// Lines below `level` are not written. kInfo at start.
void logFrom(Level level);

// `text` as a JSON string with its quotes (RFC 8259 section 7). Bytes that are not UTF-8 become
// U+FFFD.
std::string jsonString(std::string_view text);

}  // namespace pontis
