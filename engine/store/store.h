// Store: the engine's memory. Written once, over either Database.
//
// The rule the whole engine rests on: a message and every delivery it causes become durable in ONE
// commit, and only then is the sender answered.
//
// Tables (schema.h): message (raw payload, envelope, what each stage said), delivery (one row per
// message and sink), outcome (what each attempt said), quarantine, ledger (running totals, written
// in the same commits and therefore an account independent of the rows), lease, rules (of the maps
// that were used), unmapped (codes that no code table knew), identity (the log of the shared
// patient index).
//
// SQLite: another process may read, and even replay, while an engine runs. PostgreSQL: several
// engines may share one store.
//
// Thread safety: every member may be called by any thread. Writers share commits: the first waiting
// writer carries the others (group commit).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/core/message.h"
#include "engine/core/person.h"

namespace pontis {

// queued: to be sent (first time or again). held: an operator, or the sink's policy, stopped it.
// delivered, filtered (on purpose, with a reason), errored (dead letter): final until replayed.
enum class DeliveryState { kQueued, kDelivered, kFiltered, kErrored, kHeld };
std::string_view toString(DeliveryState state);

// What a channel hands over: a message and what is to become of it.
struct Intake {
  const Message* message = nullptr;
  std::vector<std::string> sinks;  // one delivery for each
  std::string filtered;  // not empty: all deliveries are filed as filtered, for this reason
  std::vector<std::pair<std::string, std::string>> outcomes;  // stage, what it said
  // A message of the same channel, sender, control id and bytes within this time is a duplicate: it
  // is kept, its deliveries are filtered, the sender gets a positive answer. 0: not looked for.
  std::chrono::milliseconds duplicate_window{0};
  // What the message did to the patient index; not kept of a duplicate.
  std::vector<IdentityEvent> identity{};
};

struct Taken {
  bool duplicate = false;
};

// A delivery that waits. `keys` are the message's person keys.
struct Pending {
  std::int64_t ticket = 0;
  std::vector<std::string> keys;
  Time due{};
  int attempts = 0;
};

struct Due {
  std::int64_t ticket = 0;
  Message message;  // without document
};

// A code that a code table of a map does not know.
struct UnmappedLine {
  std::string table, sender, code;
  std::int64_t count = 0;  // deliveries that ended with it
  Time last{};
};

struct Settlement {
  std::int64_t ticket = 0;
  DeliveryState state = DeliveryState::kDelivered;
  Time due{};            // for kQueued: when to try again
  std::string detail{};  // what the peer said; no patient data
  std::string loss{};  // what the mapping left out, a JSON array of {"path","reason"}; may be empty
  std::string hits{};  // which rules of the map wrote something; flow/hits.h knows the form
  std::vector<UnmappedLine> unmapped{};  // added to the running list if the state is final
};

// One line of the account: received = delivered + filtered + errored + held + queued.
struct LedgerLine {
  std::string channel, sink;
  std::int64_t booked = 0;    // running total, written with each append
  std::int64_t received = 0;  // counted: messages whose route names this sink
  std::int64_t delivered = 0, filtered = 0, errored = 0, held = 0,
               queued = 0;  // counted deliveries
  bool balanced() const {
    return booked == received && received == delivered + filtered + errored + held + queued;
  }
};

struct MessageFilter {
  std::string channel{}, type{}, control_id{},
      state{};  // empty: any; state as toString() spells it
  std::optional<Time> since{}, until{};
  std::size_t limit = 100;
};
struct DeliveryLine {
  std::int64_t ticket = 0;
  std::string sink, detail, loss, hits;
  DeliveryState state = DeliveryState::kQueued;
  int attempts = 0;
  Time due{}, settled{};
};
struct OutcomeLine {
  Time at{};
  std::string stage, text;
};
struct Trace {
  Message message;  // with payload, without document
  std::vector<DeliveryLine> deliveries;
  std::vector<OutcomeLine> outcomes;
};
struct QuarantineLine {
  std::int64_t number = 0;
  std::string channel, peer, reason;
  Time received{};
  std::int64_t size = 0;  // bytes
};

class Database;

class Store {
 public:
  // Opens or creates it, and upgrades the schema. `location` is a directory (SQLite:
  // DIR/pontis.db) or "postgresql://...".
  static Result<std::unique_ptr<Store>> open(const std::string& location);
  virtual ~Store() = default;

