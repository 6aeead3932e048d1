#include "engine/flow/retirement.h"

#include "engine/base/log.h"

namespace pontis {

void Retirement::start() {
  if (rules_.empty()) return;
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Retirement::stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

Result<std::int64_t> Retirement::apply(Time now, const std::stop_token& stop) {
  std::int64_t total = 0;
  for (const RetentionRule& rule : rules_) {
    const Time before = rule.age.count() == 0 ? Time{} : now - rule.age;
    for (std::int64_t gone = 1; gone > 0 && !stop.stop_requested();) {
      const auto retired = store_.retire(rule.channel, before, rule.bytes);
      if (!retired) return retired.error();
      gone = *retired;
      total += gone;
    }
  }
  // Some space is left for what comes; a commit of messages may go between two of these.
  for (std::int64_t left = total > 0 ? 1 : 0; left > 0 && !stop.stop_requested();) {
    const auto rest = store_.shrink();
    if (!rest) return rest.error();
    left = *rest;
  }
  return total;
}

void Retirement::run(const std::stop_token& stop) {
  bool failing = false;
  std::unique_lock lock(mutex_);
  do {
    lock.unlock();
    const auto done = apply(std::chrono::system_clock::now(), stop);
    if (!done && !failing)
      log(Level::kWarn, "retention", "old messages were not taken away: trying again",
          {{"why", done.error().text}});
    if (done && *done > 0)
      log(Level::kInfo, "retention", "old messages were taken away",
          {{"count", std::to_string(*done)}});
    failing = !done;
    lock.lock();
  } while (!signal_.wait_for(lock, stop, period_, [] { return false; }) && !stop.stop_requested());
}

}  // namespace pontis
