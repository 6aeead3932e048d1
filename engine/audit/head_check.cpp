#include "engine/audit/head_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace pontis {

HeadCheck::HeadCheck(std::vector<TreeHead> heads) : heads_(std::move(heads)) {
  std::sort(heads_.begin(), heads_.end(), [](const TreeHead& a, const TreeHead& b) {
    return std::tie(a.size, a.number) < std::tie(b.size, b.number);
  });
  checkHeads();
}

void HeadCheck::settled(const SettledEntries& entries) {
  // Of several only the last can be known, so a head that ends before it finds nothing to hold.
  if (entries.first < entries.last || !entries.hash) broken_ = true;
  for (; at_ < heads_.size() && heads_[at_].size <= entries.last; ++at_) note(heads_[at_]);
  if (!broken_) tree_.append(leafHash(entries.hash->view()));
  size_ = entries.last + 1;
  last_ = entries.hash;
  chained_ = entries.chained;
  checkHeads();
}

void HeadCheck::checkHeads() {
  for (; at_ < heads_.size() && heads_[at_].size == size_; ++at_) check(heads_[at_]);
}

void HeadCheck::check(const TreeHead& head) {
  if (!last_ || (broken_ && !chained_)) return note(head);
  if (*last_ != head.last || (contradicted_ && !broken_ && tree_.root() != head.root))
    return contradict(head);
  if (broken_ || tree_.root() == head.root) {
    confirmed_ = size_;
    return;
  }
  faults_.push_back(
      {AuditFault::Where::kHeads, head.number, head.number, 0,
       fmt::format("head {}: it signs another tree over the same records", head.number)});
}

void HeadCheck::note(const TreeHead& head) {
  notes_.push_back(fmt::format("head {} cannot be held against record {}, which is lost",
                               head.number, head.size - 1));
}

void HeadCheck::contradict(const TreeHead& head) {
  // Whoever changes a record and makes the chain anew changes all that follows: once is enough.
  if (std::exchange(contradicted_, true)) {
    notes_.push_back(fmt::format("head {} does not agree with the log either", head.number));
    return;
  }
  const std::uint64_t first = confirmed_, last = head.size - 1;
  faults_.push_back(
      {AuditFault::Where::kRecords, first, last, 0,
       fmt::format(
           "records {} to {}: the chain was made anew; they are not what head {} signed on {}",
           first, last, head.number, toText(head.time))});
}

}  // namespace pontis
