// Pool: a few connections for reading, so that nobody who reads makes a writer wait.
//
// Thread safety: any thread may borrow; a borrowed connection is one thread's until it returns.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "engine/store/database.h"

namespace pontis {

class Pool {
 public:
  using Open = std::function<Result<std::unique_ptr<Database>>()>;

  // Opens connections when they are first needed, at most `limit`.
  Pool(Open open, std::size_t limit) : open_(std::move(open)), left_(limit) {}

  // Runs `use` with a connection; waits while all are in use. kUnavailable if none can be opened.
  template <class T>
  Result<T> with(const std::function<Result<T>(Database&)>& use) {
    auto database = take();
    if (!database) return database.error();
    Result<T> result = use(**database);
    give(std::move(*database));
    return result;
  }

 private:
  Result<std::unique_ptr<Database>> take();
  void give(std::unique_ptr<Database> database);

  const Open open_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Database>> idle_;
  std::size_t left_;  // how many more may be opened
};

}  // namespace pontis
