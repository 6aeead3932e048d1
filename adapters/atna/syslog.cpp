#include "adapters/atna/syslog.h"

#include <fmt/format.h>

namespace pontis {
namespace {

constexpr int kFacility = 10, kSeverity = 5;
// RFC 5424 section 6.
constexpr std::size_t kHost = 255, kApplication = 48, kProcess = 128;

std::string field(std::string_view text, std::size_t longest) {
  if (text.empty()) return "-";
  std::string out(text.substr(0, longest));
  for (char& c : out)
    if (c < '!' || c > '~') c = '_';  // PRINTUSASCII
  return out;
}

}  // namespace

std::string syslogMessage(std::string_view message, Time time, const SyslogOrigin& origin) {
  return fmt::format("<{}>1 {} {} {} {} IHE+RFC-3881 - {}", kFacility * 8 + kSeverity, toText(time),
                     field(origin.host, kHost), field(origin.application, kApplication),
                     field(origin.process, kProcess), message);
}

std::string syslogFrame(std::string_view syslog_message) {
  return fmt::format("{} {}", syslog_message.size(), syslog_message);
}

}  // namespace pontis
