#include "engine/flow/snapshots.h"

#include <chrono>

#include "engine/base/log.h"
#include "engine/flow/person_stage.h"

namespace pontis {
namespace {

constexpr auto kPeriod = std::chrono::seconds(1);

}  // namespace

Result<Done> Snapshots::restore() {
  const Result<bool> restored = restoreFromFile();
  if (!restored) return restored.error();
  if (*restored) return Done{};
  index_.forget();
  written_ = 0;
  return PersonStage(index_, store_).catchUp(0);
}

// False if there is no snapshot of this log.
Result<bool> Snapshots::restoreFromFile() {
  const auto loaded = index_.load(path_);
  if (!loaded) {
    if (loaded.error().code != Code::kNotFound)
      log(Level::kInfo, "index", "the snapshot is not used: the log is read instead",
          {{"why", loaded.error().text}});
    return false;
  }
  written_ = index_.lastNumber();
  bool recognised = false;
  Result<Done> applied = Done{};
  const std::int64_t from = std::min(loaded->from, loaded->mark.number - 1);
  const auto read = store_.identity(from, [&](const IdentityEvent& event) {
    recognised = recognised || markOf(event) == loaded->mark;
    if (applied) applied = index_.replay(event);
  });
  if (!read) return read.error();
  if (recognised && applied) return true;
  log(Level::kWarn, "index", "the snapshot is not of this log, which is read instead", {});
  return false;
}

void Snapshots::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Snapshots::stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
  if (index_.lastNumber() - written_ >= every_ / 10) write({});
}

void Snapshots::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  auto tried = std::chrono::steady_clock::now();
  while (!signal_.wait_for(lock, stop, kPeriod, [] { return false; }) && !stop.stop_requested()) {
    const auto now = std::chrono::steady_clock::now();
    if (now - tried < apart_ || index_.lastNumber() - written_ < every_) continue;
    write(stop);
    tried = now;
  }
}

void Snapshots::write(const std::stop_token& stop) {
  const std::int64_t last = index_.lastNumber();
  const auto done = index_.save(path_, stop);
  if (done)
    written_ = last;
  else if (!stop.stop_requested())
    log(Level::kWarn, "index", "no snapshot was written: a restart will take longer",
        {{"why", done.error().text}});
}

}  // namespace pontis
