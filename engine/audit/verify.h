// Verify: whether a log is what its heads signed, and if not, which record or head is wrong.
//
// It needs the lines of the log, the lines of the heads and the public keys, and reads each once.
// Two things it cannot see, since nothing in the three shows them: that records after the last head
// were cut off, and that log and heads together were put back to an earlier state. Against the
// first, a head is signed when a log is exported; against the second, keep a head elsewhere
// (`Witness`).
//
// Not thread safe.
#pragma once

#include <string>

#include "engine/audit/chain_reader.h"
#include "engine/audit/lines.h"
#include "engine/audit/tree_head.h"

namespace pontis {

struct AuditFault {
  enum class Where {
    kHeads,    // first to last are heads
    kRecords,  // first to last are records of the log
  };
  Where where = Where::kRecords;
  std::uint64_t first = 0, last = 0;  // seq
  std::uint64_t line = 0;             // in its file, from 1; 0 if it is about no line
  std::string text;                   // for a human: "record 17 (line 18): …"
};

struct AuditVerdict {
  std::uint64_t records = 0, heads = 0;  // as many as there are, or should be
  std::uint64_t confirmed = 0;           // records that a head vouches for, without a fault
  std::vector<AuditFault> faults;
  std::vector<std::string> notes;  // what could not be checked, because of the faults
  bool ok() const { return faults.empty(); }
};

struct VerifyOptions {
  // The log is still being written: records after the last head are no fault.
  bool open = false;
  // Heads that somebody else kept: the log must still agree with them.
  std::vector<TreeHead> witnesses;
};

//   kUnavailable  one of the two cannot be read
Result<AuditVerdict> verifyAudit(AuditLines& log, AuditLines& heads,
                                 std::span<const PublicKey> keys,
                                 const VerifyOptions& options = {});

}  // namespace pontis
