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
  // REQUIRES: tickets come in ascending order.
  void add(const Pending& pending);

  // Takes up to `limit` deliveries that may leave at `now`, oldest first. No two of them, and none
  // that is still taken, concern the same person. Each must be given back by done() or again().
  std::vector<std::int64_t> take(Time now, std::size_t limit);

  // The delivery is settled for good: those behind it move up.
  void done(std::int64_t ticket);
  // The delivery is to be tried again at `due`; it keeps its place.
  void again(std::int64_t ticket, Time due);

  // How often the delivery was tried, counting the attempts under way.
  int attempts(std::int64_t ticket) const { return entries_.at(ticket).attempts; }

  // When the next delivery that waits only for its time is due; nothing if there is none.
  std::optional<Time> nextDue() const;

  std::size_t size() const { return entries_.size(); }
  void clear();

 private:
  struct Entry {
    std::vector<std::uint64_t> keys;  // hashes: two persons with one hash are ordered together
    std::size_t behind = 0;           // in how many of its keys' lines somebody stands before it
    int attempts = 0;
    Time due{};
  };
  void stand(std::int64_t ticket, const Entry& entry);  // at the head of all its lines

  std::unordered_map<std::int64_t, Entry> entries_;
  std::unordered_map<std::uint64_t, std::deque<std::int64_t>> lines_;  // of each person key
  std::set<std::int64_t> ready_;  // at the head of all lines, and due when last looked at
  std::set<std::pair<Time, std::int64_t>> waiting_;  // at the head of all lines, not yet due
};

}  // namespace pontis
