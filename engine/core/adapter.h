// Adapter: one folder under adapters/, as the engine sees it.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/core/format.h"
#include "engine/core/message.h"
#include "engine/core/responder.h"
#include "engine/core/settings.h"

namespace pontis {

class AuditExport;  // engine/core/audit_export.h
class Index;        // engine/index: the shared patient index

// What a Source writes back to its peer.
struct Reply {
  Bytes body;                  // composed by the Format, or by the Sink that answered; may be empty
  std::optional<Error> error;  // lets an HTTP Source choose its status line; empty if all is well
};

// The engine, as a Source sees it. Any number of threads may call it.
class Inlet {
 public:
  virtual ~Inlet() = default;

  // Takes responsibility for `messages`; a Source fills in `peer`, `received` and `payload`. The
  // return IS the acknowledgement: a reply without an error means that its message is durable.
  // One commit carries all of them (and what other threads bring meanwhile), but each succeeds or
  // fails alone. Blocks for one flush. Returns one reply for each message, in order.
  virtual std::vector<Reply> accept(std::span<Message> messages) = 0;

  // Keeps bytes that never became a message (no frame, over the limit) with the reason.
  virtual void quarantine(std::string_view peer, Bytes bytes, const Error& why) = 0;

  // The Format of this channel, for Sources that cut batches.
  virtual const Format& format() const = 0;

  // The index of this engine, for Sources that tell of its changes; null if it has none.
  virtual Index* index() const { return nullptr; }
};

class Source {
 public:
  virtual ~Source() = default;
  // Binds and begins. `inlet` outlives this Source. kUnavailable if the address is taken.
  virtual Result<Done> start(Inlet& inlet) = 0;
  virtual void stop() = 0;  // returns when no accept() is in flight
};

// One delivery on its way out.
struct Outgoing {
  const Message* message;   // what was received
  Bytes payload;            // what is to be sent: the payload as received, or mapped
  std::int64_t ticket = 0;  // grows with each delivery of the engine: a stable name for retries
};

class Sink {
 public:
  virtual ~Sink() = default;

  // True if a batch may hold several deliveries of one person: send() delivers strictly one after
  // another, ends at the first failure, and a repetition after a crash changes nothing. Else no two
  // of a batch concern the same person, so that a Sink may send them at once, and of each person
  // the newest delivery alone can be repeated.
  virtual bool takesChains() const { return false; }

  // Delivers each of `batch` or says why not: one result for each, in order; if there are fewer,
  // the rest was not tried. A Sink that waits for a peer returns after about a second: until then
  // nothing is known to be delivered. Called by one thread at a time.
  // A retryable() error is tried again with back-off; any other becomes a dead letter. A delivery
  // may come twice after a crash: a Sink makes the second harmless where its protocol can.
  virtual std::vector<Result<Bytes>> send(std::span<const Outgoing> batch) = 0;

  // Ends a send() that is waiting for a peer, from another thread: it returns kUnavailable.
  virtual void stop() {}
};

// How far an adapter may be trusted. Printed in the reference and in the start-up log.
enum class Maturity { kDraft, kTrial, kStable };
enum class Posture { kTrustedPeersOnly, kHostilePeers };  // kHostilePeers REQUIRES a fuzz target

struct Adapter {
  std::string_view name;  // equals the folder's name and the "use" key in a configuration
  std::string_view summary;
  Maturity maturity = Maturity::kDraft;
  Posture posture = Posture::kTrustedPeersOnly;

  // What the folder provides; null for what it does not.
  const Format* format = nullptr;
  Result<std::unique_ptr<Source>> (*source)(const Settings& options) = nullptr;
  // `format` is that of what the sink will send: the channel's, or what its maps make of it.
  Result<std::unique_ptr<Sink>> (*sink)(const Settings& options, const Format& format) = nullptr;
  // The source tells of the shared patient index, so its messages must not feed it.
  bool tells_of_index = false;
  // Answers queries from the shared patient index, which outlives it.
  Result<std::unique_ptr<Responder>> (*responder)(const Settings& options,
                                                  const Index& index) = nullptr;
  // Sends the engine's audit records elsewhere.
  Result<std::unique_ptr<AuditExport>> (*audit_export)(const Settings& options) = nullptr;
  OptionList (*source_options)() = nullptr;  // what source() reads, for the manual and the schema
  OptionList (*sink_options)() = nullptr;
  OptionList (*responder_options)() = nullptr;
  OptionList (*audit_export_options)() = nullptr;
};

// Every adapter in this build, sorted by name. Generated from the folders under adapters/.
std::span<const Adapter* const> adapters();

// The adapter of that name, or null.
const Adapter* findAdapter(std::string_view name);

}  // namespace pontis
