#include "engine/audit/chain_reader.h"

#include <algorithm>
#include <tuple>

namespace pontis {

using Kind = ChainFault::Kind;

void ChainReader::read(const std::optional<EntryView>& entry) {
  ++line_;
  if (!entry) {
    // The damaged line stands behind the held entry, so that one cannot be out of its place.
    if (held_) advance(*std::exchange(held_, std::nullopt));
    damaged_.push_back(line_);
    return;
  }
  const Link link{entry->seq, entry->prev, entry->hash, line_};
  if (held_) {
    const Link held = *std::exchange(held_, std::nullopt);
    const bool fills = link.seq == next_ && link.prev == (newest_ ? newest_->hash : Digest{});
    if (fills)
      early_.emplace(held.seq, held);
    else
      advance(held);
  }
  place(link);
}

void ChainReader::place(const Link& link) {
  if (link.seq > next_ && damaged_.empty()) placeEarly();
  if (link.seq < next_)
    placeLate(link);
  else if (link.seq > next_ && damaged_.empty())
    held_ = link;
  else
    advance(link);
}

void ChainReader::placeEarly() {
  for (auto found = early_.find(next_); found != early_.end(); found = early_.find(next_)) {
    const Link link = found->second;
    if (!newest_ || link.prev != newest_->hash) return;
    early_.erase(found);
    add(Kind::kMoved, link.seq, link.seq, link.line);
    advance(link);
  }
}

void ChainReader::placeLate(const Link& link) {
  auto gap = gaps_.upper_bound(link.seq);
  if (gap != gaps_.begin() && std::prev(gap)->second.last >= link.seq) {
    --gap;
    const std::uint64_t first = gap->first;
    const Gap whole = gap->second;
    const bool genuine = link.seq < whole.last || whole.hash == link.hash;
    if (genuine) {
      gaps_.erase(gap);
      if (first < link.seq) gaps_[first] = {link.seq - 1, link.prev, whole.line};
      if (link.seq < whole.last) gaps_[link.seq + 1] = {whole.last, whole.hash, whole.line};
      return add(Kind::kMoved, link.seq, link.seq, link.line);
    }
  }
  if (newest_ && link.seq == newest_->seq) rival_ = link;
  add(Kind::kInserted, link.seq, link.seq, link.line);
}

void ChainReader::advance(const Link& link) {
  if (link.seq > next_) {
    jump(link);
  } else {
    for (const std::uint64_t line : damaged_) add(Kind::kInserted, next_, next_, line);
    join(link);
  }
  damaged_.clear();
  rival_.reset();
  newest_ = link;
  next_ = link.seq + 1;
}

// Places an entry behind others that are gone or damaged. It still tells the hash of the last.
void ChainReader::jump(const Link& link) {
  settleNewest();
  if (damaged_.empty())
    gaps_[next_] = {link.seq - 1, link.prev, link.line};
  else
    add(Kind::kAltered, next_, link.seq - 1, damaged_.front());
  settle(next_, link.seq - 1, link.prev);
}

// Places an entry directly behind the newest, which is settled if the two agree on it.
void ChainReader::join(const Link& link) {
  if (!newest_) {
    if (link.prev != Digest{}) add(Kind::kReplaced, link.seq, link.seq, link.line);
    return;
  }
  if (rival_ && rival_->hash == link.prev && newest_->hash != link.prev) preferRival();
  const bool agree = link.prev == newest_->hash;
  if (doubtful_) {
    decideDoubt(agree);
    settle(newest_->seq, newest_->seq, link.prev);
  } else if (agree) {
    settleNewest();
  } else {
    doubtful_ = newest_;
  }
}

// Of two entries for one place the second was genuine: the false line is the first.
void ChainReader::preferRival() {
  for (ChainFault& fault : faults_)
    if (fault.kind == Kind::kInserted && fault.line == rival_->line) fault.line = newest_->line;
  newest_ = std::exchange(rival_, std::nullopt);
}

// The newest does not follow the one before it: either of them is false.
void ChainReader::decideDoubt(bool next_vouches) {
  const Link before = *std::exchange(doubtful_, std::nullopt);
  const Link& guilty = next_vouches ? before : *newest_;
  add(Kind::kReplaced, guilty.seq, guilty.seq, guilty.line);
  settle(before.seq, before.seq, next_vouches ? newest_->prev : before.hash);
}

void ChainReader::settleNewest() {
  if (!newest_) return;
  if (doubtful_) {
    add(Kind::kReplaced, doubtful_->seq, newest_->seq, doubtful_->line);
    settle(doubtful_->seq, doubtful_->seq, std::nullopt);
    doubtful_.reset();
  }
  settle(newest_->seq, newest_->seq, newest_->hash);
}

void ChainReader::settle(std::uint64_t first, std::uint64_t last, std::optional<Digest> hash) {
  if (settle_) settle_({first, last, hash, true});
}

void ChainReader::add(Kind kind, std::uint64_t first, std::uint64_t last, std::uint64_t line) {
  faults_.push_back({kind, first, last, line});
}

void ChainReader::finish(const ChainEnd& promised) {
  if (held_) advance(*std::exchange(held_, std::nullopt));
  placeEarly();
  if (damaged_.empty() && newest_ && promised.size == next_) {
    if (rival_ && rival_->hash == promised.last && newest_->hash != promised.last) preferRival();
    if (doubtful_) decideDoubt(newest_->hash == promised.last);
  }
  settleNewest();
  finishTail(promised);
  for (const auto& [seq, link] : early_) add(Kind::kInserted, seq, seq, link.line);
  for (const auto& [first, gap] : gaps_) add(Kind::kMissing, first, gap.last, gap.line);
  std::stable_sort(faults_.begin(), faults_.end(), [](const ChainFault& a, const ChainFault& b) {
    return std::tie(a.first, a.line) < std::tie(b.first, b.line);
  });
}

void ChainReader::finishTail(const ChainEnd& promised) {
  std::uint64_t end = std::max(promised.size, next_);
  if (!damaged_.empty()) {
    // Without a promise every damaged line at the end may have been an entry.
    if (end == next_) end = next_ + damaged_.size();
    add(Kind::kAltered, next_, end - 1, damaged_.front());
  } else if (end > next_) {
    add(Kind::kMissing, next_, end - 1, line_ + 1);
  }
  if (end == next_) return;
  const bool known = promised.size == end && end == next_ + 1;
  if (settle_)
    settle_({next_, end - 1, known ? std::optional(promised.last) : std::nullopt, false});
  next_ = end;
}

}  // namespace pontis
