// Follower: keeps the shared patient index up with what others write to its log: other engines on
// the same store, and commands that were given the data directory.
//
// Thread safety: start() and stop() by one thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "engine/flow/person_stage.h"

namespace pontis {

class Follower {
 public:
  // `index` and `store` outlive this. It looks every `period`.
  Follower(Index& index, Store& store, std::chrono::milliseconds period)
      : persons_(index, store), period_(period) {}
  ~Follower() { stop(); }

  void start();
  void stop();  // returns when it looks no more

 private:
  void run();

  const PersonStage persons_;
  const std::chrono::milliseconds period_;
  std::mutex mutex_;
  std::condition_variable signal_;
  bool stopping_ = false;  // under mutex_
  std::thread thread_;
};

}  // namespace pontis
