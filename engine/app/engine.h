// Engine: everything a configuration asks for, running.
//
// Start: store, then outboxes, then sources, so that nothing is taken that cannot be kept. Stop:
// the other way round, so that nothing taken is left unanswered.
//
// Thread safety: start() and stop() by one thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/app/config.h"
#include "engine/flow/audit_feed.h"
#include "engine/flow/follower.h"
#include "engine/flow/retirement.h"
#include "engine/flow/snapshots.h"
#include "engine/store/store.h"

namespace pontis {

class Maps;

class Engine {
 public:
  // Builds every component: reads maps, opens nothing. `store` outlives the Engine. `name` stands
  // in the store's leases: an engine that comes back under its name has its queues at once.
  //   kInvalid  an option an adapter refuses, a mistake in a map
  static Result<std::unique_ptr<Engine>> build(const EngineConfig& config, Store& store,
                                               std::string name);
  // The same check without a store: what `pontis validate` does.
  static Result<Done> check(const EngineConfig& config);

  ~Engine();  // stops

  // Reads the patient index from the store first.
  // kUnavailable  an address is taken, …: what had begun is stopped again
  Result<Done> start();
  void stop();

  // The shared patient index; null if the configuration has none. Ready after start().
  Index* index() { return index_.get(); }
  // Of the index: they hold what an erasure has taken away.
  void dropSnapshots();
  ConsentRegister& consents() { return *consents_; }
  const Auditor& auditor() const { return *auditor_; }

 private:
  Engine(Store& store, std::string name) : store_(store), name_(std::move(name)) {}

  GateOptions gateOptions(const ChannelConfig& channel, const Recipient& recipient,
                          std::string action, std::string address) const;
  Result<Done> addSinks(const ChannelConfig& channel, Maps& maps, ChannelPlan& plan);
  Result<Done> startIndex();
  Result<Done> recordStart();
  void recordStop();

  Store& store_;
  const std::string name_;
  std::unique_ptr<Index> index_;  // outlives who asks it
  PrivacyConfig privacy_;
  std::string snapshot_, configuration_;  // the file; the digest of all that was configured
  std::unique_ptr<Auditor> auditor_;
  std::unique_ptr<ConsentRegister> consents_;
  std::unique_ptr<Snapshots> snapshots_;
  std::unique_ptr<Follower> follower_;
  std::unique_ptr<Retirement> retention_;
  std::vector<std::unique_ptr<AuditFeed>> feeds_;
  std::vector<std::unique_ptr<Channel>> channels_;
  std::vector<std::unique_ptr<Outbox>> outboxes_;
  struct Inflow {
    std::string channel;
    std::unique_ptr<Source> source;
  };
  std::vector<Inflow> sources_;  // as many as channels_, in the same order
  std::size_t started_ = 0;      // how many sources run
  bool running_ = false;         // a start stands in the audit log, and no stop yet
};

}  // namespace pontis
