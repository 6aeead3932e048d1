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

Result<Done> Follower::look() const {
  if (persons_)
    if (auto caught_up = persons_->catchUp(); !caught_up) return caught_up;
  if (auto read = consents_.catchUp(); !read) return read;
  // A head that is due by its age is signed though no record comes.
  return store_.signHead(false);
}

void Follower::run() {
  bool failing = false;
  std::unique_lock lock(mutex_);
  while (!signal_.wait_for(lock, period_, [this] { return stopping_; })) {
    lock.unlock();
    const auto done = look();
    if (!done && !failing)
      log(Level::kWarn, "engine", "what others did to the store is not known: trying again",
          {{"why", done.error().text}});
    failing = !done;
    lock.lock();
  }
}

}  // namespace pontis
