#include "engine/flow/follower.h"

#include "engine/base/log.h"

namespace pontis {

void Follower::start() {
  stopping_ = false;
  thread_ = std::thread([this] { run(); });
}

void Follower::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  signal_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Follower::run() {
  bool failing = false;
  std::unique_lock lock(mutex_);
  while (!signal_.wait_for(lock, period_, [this] { return stopping_; })) {
    lock.unlock();
    const auto done = persons_.catchUp();
    if (!done && !failing)
      log(Level::kWarn, "index", "what others did to it is not known: trying again",
          {{"why", done.error().text}});
    failing = !done;
    lock.lock();
  }
}

}  // namespace pontis
