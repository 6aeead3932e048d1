// Snapshots: the shared patient index as a file beside the store, so that a restart reads that and
// the end of the log, and not the whole log.
//
// The log is the truth. A snapshot that is missing, damaged, of another program or of another log
// costs time and nothing else.
//
// Thread safety: restore(), start() and stop() by one thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "engine/index/index.h"
#include "engine/store/store.h"

namespace pontis {

class Snapshots {
 public:
  // Replaying so many events takes a few seconds.
  static constexpr std::int64_t kEvery = 250'000;
  // The fork that a snapshot begins with leaves small pages where large ones were, and until the
  // system has gathered them again, in minutes, the feed is a third slower.
  static constexpr std::chrono::seconds kApart = std::chrono::hours(1);

  // `index` and `store` outlive this. A new one is written when the log has grown by `every`
  // events, but not within `apart` of the start or of the last attempt; and when the engine stops,
  // if the log has grown by a tenth of `every`.
  Snapshots(Index& index, Store& store, std::string path, std::int64_t every = kEvery,
            std::chrono::seconds apart = kApart)
      : index_(index), store_(store), path_(std::move(path)), every_(every), apart_(apart) {}
  ~Snapshots() { stop(); }

  // Fills the index, which is new: from the snapshot if there is one of this log, and from the log.
  // Errors as the Store's.
  Result<Done> restore();
  void start();
  // Returns when nothing is written any more.
  void stop();

 private:
  Result<bool> restoreFromFile();
  void run(const std::stop_token& stop);
  void write(const std::stop_token& stop);

  Index& index_;
  Store& store_;
  const std::string path_;
  const std::int64_t every_;
  const std::chrono::seconds apart_;
  std::int64_t written_ = 0;  // number of the last event in the file
  std::mutex mutex_;
  std::condition_variable_any signal_;
  std::jthread thread_;
};

}  // namespace pontis
