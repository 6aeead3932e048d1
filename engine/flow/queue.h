// Queue: which deliveries of one sink may leave now.
//
// A delivery waits until it is the oldest of every person it concerns and its time has come. So
// deliveries that share a person keep their order, a merge (two persons) waits for both and holds
// both back, and everybody else goes on.
//
// Not thread safe: it belongs to the Outbox's thread. Every operation costs O(log n).
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "engine/store/store.h"

namespace pontis {

class Queue {
 public:
  // `chained`: take() may give several deliveries of one person, in order, because the sink
  // takes chains (Sink::takesChains).
  explicit Queue(bool chained = false) : chained_(chained) {}

  // REQUIRES: tickets come in ascending order.
  void add(const Pending& pending);

  // Takes up to `limit` deliveries that may leave at `now`, oldest first. Unless chained, no two of
  // them, and none that is still taken, concern the same person. Each must be given back: first
  // those that are done(), oldest first, then the others, newest first.
  std::vector<std::int64_t> take(Time now, std::size_t limit);

  // The delivery is settled for good: those behind it move up.
  void done(std::int64_t ticket);
  // The delivery is to be tried again at `due`; it keeps its place.
  void again(std::int64_t ticket, Time due);
  // The delivery was not tried after all.
  void untried(std::int64_t ticket);

  // How often the delivery was tried, counting the attempts under way.
  int attempts(std::int64_t ticket) const { return entries_.at(ticket).attempts; }

  // When the next delivery that waits only for its time is due; nothing if there is none.
  std::optional<Time> nextDue() const;

  std::size_t size() const { return entries_.size(); }
  void clear();

 private:
  struct Entry {
    std::vector<std::uint64_t> keys;  // hashes: two persons with one hash are ordered together
    std::size_t behind = 0;           // in how many of its keys' lines it has to wait
    int attempts = 0;
    Time due{};
  };
  // Those that wait for one person, in order; the first `taken` of them are let by.
  struct Line {
    std::deque<std::int64_t> tickets;
    std::size_t taken = 0;
  };
  void stand(std::int64_t ticket, const Entry& entry);    // it waits for nobody
  void unstand(std::int64_t ticket, const Entry& entry);  // it has to wait again
  void letBy(Line& line);
  void holdBack(Line& line);
  void forget(std::int64_t ticket, Line& line);

  const bool chained_;
  Time seen_{};  // when take() last looked
  std::unordered_map<std::int64_t, Entry> entries_;
  std::unordered_map<std::uint64_t, Line> lines_;  // of each person key
  std::set<std::int64_t> ready_;  // waiting for nobody, and due when last looked at
  std::set<std::pair<Time, std::int64_t>> waiting_;  // waiting for nobody, not yet due
};

}  // namespace pontis
