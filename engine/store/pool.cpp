#include "engine/store/pool.h"

namespace pontis {

Result<std::unique_ptr<Database>> Pool::take() {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [this] { return !idle_.empty() || left_ > 0; });
  if (!idle_.empty()) {
    auto database = std::move(idle_.back());
    idle_.pop_back();
    return database;
  }
  --left_;
  lock.unlock();
  auto opened = open_();
  if (!opened) {
    lock.lock();
    ++left_;
    returned_.notify_one();
  }
  return opened;
}

void Pool::give(std::unique_ptr<Database> database) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(database));
  returned_.notify_one();
}

}  // namespace pontis
