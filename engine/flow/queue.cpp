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
    auto& line = lines_[key];
    entry.behind += !line.empty();
    line.push_back(pending.ticket);
  }
  if (entry.behind == 0) stand(pending.ticket, entry);
  entries_.emplace(pending.ticket, std::move(entry));
}

void Queue::stand(std::int64_t ticket, const Entry& entry) {
  if (entry.due == Time{})
    ready_.insert(ticket);
  else
    waiting_.emplace(entry.due, ticket);
}

std::vector<std::int64_t> Queue::take(Time now, std::size_t limit) {
  while (!waiting_.empty() && waiting_.begin()->first <= now) {
    ready_.insert(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
  }
  std::vector<std::int64_t> taken;
  while (!ready_.empty() && taken.size() < limit) {
    taken.push_back(*ready_.begin());
    ready_.erase(ready_.begin());
    ++entries_.at(taken.back()).attempts;
  }
  return taken;
}

void Queue::done(std::int64_t ticket) {
  const auto found = entries_.find(ticket);
  if (found == entries_.end()) return;
  const std::vector<std::uint64_t> keys = std::move(found->second.keys);
  entries_.erase(found);
  for (const std::uint64_t key : keys) {
    auto& line = lines_.at(key);
    line.pop_front();
    if (line.empty()) {
      lines_.erase(key);
      continue;
    }
    Entry& next = entries_.at(line.front());
    if (--next.behind == 0) stand(line.front(), next);
  }
}

void Queue::again(std::int64_t ticket, Time due) {
  Entry& entry = entries_.at(ticket);
  entry.due = due;
  stand(ticket, entry);
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
