// Delivery: one attempt at a batch of deliveries: parse and map what the sink wants mapped, send,
// and say what came of each.
//
// Thread safety: immutable; send() of the Sink it is given must not be called elsewhere meanwhile.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/core/adapter.h"
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
};

class Delivery {
 public:
  // `mapping` may be null: payloads go as received. `index` may be null; else its numbers are put
  // beside the senders', as they are now. Both and `format` outlive this. `stop_at_refusal`: what
  // comes after a message that cannot be mapped is not sent.
  Delivery(const Format& format, std::shared_ptr<const Mapping> mapping, const Index* index,
           bool stop_at_refusal)
      : format_(format),
        mapping_(std::move(mapping)),
        index_(index),
        rules_key_(mapping_ ? keyOf(rulesText(mapping_->rules())) : std::string()),
        stop_at_refusal_(stop_at_refusal) {}

  // The attempts that were made; of those of `due` that are missing none was.
  std::vector<Attempt> make(std::vector<Due>& due, Sink& sink) const;

 private:
  Result<Mapped> map(const Message& message) const;
  Bytes payloadOf(const Message& message) const;
  std::vector<Result<Mapped>> mapAll(const std::vector<Due>& due) const;

  const Format& format_;
  std::shared_ptr<const Mapping> mapping_;
  const Index* const index_;
  const std::string rules_key_;
  const bool stop_at_refusal_;
};

// The loss as a JSON array of {"path","reason"}; empty if nothing was lost.
std::string toJson(const std::vector<Loss>& lost);

}  // namespace pontis
