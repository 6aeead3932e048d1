// Delivery: one attempt at a batch of deliveries: parse and map what the sink wants mapped, send,
// and say what came of each.
//
// Thread safety: immutable; send() of the Sink it is given must not be called elsewhere meanwhile.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/core/adapter.h"
#include "engine/flow/auditor.h"
#include "engine/flow/gate.h"
#include "engine/flow/hits.h"
#include "engine/index/index.h"
#include "engine/mapping/mapping.h"
#include "engine/store/store.h"

namespace pontis {

struct Attempt {
  std::int64_t ticket = 0;
  Result<std::string> answer;  // what the peer said, in short; or why it was not delivered
  std::string loss{};          // see Settlement::loss
  std::string hits{};          // see Settlement::hits
  std::vector<UnmappedLine> unmapped{};
  std::string filtered{};  // not empty: consent or law let nothing of it go, by this rule
  std::vector<AuditDraft> audit{};
};

// What an outgoing message was before it was mapped.
struct Departure {
  Passed passed;
  Mapped mapped;
};

class Delivery {
 public:
  // `gate` says what may go; `auditor`, which outlives this, writes down what it said and what
  // went. `mapping` may be null: payloads go as received. `index` may be null; else its numbers are
  // put beside the senders', as they are now. It and `format` outlive this. `stop_at_refusal`: what
  // comes after a message that cannot be mapped is not sent.
  Delivery(const Format& format, Gate gate, const Auditor& auditor,
           std::shared_ptr<const Mapping> mapping, const Index* index, bool stop_at_refusal)
      : format_(format),
        gate_(std::move(gate)),
        auditor_(auditor),
        mapping_(std::move(mapping)),
        index_(index),
        rules_key_(mapping_ ? keyOf(rulesText(mapping_->rules())) : std::string()),
        stop_at_refusal_(stop_at_refusal) {}

  // The attempts that were made; of those of `due` that are missing none was.
  std::vector<Attempt> make(std::vector<Due>& due, Sink& sink) const;

 private:
  Result<Departure> prepare(const Due& due) const;
  Result<Mapped> map(const Message& message) const;
  Result<Done> replace(Message& message, Bytes payload) const;
  std::vector<Result<Departure>> prepareAll(const std::vector<Due>& due) const;
  Result<Done> record(Attempt& attempt, const Message& message, const Passed& passed) const;

  const Format& format_;
  const Gate gate_;
  const Auditor& auditor_;
  std::shared_ptr<const Mapping> mapping_;
  const Index* const index_;
  const std::string rules_key_;
  const bool stop_at_refusal_;
};

// The loss as a JSON array of {"path","reason"}; empty if nothing was lost.
std::string toJson(const std::vector<Loss>& lost);

}  // namespace pontis
