// AuditFeed: brings the audit log to a repository elsewhere, in order, and remembers how far.
//
// What was not taken is tried again; a record may come twice after a crash, never not at all. Whose
// data a record was about is opened for the repository, unless the person was erased.
//
// Thread safety: start() and stop() by one thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "engine/core/audit_export.h"
#include "engine/store/store.h"

namespace pontis {

class AuditFeed {
 public:
  // `store` outlives this. `name` is the feed's own in the store.
  AuditFeed(Store& store, std::string name, std::unique_ptr<AuditExport> to)
      : store_(store), name_(std::move(name)), to_(std::move(to)) {}
  ~AuditFeed() { stop(); }

  void start();
  void stop();

  // Sends one turn; how many records are over. A record that is refused for good is reported and
  // passed over: the log still has it. kUnavailable, kBusy as AuditExport::send().
  Result<std::int64_t> send();

 private:
  void run(const std::stop_token& stop);

  Store& store_;
  const std::string name_;
  const std::unique_ptr<AuditExport> to_;
  std::mutex mutex_;
  std::condition_variable_any signal_;
  std::jthread thread_;
};

}  // namespace pontis
