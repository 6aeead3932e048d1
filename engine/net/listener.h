// Listener: accepts TCP connections and serves them with a few threads (epoll), however many there
// are. An idle connection costs a few hundred bytes.
//
// A peer that does not read its replies is not read from until it does, and keeps nobody else
// waiting. A connection over the limit is closed at once and the log says so. When the process runs
// out of descriptors, new connections wait in the system's backlog.
//
// Thread safety: start() and stop() belong to the owner; port() may be called by any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/net/protocol.h"
#include "engine/net/stream.h"

namespace pontis {

class EventLoop;

struct ListenerOptions {
  std::string listen = "127.0.0.1:0";  // port 0: the system chooses; see port()
  std::size_t threads = 2;
  std::size_t max_connections = 10'000;
  std::chrono::milliseconds idle_timeout{0};  // no byte either way for this long; 0: for ever
};

class Listener {
 public:
  // Makes one Protocol for each thread.
  using MakeProtocol = std::function<std::unique_ptr<Protocol>()>;
  // Puts a Stream over a connected, non-blocking descriptor, which it takes over.
  using MakeStream = std::function<std::unique_ptr<Stream>(int descriptor, std::string peer)>;

  // `name` stands in the log. Without `stream` the connections are plain TCP.
  Listener(std::string name, ListenerOptions options, MakeProtocol protocol,
           MakeStream stream = {});
  ~Listener();  // stops

  // Binds and begins.
  //   kUnavailable  the address is taken or not ours; the text says what to do
  Result<Done> start();

  // Lets the turns that are under way end, writes their replies (for a second at most; the log says
  // how many connections did not take theirs), ends every Session, and returns. May be repeated.
  void stop();

  std::uint16_t port() const { return port_; }

 private:
  struct Door;  // the listening socket
  // Takes the connections that wait; returns how long to leave the rest waiting.
  std::chrono::milliseconds admit();
  // The loop that serves the fewest connections.
  EventLoop& lightest();

  const std::string name_;
  const ListenerOptions options_;
  const MakeProtocol protocol_;
  const MakeStream stream_;
  std::unique_ptr<Door> door_;
  std::vector<std::unique_ptr<EventLoop>> loops_;
  std::atomic<std::size_t> open_{0};
  std::atomic<std::uint16_t> port_{0};
};

}  // namespace pontis
