// Follower: keeps the shared patient index, the consents and the audit log's heads up with what
// others write: other engines on the same store, and commands that were given the data directory.
//
// Thread safety: start() and stop() by one thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "engine/flow/consent_register.h"
#include "engine/flow/person_stage.h"

namespace pontis {

class Follower {
 public:
  // `index`, which may be null, `consents` and `store` outlive this. It looks every `period`.
  Follower(Index* index, ConsentRegister& consents, Store& store, std::chrono::milliseconds period)
      : persons_(index == nullptr ? std::nullopt : std::make_optional<PersonStage>(*index, store)),
        consents_(consents),
        store_(store),
        period_(period) {}
  ~Follower() { stop(); }

  void start();
  void stop();  // returns when it looks no more

 private:
  void run();

  Result<Done> look() const;

  const std::optional<PersonStage> persons_;
  ConsentRegister& consents_;
  Store& store_;
  const std::chrono::milliseconds period_;
  std::mutex mutex_;
  std::condition_variable signal_;
  bool stopping_ = false;  // under mutex_
  std::thread thread_;
};

}  // namespace pontis
