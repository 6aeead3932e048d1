// HeadCheck: holds the records of a log, as they are settled, against the heads.
//
// Not thread safe.
#pragma once

#include "engine/audit/merkle.h"
#include "engine/audit/verify.h"

namespace pontis {

class HeadCheck {
 public:
  // Faults and notes go into `verdict`, which outlives this.
  HeadCheck(std::vector<TreeHead> heads, AuditVerdict& verdict);

  // The next records of the chain, in order.
  void settled(const SettledEntries& entries);

 private:
  void checkHeads();  // those over exactly the records that were settled
  void check(const TreeHead& head);
  void contradict(const TreeHead& head);
  void note(const TreeHead& head);

  std::vector<TreeHead> heads_;  // by size
  std::size_t at_ = 0;           // the first that is not checked
  AuditVerdict& verdict_;
  MerkleFrontier tree_;
  std::uint64_t size_ = 0;
  std::optional<Digest> last_ = Digest{};
  bool chained_ = true;        // the chain, and not only a head, tells `last_`
  bool broken_ = false;        // a record's hash is lost: no root can be made
  bool contradicted_ = false;  // a head did not agree
};

}  // namespace pontis
