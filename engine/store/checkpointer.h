// Checkpointer: keeps the log of SQLite's commits from growing without bound, without making
// commits wait for it.
//
// Most of the log is moved into the database file while writers go on. What they added meanwhile is
// little, and is moved between two commits; then nothing is left and the log begins anew, in the
// space it already has on disk (overwriting flushes faster than growing).
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "engine/store/group_commit.h"

namespace pontis {

class Checkpointer {
 public:
  // `database` is its own connection. `commit` outlives the Checkpointer.
  Checkpointer(std::unique_ptr<Database> database, GroupCommit& commit);
  ~Checkpointer();

 private:
  void run();
  bool restartLog();

  const std::unique_ptr<Database> database_;
  GroupCommit& commit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t log_bytes_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace pontis
