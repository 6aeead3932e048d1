#include "engine/flow/outbox.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <thread>

#include "engine/base/log.h"
#include "engine/flow/delivery.h"
#include "engine/flow/queue.h"

namespace pontis {

using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

// How long to gather what is queued before the store is asked again: under load one question then
// brings many deliveries, and one flush of the sink carries them.
constexpr milliseconds kGather = milliseconds(50);
// The store is also looked at without being woken: another engine or an operator may have queued.
constexpr milliseconds kPoll = seconds(1);
// Longer than a peer may take to answer, so that no other engine sends meanwhile. An engine that
// comes back after a crash has its own name and need not wait.
constexpr milliseconds kLease = seconds(60);
constexpr std::size_t kPage = 4096;  // deliveries read from the store at once

Time now() { return std::chrono::system_clock::now(); }

}  // namespace

milliseconds backOff(const OutboxOptions& options, int attempt, double chance) {
  double wait = static_cast<double>(options.first_retry.count());
  const auto most = static_cast<double>(options.last_retry.count());
  for (int i = 1; i < attempt && wait < most; ++i) wait *= 2;
  return milliseconds(static_cast<std::int64_t>(std::min(wait, most) * (0.8 + 0.4 * chance)));
}

class Outbox::Worker {
 public:
  Worker(std::string name, std::unique_ptr<Sink> sink, Delivery delivery, Store& store,
         std::string engine, OutboxOptions options)
      : name_(std::move(name)),
        sink_(std::move(sink)),
        delivery_(std::move(delivery)),
        store_(store),
        engine_(std::move(engine)),
        options_(std::move(options)),
        queue_(sink_->takesChains()) {}

  void start() {
    thread_ = std::thread([this] { run(); });
  }

