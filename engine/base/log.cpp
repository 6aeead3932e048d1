#include "engine/base/log.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>

#include "engine/base/clock.h"

namespace pontis {
namespace {

std::atomic<Level> lowest{Level::kInfo};

// Length of the well-formed UTF-8 sequence at the head of `text` (RFC 3629), or 0.
std::size_t sequence(std::string_view text) {
  const auto at = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char head = at(0);
  const std::size_t size = head < 0x80   ? 1
                           : head < 0xC2 ? 0
                           : head < 0xE0 ? 2
                           : head < 0xF0 ? 3
                           : head < 0xF5 ? 4
                                         : 0;
  if (size == 0 || size > text.size()) return 0;
  for (std::size_t i = 1; i < size; ++i)
    if ((at(i) & 0xC0) != 0x80) return 0;
  const bool overlong = (head == 0xE0 && at(1) < 0xA0) || (head == 0xF0 && at(1) < 0x90);
  const bool outside = (head == 0xED && at(1) > 0x9F) || (head == 0xF4 && at(1) > 0x8F);
  return overlong || outside ? 0 : size;
}

}  // namespace

std::string jsonString(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const char c = text[0];
    std::size_t size = sequence(text);
    if (size == 0) {
      out += "\xEF\xBF\xBD";
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
