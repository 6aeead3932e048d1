// Sends an audit log to where the configuration exports it: for a repository that lost what it had,
// or that came later than the log.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace pontis {

struct SendLogCommand {
  std::string config;
  std::optional<std::string> data;
  std::string log;                    // file, a record a line
  std::string to;                     // name of one export; empty: all
  std::uint64_t from = 0;             // seq of the first record
  std::chrono::seconds patience{60};  // with a repository that takes nothing
};

// Prints how many records each took, and where to go on if not all. Returns the exit status: 1 if
// not all were taken, 2 if the configuration or the log cannot be read.
int sendLog(const SendLogCommand& command);

}  // namespace pontis
