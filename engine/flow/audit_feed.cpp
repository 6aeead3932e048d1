#include "engine/flow/audit_feed.h"

#include "engine/base/log.h"
#include "engine/flow/auditor.h"

namespace pontis {
namespace {

constexpr std::size_t kAtOnce = 2048;
constexpr auto kPeriod = std::chrono::seconds(1);

}  // namespace

void AuditFeed::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void AuditFeed::stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  to_->stop();
  thread_.join();
}

Result<std::int64_t> AuditFeed::send() {
  const auto next = store_.auditSent(name_);
  if (!next) return next.error();
  std::vector<AuditRecord> records;
  Result<Done> readable = Done{};
  StoreOpener opener(store_);
  const auto read = store_.audit(*next, [&](const AuditRow& row) {
    auto record = readRecord(row.record, &opener);
    if (!record) return readable = record.error(), false;
    records.push_back(std::move(*record));
    return records.size() < kAtOnce;
  });
  if (!read) return read.error();
  if (records.empty()) {
    if (!readable) return readable.error();
    return std::int64_t{0};
  }
  const auto sent = to_->send(records);
  if (!sent && sent.error().retryable()) return sent.error();
  if (!sent)
    log(Level::kError, "audit", "the repository " + name_ + " refuses a record for good",
        {{"record", records.front().id}, {"why", sent.error().text}});
  const auto count = sent ? static_cast<std::int64_t>(*sent) : std::int64_t{1};
  if (auto kept = store_.keepAuditSent(name_, *next + count); !kept) return kept.error();
  return count;
}

void AuditFeed::run(const std::stop_token& stop) {
  bool failing = false;
  std::unique_lock lock(mutex_);
  do {
    lock.unlock();
    Result<std::int64_t> sent = std::int64_t{1};
    while (sent && *sent > 0 && !stop.stop_requested()) sent = send();
    if (!sent && !failing && sent.error().code != Code::kBusy)
      log(Level::kWarn, "audit", "the repository " + name_ + " takes no records: trying again",
          {{"why", sent.error().text}});
    failing = !sent;
    lock.lock();
  } while (!signal_.wait_for(lock, stop, kPeriod, [] { return false; }) && !stop.stop_requested());
}

}  // namespace pontis
