// HeadCheck: holds the records of a log, as they are settled, against the heads.
//
// Not thread safe.
#pragma once

#include "engine/audit/merkle.h"
#include "engine/audit/verify.h"

namespace pontis {

class HeadCheck {
 public:
  explicit HeadCheck(std::vector<TreeHead> heads);

  // The next records of the chain, in order.
  void settled(const SettledEntries& entries);

  // As in AuditVerdict.
  const std::vector<AuditFault>& faults() const { return faults_; }
  const std::vector<std::string>& notes() const { return notes_; }
  std::uint64_t confirmed() const { return confirmed_; }

 private:
  void checkHeads();  // those over exactly the records that were settled
  void check(const TreeHead& head);
  void contradict(const TreeHead& head);
  void note(const TreeHead& head);

  std::vector<TreeHead> heads_;  // by size
  std::size_t at_ = 0;           // the first that is not checked
  std::vector<AuditFault> faults_;
  std::vector<std::string> notes_;
  std::uint64_t confirmed_ = 0;
  MerkleFrontier tree_;
  std::uint64_t size_ = 0;
  std::optional<Digest> last_ = Digest{};
  bool chained_ = true;        // the chain, and not only a head, tells `last_`
  bool broken_ = false;        // a record's hash is lost: no root can be made
  bool contradicted_ = false;  // a head did not agree
};

}  // namespace pontis
