// ChainReader: follows a chain of entries line by line, and names what was done to it.
//
// Each entry names its place (`seq`) and its predecessor (`prev`), both below its own hash. So a
// line that is no entry is a damaged one, whose place follows from its neighbours; a gap is a
// removal, and the entry after the gap still tells the hash of the one that is gone; an entry that
// comes too early or too late was moved; and of two entries that do not fit together the one that
// its other neighbour does not vouch for is false.
//
// What a forger makes anew from some entry to the end fits together again. That is what signed
// heads are for (verify.h).
//
// Memory: for each line that is damaged or out of place, not for those in order. Not thread safe.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "engine/audit/entry.h"

namespace pontis {

struct ChainFault {
  enum class Kind {
    kAltered,   // the bytes of the entry are not what its hash is over
    kMissing,   // the entry is not there
    kInserted,  // the line is not of the chain
    kMoved,     // the entry stands elsewhere
    kReplaced,  // the entry is whole, but not the one that its neighbours were chained to
  };
  Kind kind = Kind::kAltered;
  std::uint64_t first = 0, last = 0;  // seq of the entries; for kInserted, what it passes for
  std::uint64_t line = 0;             // where in the log, from 1
  bool operator==(const ChainFault&) const = default;
};

// What is known for certain of the entries, in the order of the chain: each comes once.
struct SettledEntries {
  std::uint64_t first = 0, last = 0;
  std::optional<Digest> hash;  // of the last; nothing if nobody knows. Of the others nobody does.
  bool chained = true;         // false if only the promise tells the hash
};

class ChainReader {
 public:
  using Settle = std::function<void(const SettledEntries&)>;
  explicit ChainReader(Settle settle = {}) : settle_(std::move(settle)) {}

  // Takes the next line; nothing if it is no entry (readEntry).
  void read(const std::optional<EntryView>& entry);

  // Ends the reading. `promised` is where the chain must at least have come to, if that is known.
  void finish(const ChainEnd& promised);

  // After finish(): in the order of the chain, and how many entries it has, or should have.
  const std::vector<ChainFault>& faults() const { return faults_; }
  std::uint64_t size() const { return next_; }

 private:
  struct Link {
    std::uint64_t seq;
    Digest prev, hash;
    std::uint64_t line;
  };
  struct Gap {
    std::uint64_t last;
    std::optional<Digest> hash;  // of the last
    std::uint64_t line;
  };

  void place(const Link& link);
  void placeLate(const Link& link);
  void placeEarly();  // entries that came too early, as far as it is their turn
  void advance(const Link& link);
  void jump(const Link& link);
  void join(const Link& link);
  void preferRival();
  void decideDoubt(bool next_vouches);
  void settleNewest();
  void settle(std::uint64_t first, std::uint64_t last, std::optional<Digest> hash);
  void add(ChainFault::Kind kind, std::uint64_t first, std::uint64_t last, std::uint64_t line);
  void finishTail(const ChainEnd& promised);

  Settle settle_;
  std::vector<ChainFault> faults_;
  std::uint64_t line_ = 0;
  std::uint64_t next_ = 0;      // seq of the entry that comes next
  std::optional<Link> newest_;  // the last that was placed; not settled yet, its successor decides
  std::optional<Link> doubtful_;  // the one before it, if the two do not fit; not settled either
  std::optional<Link> rival_;     // a second entry with the newest's seq
  std::optional<Link> held_;      // one behind a gap, until the next shows whether the gap is one
  std::vector<std::uint64_t> damaged_;  // lines that are no entries, since the newest
  std::map<std::uint64_t, Link> early_;
  std::map<std::uint64_t, Gap> gaps_;  // by their first
};

}  // namespace pontis
