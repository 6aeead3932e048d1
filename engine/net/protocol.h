// Protocol and Session: what a transport makes of the connections that one thread serves.
//
// A thread works in turns. It reads every connection that has bytes and hands them to the Sessions,
// which collect whole messages; then it calls turn() once, which has all of them accepted in one
// go and queues the replies; then it writes. So a few threads and a few commits carry many
// connections.
//
// Not thread safe: each serving thread has a Protocol of its own, so neither needs a lock.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace pontis {

// A connection as its Session sees it. Lives as long as the Session.
class Connection {
 public:
  virtual ~Connection() = default;
  // The certificate's subject, or the address.
  virtual const std::string& peer() const = 0;
  // Queues `bytes`; they leave when the turn is over, as the peer takes them.
  virtual void write(std::string_view bytes) = 0;
  // Reads no more, writes what is queued, then closes so that the peer can still read it.
  virtual void finish() = 0;
  // Asks for one Session::quiet() if nothing arrives for a moment (a quarter of a second).
  virtual void askQuiet() = 0;
};

enum class End {
  kPeer,     // the peer sends no more; it may still read
  kReset,    // the connection broke
  kIdle,     // silent for longer than the idle timeout
  kStopped,  // the listener stops
};

class Session {
 public:
  virtual ~Session() = default;
  // `bytes` arrived; they are gone after the call. Returns true if it holds more than it wants to
  // take in one turn: it is then called with no bytes in the next, before anything else is read.
  virtual bool receive(std::string_view bytes) = 0;
  // The moment after Connection::askQuiet() has passed in silence.
  virtual void quiet() {}
  // No byte arrives any more. Called at most once, and not after Connection::finish(). Unless `why`
  // is kPeer, the Session may be gone before the next turn().
  virtual void end(End why) = 0;
};

class Protocol {
 public:
  virtual ~Protocol() = default;
  virtual std::unique_ptr<Session> open(Connection& connection) = 0;
  // Everything that this turn brought has been received. The Sessions of this turn are alive.
  virtual void turn() = 0;
};

}  // namespace pontis
