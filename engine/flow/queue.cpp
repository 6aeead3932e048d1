#include "engine/flow/queue.h"

#include <algorithm>
#include <functional>

namespace pontis {

void Queue::add(const Pending& pending) {
  Entry entry;
  entry.attempts = pending.attempts;
  entry.due = pending.due;
  for (const std::string& key : pending.keys) entry.keys.push_back(std::hash<std::string>{}(key));
  // A message may name the same person twice; it stands in that person's line once.
  std::sort(entry.keys.begin(), entry.keys.end());
  entry.keys.erase(std::unique(entry.keys.begin(), entry.keys.end()), entry.keys.end());
  for (const std::uint64_t key : entry.keys) {
    Line& line = lines_[key];
    entry.behind += line.tickets.size() > line.taken;
    line.tickets.push_back(pending.ticket);
  }
  // In an unchained queue whoever is taken still stands before the others.
  if (entry.behind == 0) stand(pending.ticket, entry);
  entries_.emplace(pending.ticket, std::move(entry));
}

void Queue::stand(std::int64_t ticket, const Entry& entry) {
  if (entry.due <= seen_)
    ready_.insert(ticket);
  else
    waiting_.emplace(entry.due, ticket);
}

void Queue::unstand(std::int64_t ticket, const Entry& entry) {
  ready_.erase(ticket);
  waiting_.erase({entry.due, ticket});
}

// The next of the line waits for one person fewer.
void Queue::letBy(Line& line) {
  if (++line.taken >= line.tickets.size()) return;
  const std::int64_t next = line.tickets[line.taken];
  Entry& entry = entries_.at(next);
  if (--entry.behind == 0) stand(next, entry);
}

// The opposite of letBy().
void Queue::holdBack(Line& line) {
  if (line.taken < line.tickets.size()) {
    const std::int64_t next = line.tickets[line.taken];
    Entry& entry = entries_.at(next);
    if (entry.behind++ == 0) unstand(next, entry);
  }
  --line.taken;
}

std::vector<std::int64_t> Queue::take(Time now, std::size_t limit) {
  seen_ = std::max(seen_, now);
  while (!waiting_.empty() && waiting_.begin()->first <= now) {
    ready_.insert(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
  }
  std::vector<std::int64_t> taken;
  while (!ready_.empty() && taken.size() < limit) {
    const std::int64_t ticket = *ready_.begin();
    ready_.erase(ready_.begin());
    taken.push_back(ticket);
    Entry& entry = entries_.at(ticket);
    ++entry.attempts;
    if (chained_)
      for (const std::uint64_t key : entry.keys) letBy(lines_.at(key));
  }
  return taken;
}

void Queue::forget(std::int64_t ticket, Line& line) {
  if (!chained_) letBy(line);
  const auto at = std::find(line.tickets.begin(), line.tickets.end(), ticket);
  line.tickets.erase(at);
  --line.taken;
}

void Queue::done(std::int64_t ticket) {
  const auto found = entries_.find(ticket);
  if (found == entries_.end()) return;
  const std::vector<std::uint64_t> keys = std::move(found->second.keys);
  entries_.erase(found);
  for (const std::uint64_t key : keys) {
    const auto line = lines_.find(key);
    forget(ticket, line->second);
    if (line->second.tickets.empty()) lines_.erase(line);
  }
}

void Queue::again(std::int64_t ticket, Time due) {
  Entry& entry = entries_.at(ticket);
  if (chained_)
    for (const std::uint64_t key : entry.keys) holdBack(lines_.at(key));
  entry.due = due;
  if (entry.behind == 0) stand(ticket, entry);
}

void Queue::untried(std::int64_t ticket) {
  Entry& entry = entries_.at(ticket);
  --entry.attempts;
  again(ticket, entry.due);
}

std::optional<Time> Queue::nextDue() const {
  if (!ready_.empty()) return Time{};
  if (waiting_.empty()) return std::nullopt;
  return waiting_.begin()->first;
}

void Queue::clear() {
  entries_.clear();
  lines_.clear();
  ready_.clear();
  waiting_.clear();
}

}  // namespace pontis
