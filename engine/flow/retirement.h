// Retirement: takes away what a channel keeps longer, or more of, than its configuration says, and
// gives the disk back, while messages flow.
//
// Thread safety: start() and stop() by one thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "engine/store/store.h"

namespace pontis {

// Zero: without end.
struct RetentionRule {
  std::string channel;
  std::chrono::milliseconds age{};
  std::uint64_t bytes = 0;  // of payload
};

class Retirement {
 public:
  // `store` outlives this. It looks every `period`.
  Retirement(Store& store, std::vector<RetentionRule> rules, std::chrono::milliseconds period)
      : store_(store), rules_(std::move(rules)), period_(period) {}
  ~Retirement() { stop(); }

  void start();
  void stop();

  // Takes away what is too old or too much now; how many messages and quarantined items.
  Result<std::int64_t> apply(Time now, const std::stop_token& stop = {});

 private:
  void run(const std::stop_token& stop);

  Store& store_;
  const std::vector<RetentionRule> rules_;
  const std::chrono::milliseconds period_;
  std::mutex mutex_;
  std::condition_variable_any signal_;
  std::jthread thread_;
};

}  // namespace pontis
