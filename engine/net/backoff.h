// Backoff: when a peer that failed is asked again: after a wait that doubles with each failure.
//
// Not thread safe.
#pragma once

#include <algorithm>
#include <chrono>

namespace pontis {

class Backoff {
 public:
  using Clock = std::chrono::steady_clock;
  Backoff(std::chrono::milliseconds first, std::chrono::milliseconds last)
      : first_(first), last_(last) {}

  bool isDue(Clock::time_point now = Clock::now()) const { return now >= due_; }
  void failed(Clock::time_point now = Clock::now()) {
    wait_ = wait_.count() == 0 ? first_ : std::min(2 * wait_, last_);
    due_ = now + wait_;
  }
  void succeeded() {
    wait_ = std::chrono::milliseconds(0);
    due_ = {};
  }

 private:
  const std::chrono::milliseconds first_, last_;
  std::chrono::milliseconds wait_{0};
  Clock::time_point due_{};
};

}  // namespace pontis
