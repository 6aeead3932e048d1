#include "engine/base/log.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>

#include "engine/base/clock.h"
#include "engine/base/text.h"

namespace pontis {
namespace {

std::atomic<Level> lowest{Level::kInfo};

}  // namespace

std::string jsonString(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const char c = text[0];
    std::size_t size = utf8Sequence(text);
    if (size == 0) {
      out += kReplacement;
      size = 1;
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += text.substr(0, size);
    }
    text.remove_prefix(size);
  }
  out += '"';
  return out;
}

void logFrom(Level level) { lowest = level; }

void log(Level level, std::string_view from, std::string_view text, LogFields fields) {
  if (level < lowest.load(std::memory_order_relaxed)) return;
  static constexpr std::string_view kNames[] = {"debug", "info", "warn", "error"};
  std::string line = fmt::format(
      R"({{"time":"{}","level":"{}","from":{},"text":{})", toText(std::chrono::system_clock::now()),
      kNames[static_cast<int>(level)], jsonString(from), jsonString(text));
  for (const auto& [key, value] : fields) line += "," + jsonString(key) + ":" + jsonString(value);
  line += "}\n";
  // One write() for the whole line keeps lines of several threads apart. A log that cannot be
  // written must not stop a message, so its result is of no use.
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace pontis
