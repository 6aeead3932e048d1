// Outgoing connections whose every wait can be ended by another thread.
#pragma once

#include <poll.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <span>
#include <string>

#include "engine/base/result.h"
#include "engine/net/stream.h"

namespace pontis {

// A flag that a poll() notices.
//
// Thread safety: set() and isSet() may be called by any thread.
class Signal {
 public:
  Signal();
  ~Signal();
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

  void set();  // for good
  bool isSet() const { return set_; }

  // Waits until one of `ready` is, the signal is set or the time has passed.
  void wait(std::span<const pollfd> ready, std::chrono::milliseconds most) const;

 private:
  const int descriptor_;
  std::atomic<bool> set_{false};
};

// Begins to connect to "host:port" and returns at once. The Stream wants to be written to until the
// connection stands, and fails if it cannot be made.
//   kInvalid, kUnavailable  as resolve(), or no descriptor is left
Result<std::unique_ptr<Stream>> beginConnection(const std::string& address);

}  // namespace pontis
