#include "engine/app/console/audit_send.h"

#include <fmt/format.h>

#include <iostream>
#include <thread>
#include <vector>

#include "engine/app/config.h"
#include "engine/audit/entry.h"
#include "engine/audit/lines.h"
#include "engine/audit/record_text.h"
#include "engine/core/audit_export.h"

namespace pontis {
namespace {

constexpr std::size_t kRecordsAtOnce = 500;

// The records of a log from `from` on, some at a time.
class Records {
 public:
  Records(FileLines lines, std::uint64_t from) : lines_(std::move(lines)), from_(from) {}

  // Fills up `waiting`; false at the end. kMalformed: a line that is no entry.
  Result<bool> fill(std::vector<AuditRecord>& waiting) {
    while (waiting.size() < kRecordsAtOnce) {
      const auto line = lines_.next();
      if (!line) return line.error();
      if (!*line) return !waiting.empty();
      ++number_;
      const auto entry = readEntry(**line);
      auto record = entry ? readRecord(entry->record) : Result<AuditRecord>(Error{});
      if (!record)
        return Error{Code::kMalformed,
                     fmt::format("line {} of the log is no record: `pontis audit verify` says what "
                                 "became of it",
                                 number_),
                     ""};
      if (entry->seq >= from_) waiting.push_back(std::move(*record));
    }
    return true;
  }

 private:
  FileLines lines_;
  const std::uint64_t from_;
  std::uint64_t number_ = 0;
};

// Sends the first of `records` that the other side takes within `patience`.
Result<std::size_t> sendPatiently(AuditExport& to, std::span<const AuditRecord> records,
                                  std::chrono::seconds patience) {
  constexpr std::chrono::milliseconds kPause{100};
  const auto until = std::chrono::steady_clock::now() + patience;
  for (std::optional<Error> why;;) {
    auto sent = to.send(records);
    if (sent || !sent.error().retryable()) return sent;
    if (!why || sent.error().code != Code::kBusy) why = sent.error();
    if (std::chrono::steady_clock::now() >= until) return *why;
    std::this_thread::sleep_for(kPause);
  }
}

int refuse(const Error& error) {
  std::cerr << "pontis: " << error.text << "\n";
  return 2;
}

int sendTo(const AuditExportConfig& config, const SendLogCommand& command) {
  const auto to = config.adapter->audit_export(config.options);
  if (!to) return refuse(to.error());
  auto lines = FileLines::open(command.log);
  if (!lines) return refuse(lines.error());
  Records records(std::move(*lines), command.from);
  std::vector<AuditRecord> waiting;
  std::uint64_t sent = 0;
  for (;;) {
    const auto more = records.fill(waiting);
    if (!more) return refuse(more.error());
    if (!*more) break;
    const auto taken = sendPatiently(**to, waiting, command.patience);
    if (!taken) {
      std::cout << fmt::format("{}: {} records sent, then: {}; go on with --from {}\n", config.name,
                               sent, taken.error().text, command.from + sent);
      return 1;
    }
    sent += *taken;
    waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(*taken));
  }
  std::cout << fmt::format("{}: {} records sent\n", config.name, sent);
  return 0;
}

}  // namespace

int sendLog(const SendLogCommand& command) {
  const auto config = loadConfig(command.config, command.data);
  if (!config) return refuse(config.error());
  int status = 0;
  bool found = false;
  for (const AuditExportConfig& one : config->audit.exports) {
    if (!command.to.empty() && one.name != command.to) continue;
    found = true;
    status = std::max(status, sendTo(one, command));
  }
  if (found) return status;
  return refuse({Code::kNotFound,
                 command.to.empty() ? "the configuration has no \"audit\": {\"export\": […]}"
                                    : "no export is called \"" + command.to + "\"",
                 ""});
}

}  // namespace pontis
