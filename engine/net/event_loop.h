// EventLoop: one thread of a Listener, and the connections it serves. See protocol.h for what a
// turn is.
//
// Thread safety: adopt(), stop() and size() may be called by any thread; everything else is the
// loop's own.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/net/protocol.h"
#include "engine/net/stream.h"

namespace pontis {

class EventLoop {
 public:
  using Clock = std::chrono::steady_clock;
  // Takes what waits at a listening socket; returns how long to leave it alone (0: not at all).
  using OnReady = std::function<std::chrono::milliseconds()>;

  // `closed` is called for each connection that has gone.
  EventLoop(std::string name, std::chrono::milliseconds idle_timeout,
            std::unique_ptr<Protocol> protocol, std::function<void()> closed);
  ~EventLoop();  // stops

  // Serves `listening` too. Call before start().
  void watch(int listening, OnReady ready);
  void start();
  // Serves `stream` from the next turn on.
  void adopt(std::unique_ptr<Stream> stream);
  std::size_t size() const { return size_.load(std::memory_order_relaxed); }
  // As Listener::stop().
  void stop();

 private:
  class Link;  // a connection of this loop

  void run();
  void takeAdopted();
  void takeListening();
  void handle(Link& link, unsigned events);
  void readFrom(Link& link);
  void giveTo(Link& link, std::string_view bytes);
  void endOf(Link& link, End why);
  void carryOn();  // Sessions that hold more than one turn's worth
  void settle();   // writes, closes and watches what this turn touched
  void settle(Link& link);
  void flush(Link& link);
  void discard(Link& link);
  void interest(Link& link);
  void touch(Link& link);
  void close(Link& link);
  void sweep();  // quiet and idle connections
  int patience() const;
  void shutDown();
  void wake() const;

  const std::string name_;
  const std::chrono::milliseconds idle_timeout_;
  const std::unique_ptr<Protocol> protocol_;
  const std::function<void()> closed_;
  const int epoll_;
  const int wake_;
  int listening_ = -1;
  OnReady ready_;
  Clock::time_point listen_again_{};  // when a paused listening socket is watched again
  bool paused_ = false;

  Clock::time_point now_ = Clock::now();
  Clock::time_point swept_ = now_;
  std::vector<char> scratch_;
  std::vector<std::unique_ptr<Link>> links_;
  std::vector<Link*> touched_, more_, quiet_;

  std::atomic<std::size_t> size_{0};
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::vector<std::unique_ptr<Stream>> adopted_;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace pontis
