#include "engine/store/checkpointer.h"

namespace pontis {
namespace {

// Smaller: more flushes of the database file. Larger: each takes longer, and so does a start after
// a crash. See tests/bench/store_bench.cpp.
constexpr std::size_t kStartBytes = 16 << 20;
constexpr std::size_t kRestBytes = 2 << 20;  // as much may be moved while commits wait
constexpr int kRounds = 4;

}  // namespace

Checkpointer::Checkpointer(std::unique_ptr<Database> database, GroupCommit& commit)
    : database_(std::move(database)), commit_(commit) {
  commit_.onCommit([this](std::size_t log_bytes) {
    const std::lock_guard lock(mutex_);
    log_bytes_ = log_bytes;
    if (log_bytes > kStartBytes) changed_.notify_one();
  });
  thread_ = std::thread([this] { run(); });
}

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_one();
  }
  thread_.join();
}

void Checkpointer::run() {
  std::size_t start = kStartBytes;
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stopping_ || log_bytes_ > start; });
    if (stopping_) return;
    const std::size_t seen = log_bytes_;
    log_bytes_ = 0;
    lock.unlock();
    // A reader that looks at an old moment keeps the log from beginning anew. There is no use in
    // asking again before the log has grown by as much.
    const bool restarted = restartLog();
    lock.lock();
    start = restarted ? kStartBytes : seen + kStartBytes;
  }
}

bool Checkpointer::restartLog() {
  for (int round = 0; round < kRounds; ++round) {
    const auto left = database_->checkpoint(false);
    if (!left) return false;  // a full disk, say: commits go on in the log, or say so themselves
    if (*left < kRestBytes) break;
  }
  bool restarted = false;
  commit_.pause([&] {
    const auto left = database_->checkpoint(true);
    restarted = left && *left == 0;
  });
  return restarted;
}

}  // namespace pontis
