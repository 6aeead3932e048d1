// Outbox: delivers what one sink is owed.
//
// Deliveries that share a person key leave in the order in which their messages were accepted; all
// others are independent of each other (see Queue). A delivery that waits to be tried again holds
// back its persons and nobody else. A delivery may be repeated after a crash, never lost.
//
// One engine at a time serves a sink (Store::lease), and one thread in it, so order needs no lock.
//
// Thread safety: wake() may be called by any thread; start() and stop() by the owner.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "engine/core/adapter.h"
#include "engine/flow/delivery.h"
#include "engine/store/store.h"

namespace pontis {

struct OutboxOptions {
  std::chrono::milliseconds first_retry = std::chrono::seconds(1);  // doubles with each attempt
  std::chrono::milliseconds last_retry = std::chrono::minutes(5);   // and grows no further
  std::size_t attempts = 0;               // then a dead letter; 0: tried for ever
  std::string on_reject = "dead_letter";  // or "hold": stop this sink's queue for the operator
  std::size_t batch = 1000;               // deliveries handed to the sink at once
  std::size_t window = 100'000;           // deliveries known in memory at once
};

// How long to wait after the `attempt`th failure (1-based): first_retry doubled each time, at most
// last_retry, then up to a fifth longer or shorter as `chance` (0 to 1) says, so that many sinks do
// not come back to one peer in step.
std::chrono::milliseconds backOff(const OutboxOptions& options, int attempt, double chance);

class Outbox {
 public:
  // `delivery` makes the attempts. `engine` names this process in the store's leases. `store`
  // outlives the Outbox.
  Outbox(std::string sink_name, std::unique_ptr<Sink> sink, Delivery delivery, Store& store,
         std::string engine, OutboxOptions options);
  ~Outbox();  // stops

  void start();
  // Says that something may be due.
  void wake();
  // Returns when no attempt is under way; none begins afterwards.
  void stop();

 private:
  class Worker;
  std::unique_ptr<Worker> worker_;
};

}  // namespace pontis