  // Keeps each message with its deliveries; all that can be kept is durable on return. One result
  // each, in order.
  //   kUnavailable  disk full, database locked or gone: nothing of that message was kept (if
  //                 PostgreSQL vanishes during the very COMMIT it may have been: the sender's
  //                 repetition is then a duplicate)
  //   kDuplicate    an identity event's number is taken: another engine acted on the index
  virtual std::vector<Result<Taken>> append(std::span<const Intake> intakes) = 0;

  // Keeps bytes that were refused, durable on return.
  virtual Result<Done> quarantine(std::string_view channel, std::string_view peer, Time received,
                                  std::string_view bytes, std::string_view reason) = 0;

  // The queued deliveries of a sink after `after` (a ticket), oldest first, at most `limit`.
  // Tickets become visible in order: none smaller appears later, but for resume().
  virtual Result<std::vector<Pending>> pending(std::string_view sink, std::int64_t after,
                                               std::size_t limit) = 0;
  // The messages of those deliveries, in order; a ticket that is no longer queued is left out.
  virtual Result<std::vector<Due>> fetch(std::span<const std::int64_t> tickets) = 0;
  // Records the end of attempts, durable on return. Writes an outcome for each that has a detail.
  // Only a delivery that is queued or held is settled; any other ticket is passed over.
  virtual Result<Done> settle(std::span<const Settlement> settlements) = 0;

  // True if `engine` owns the queue of `sink` until now + `time_to_live`: one engine delivers for a
  // sink at a time, so order needs no further lock.
  virtual Result<bool> lease(std::string_view sink, std::string_view engine,
                             std::chrono::milliseconds time_to_live) = 0;
  virtual Result<Done> release(std::string_view engine) = 0;  // gives up every lease of an engine

  // True if a delivery of this sink is held: its queue is stopped until an operator resumes it.
  virtual Result<bool> held(std::string_view sink) = 0;
  // Queues what is held for a sink under its OLD ticket, hence in its old place: whoever reads
  // pending() begins again at 0. Returns how many. (To give up one that is held, settle it.)
  virtual Result<std::int64_t> resume(std::string_view sink) = 0;

  // Keeps the rules of a map under their key, and reads them again. kNotFound.
  virtual Result<Done> keepRules(std::string_view key, std::string_view rules) = 0;
  virtual Result<std::string> rules(std::string_view key) = 0;
  // The running list of unmapped codes, by table, code and sender.
  virtual Result<std::vector<UnmappedLine>> unmapped() = 0;

  // Keeps what an operator did to the index, durable on return. kDuplicate as append().
  virtual Result<Done> keepIdentity(std::span<const IdentityEvent> events) = 0;
  // Every identity event after `after`, in order.
  virtual Result<Done> identity(std::int64_t after,
                                const std::function<void(const IdentityEvent&)>& each) = 0;

  virtual Result<std::vector<LedgerLine>> ledger() = 0;
  // Messages that match, newest first, without payload and outcomes.
  virtual Result<std::vector<Trace>> search(const MessageFilter& filter) = 0;
  // By message id, or by control id (the newest). kNotFound.
  virtual Result<Trace> trace(std::string_view id) = 0;
  // What was refused, newest first, and the bytes of one. kNotFound.
  virtual Result<std::vector<QuarantineLine>> quarantined(std::size_t limit) = 0;
  virtual Result<Bytes> quarantinedBytes(std::int64_t number) = 0;
  // Queues the deliveries of these messages (those of an id, or all that match; `limit` is not
  // used) again, to all sinks or one: final ones become queued under a NEW ticket, in their old
  // order. The row moves, so the ledger stays balanced. Filtered ones were stopped on purpose: they
  // are left alone unless filter.state says "filtered". Returns how many.
  virtual Result<std::int64_t> replay(const MessageFilter& filter, std::string_view id,
                                      std::string_view sink) = 0;
};

}  // namespace pontis
