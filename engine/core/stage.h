// Stage: one step a message takes inside a channel.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/core/message.h"

namespace pontis {

// What a Stage decided: go on, or stop here on purpose (the sender is told that all is well, the
// message is kept, its deliveries are filed as filtered).
struct Verdict {
  bool pass = true;
  std::string reason;  // why it was dropped; no patient data
};

// A Stage may be called by many threads at once and must not block on a peer.
class Stage {
 public:
  virtual ~Stage() = default;

  // The name under which the outcome stands in the trace.
  virtual std::string_view name() const = 0;

  // Reads or replaces `message`. An Error ends the message's way and reaches the sender.
  virtual Result<Verdict> apply(Message& message) const = 0;
};

}  // namespace pontis
