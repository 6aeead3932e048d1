// AuditChain: makes the log: gives each record its place in the chain and in the tree, and signs
// heads when they are due.
//
// The caller writes what it returns, in the transaction of the message, and state() with it; after
// a crash the chain goes on from what was written. Nothing here touches a disk.
//
// Not thread safe: it belongs to the one who writes the log.
#pragma once

#include <chrono>
#include <optional>

#include "engine/audit/merkle.h"
#include "engine/audit/tree_head.h"

namespace pontis {

// A head is due after so many records, or when the oldest record without one is so old.
struct HeadInterval {
  std::uint64_t records = 1024;
  std::chrono::milliseconds age = std::chrono::minutes(1);
};

class AuditChain {
 public:
  explicit AuditChain(HeadInterval interval = {}) : interval_(interval) {}

  // Goes on from a state().
  //   kMalformed  not such a text
  static Result<AuditChain> resume(std::string_view state, HeadInterval interval = {});
  // All that must be kept: sizes, last hashes, and the frontier of the tree. Canonical JSON.
  std::string state() const;

  // The next line of the log. REQUIRES: `record` is of writeRecord()
  Entry append(std::string_view record, Time now);

  bool headDue(Time now) const;
  // The next line of the heads, over all records so far.
  //   kInternal  OpenSSL could not sign; the head is still due
  Result<Entry> sign(const SigningKey& key, Time now);

  std::uint64_t size() const { return log_.size; }
  std::uint64_t unsignedRecords() const { return log_.size - signed_; }

 private:
  HeadInterval interval_;
  ChainEnd log_, heads_;
  MerkleFrontier tree_;
  std::uint64_t signed_ = 0;            // records that the last head is over
  std::optional<Time> unsigned_since_;  // when the oldest record without a head was appended
};

}  // namespace pontis