  void wake() {
    {
      const std::lock_guard lock(mutex_);
      woken_ = true;
    }
    signal_.notify_one();
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    signal_.notify_one();
    sink_->stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void run() {
    while (!stopping()) {
      if (!own() || !settle() || held()) {
        sleep(now() + kPoll, false);
        continue;
      }
      refill();
      const auto tickets = queue_.take(now(), options_.batch);
      if (tickets.empty()) {
        const Time poll = more_ ? gather_at_ : now() + kPoll;
        sleep(std::min(queue_.nextDue().value_or(poll), poll), true);
        continue;
      }
      attempt(tickets);
    }
  }

  bool stopping() {
    const std::lock_guard lock(mutex_);
    return stopping_;
  }

  void sleep(Time until, bool wakeable) {
    std::unique_lock lock(mutex_);
    signal_.wait_until(lock, until, [&] { return stopping_ || (wakeable && woken_); });
    if (woken_ && wakeable) {
      woken_ = false;
      more_ = true;
    }
  }

  // Keeps the lease on this sink's queue. What is known of the queue is forgotten with the lease:
  // another engine may have delivered it meanwhile.
  bool own() {
    const auto at = std::chrono::steady_clock::now();
    if (at < renew_at_) return true;
    const auto owned = store_.lease(name_, engine_, kLease);
    if (owned && *owned) {
      if (!owner_) forget();
      owner_ = true;
      renew_at_ = at + kLease / 3;
      lost_at_ = at + kLease;
      return true;
    }
    if (!owned) complain(owned.error());
    if (owner_ && (owned || at >= lost_at_)) owner_ = false;
    return owner_ && at < lost_at_ && owned;
  }

  void forget() {
    queue_.clear();
    settlements_.clear();
    untried_.clear();
    last_ticket_ = 0;
    more_ = true;
  }

  // True while an operator has to look at this sink first.
  bool held() {
    if (!was_held_ && now() < held_at_) return false;
    held_at_ = now() + kPoll;
    const auto asked = store_.held(name_);
    if (!asked) complain(asked.error());
    const bool is_held = !asked || *asked;
    if (was_held_ && !is_held) forget();  // what was held is queued again, under its old ticket
    was_held_ = is_held;
    return is_held;
  }

  void refill() {
    const Time at = now();
    if (at < (more_ ? gather_at_ : poll_at_)) return;
    gather_at_ = at + kGather;
    poll_at_ = at + kPoll;
    more_ = false;
    while (queue_.size() < options_.window) {
      const auto page = store_.pending(name_, last_ticket_, kPage);
      if (!page) return complain(page.error());
      for (const Pending& pending : *page) {
        queue_.add(pending);
        last_ticket_ = pending.ticket;
      }
      if (page->size() < kPage) return;
    }
    more_ = true;
  }

  void attempt(const std::vector<std::int64_t>& tickets) {
    auto due = store_.fetch(tickets);
    if (!due) {
      complain(due.error());
      std::for_each(tickets.rbegin(), tickets.rend(),
                    [this](std::int64_t ticket) { queue_.untried(ticket); });
      sleep(now() + kPoll, false);
      return;
    }
    untried_.clear();
    for (const Due& each : *due) untried_.insert(each.ticket);
    for (const std::int64_t ticket : tickets)
      if (!untried_.contains(ticket)) queue_.done(ticket);  // an operator took it away
    for (Attempt& made : delivery_.make(*due, *sink_)) {
      untried_.erase(made.ticket);
      settlements_.push_back(judge(made));
    }
    // A sink that stops tries nothing: do not ask it again at once.
    if (settlements_.empty()) sleep(now() + kPoll, false);
    // Nothing more leaves before the store knows what has left.
    while (!settle() && !stopping()) sleep(now() + kPoll, false);
  }

  Settlement judge(Attempt& made) {
    Settlement settlement{.ticket = made.ticket,
                          .loss = std::move(made.loss),
                          .hits = std::move(made.hits),
                          .unmapped = std::move(made.unmapped),
                          .audit = std::move(made.audit)};
    if (!made.filtered.empty()) {
      settlement.state = DeliveryState::kFiltered;
      settlement.detail = std::move(made.filtered);
      return settlement;
    }
    if (made.answer) {
      settlement.detail = std::move(*made.answer);
      return settlement;
    }
    const Error& error = made.answer.error();
    const int attempts = queue_.attempts(made.ticket);
    settlement.detail = error.text;
    const bool spent = options_.attempts > 0 && std::cmp_greater_equal(attempts, options_.attempts);
    if (error.retryable() && !spent) {
      settlement.state = DeliveryState::kQueued;
      settlement.due = now() + backOff(options_, attempts, chance_(random_));
      if (attempts == 1)
        log(Level::kWarn, name_, "delivery failed: it will be tried again", {{"why", error.text}});
      return settlement;
    }
    settlement.state =
        options_.on_reject == "hold" ? DeliveryState::kHeld : DeliveryState::kErrored;
    log(Level::kError, name_,
        settlement.state == DeliveryState::kHeld ? "rejected: this sink is on hold"
                                                 : "rejected: kept as a dead letter",
        {{"ticket", std::to_string(made.ticket)}, {"why", error.text}});
    return settlement;
  }

  // Makes the outcomes of the last attempts durable. Until it succeeds nothing more is sent.
  bool settle() {
    if (settlements_.empty() && untried_.empty()) return true;
    if (const auto kept = store_.settle(settlements_); !kept) {
      complain(kept.error());
      return false;
    }
    giveBack();
    settlements_.clear();
    return true;
  }

  // Tells the queue what came of the deliveries it gave: first those that are over, oldest first,
  // then the others, newest first.
  void giveBack() {
    std::map<std::int64_t, std::optional<Time>, std::greater<>> back;
    for (const std::int64_t ticket : untried_) back[ticket] = std::nullopt;
    untried_.clear();
    for (const Settlement& settlement : settlements_) {
      was_held_ = was_held_ || settlement.state == DeliveryState::kHeld;
      if (settlement.state == DeliveryState::kQueued)
        back[settlement.ticket] = settlement.due;
      else
        queue_.done(settlement.ticket);
    }
    for (const auto& [ticket, due] : back) {
      if (due)
        queue_.again(ticket, *due);
      else
        queue_.untried(ticket);
    }
  }

  void complain(const Error& error) {
    log(Level::kError, name_, "the store did not answer: nothing is lost, trying again",
        {{"why", error.text}});
  }

  const std::string name_;
  const std::unique_ptr<Sink> sink_;
  const Delivery delivery_;
  Store& store_;
  const std::string engine_;
  const OutboxOptions options_;

  Queue queue_;
  std::vector<Settlement> settlements_;  // made, but not yet durable
  std::set<std::int64_t> untried_;       // taken, but left where they were
  std::int64_t last_ticket_ = 0;
  bool more_ = true;  // the store may have more than was read
  bool was_held_ = true;
  bool owner_ = false;
  Time gather_at_{}, poll_at_{}, held_at_{};  // not before these is the store asked again
  std::chrono::steady_clock::time_point renew_at_{}, lost_at_{};
  std::mt19937 random_{std::random_device{}()};
  std::uniform_real_distribution<double> chance_{0, 1};

  std::mutex mutex_;
  std::condition_variable signal_;
  bool woken_ = false, stopping_ = false;  // under mutex_
  std::thread thread_;
};

Outbox::Outbox(std::string sink_name, std::unique_ptr<Sink> sink, Delivery delivery, Store& store,
               std::string engine, OutboxOptions options)
    : worker_(std::make_unique<Worker>(std::move(sink_name), std::move(sink), std::move(delivery),
                                       store, std::move(engine), std::move(options))) {}

Outbox::~Outbox() { worker_->stop(); }
void Outbox::start() { worker_->start(); }
void Outbox::wake() { worker_->wake(); }
void Outbox::stop() { worker_->stop(); }

}  // namespace pontis
