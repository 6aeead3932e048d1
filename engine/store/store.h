// Store: the engine's memory. Written once, over either Database.
//
// The rule the whole engine rests on: a message and every delivery it causes become durable in ONE
// commit, and only then is the sender answered.
//
// Tables (schema.h): message (raw payload, envelope, what each stage said), delivery (one row per
// message and sink), outcome (what each attempt said), quarantine, ledger (running totals, written
// in the same commits and therefore an account independent of the rows), lease, rules (of the maps
// that were used), unmapped (codes that no code table knew), identity (the log of the shared
// patient index), subject (which person, by a tag, has which key), consent, audit and audit_head.
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
#include "engine/core/audit.h"
#include "engine/core/message.h"
#include "engine/core/person.h"
#include "engine/core/vault.h"

namespace pontis {

// queued: to be sent (first time or again). held: an operator, or the sink's policy, stopped it.
// delivered, filtered (on purpose, with a reason), errored (dead letter): final until replayed.
enum class DeliveryState { kQueued, kDelivered, kFiltered, kErrored, kHeld };
std::string_view toString(DeliveryState state);

// A consent as it is kept, one row for each version that came.
struct ConsentRow {
  std::int64_t number = 0;  // ascends in the order in which they came
  std::string person;       // personKey() of the patient
  std::string source;       // whose ids of consents it bears: its sender
  std::string format;       // reads `text`
  std::string text;         // ConsentArrival::text
  Time at{};
};

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
  std::vector<std::string> subjects{};  // whose data it holds: personKey() of each
  std::vector<ConsentRow> consents{};   // that it brought; not kept of a duplicate
  std::vector<AuditDraft> audit{};
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
  // Why there is no payload: it was erased, or changed since it was sealed.
  std::optional<Error> lost{};
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
  std::vector<AuditDraft> audit{};
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
  Message message;              // with payload, without document
  std::optional<Error> lost{};  // as Due::lost
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

// What a store seals with and who writes its audit log; both outlive it.
struct StoreOptions {
  Vault* vault = nullptr;         // null: nothing is encrypted
  AuditScribe* scribe = nullptr;  // null: audit drafts are refused
  // Whether a store that is sealed may be opened without its vault, to see what is not sealed.
  bool without_keys = false;
};

// What erase() does away with.
struct Erasure {
  std::vector<std::string> persons;       // personKey() of each identifier
  std::vector<std::int64_t> messages;     // of unnamed(), and quarantined items, that hold the
  std::vector<std::int64_t> quarantined;  // person's data
  std::vector<IdentityEvent> identity;    // that take the person out of the index
  std::vector<AuditDraft> audit;
};
struct Erased {
  std::int64_t keys = 0;      // destroyed
  std::int64_t messages = 0;  // that nobody can read any more
  std::int64_t stopped = 0;   // deliveries that were still waiting
};

// One record of the audit log as it is kept.
struct AuditRow {
  std::int64_t seq = 0;
  std::string hash;    // 32 bytes
  std::string record;  // canonical JSON
};

class Store {
 public:
  // Opens or creates it, and upgrades the schema. `location` is a directory (SQLite:
  // DIR/pontis.db) or "postgresql://...".
  //   kDenied  it was sealed with other keys than `options.vault` has, or there is no vault
  static Result<std::unique_ptr<Store>> open(const std::string& location,
                                             const StoreOptions& options = {});
  virtual ~Store() = default;

  // Keeps each message with its deliveries; all that can be kept is durable on return. One result
  // each, in order.
  //   kUnavailable  disk full, database locked or gone: nothing of that message was kept (if
  //                 PostgreSQL vanishes during the very COMMIT it may have been: the sender's
  //                 repetition is then a duplicate)
  //   kDuplicate    an identity event's number is taken: another engine acted on the index
  virtual std::vector<Result<Taken>> append(std::span<const Intake> intakes) = 0;

  // Keeps bytes that were refused, durable on return. `persons`: personKey() of each whose data it
  // is, as far as that is known.
  virtual Result<Done> quarantine(std::string_view channel, std::string_view peer, Time received,
                                  std::string_view bytes, std::string_view reason,
                                  std::span<const std::string> persons = {}) = 0;

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
  virtual Result<Done> keepIdentity(std::span<const IdentityEvent> events,
                                    std::span<const AuditDraft> drafts = {}) = 0;
  // ---- retention
  // Takes away the oldest messages of a channel that came before `before`, or that are more than
  // `keep_bytes` of payload together (0: any number); those with a delivery that is queued or held
  // stay, and so does the account: it is of what is left. Quarantined items of the channel go with
  // their age. At most some hundred at once; returns how many went, 0: none is left to go.
  virtual Result<std::int64_t> retire(std::string_view channel, Time before,
                                      std::uint64_t keep_bytes) = 0;
  // Gives a part of what retire() freed back to the file system; how many pages are left to give.
  // PostgreSQL sees to it by itself.
  virtual Result<std::int64_t> shrink() = 0;

  // Every identity event after `after`, in order; of those that were erased the number alone.
  virtual Result<Done> identity(std::int64_t after,
                                const std::function<void(const IdentityEvent&)>& each) = 0;

  // ---- consents, each version that came, in order
  virtual Result<Done> consents(std::int64_t after,
                                const std::function<void(const ConsentRow&)>& each) = 0;

  // Keeps consents that came by no message, and the record of it, durable on return.
  virtual Result<Done> keepConsents(std::span<const ConsentRow> rows,
                                    std::span<const AuditDraft> drafts) = 0;

  // ---- the audit log
  // Writes records that belong to no message, durable on return.
  virtual Result<Done> keepAudit(std::span<const AuditDraft> drafts) = 0;
  // Signs a head if one is due by its age; `now`: over all records there are.
  virtual Result<Done> signHead(bool now) = 0;
  // The records from `first` on, and the lines of the heads, in order; ends when `each` says false.
  virtual Result<Done> audit(std::int64_t first,
                             const std::function<bool(const AuditRow&)>& each) = 0;
  virtual Result<Done> auditHeads(
      std::int64_t first, const std::function<bool(std::int64_t, std::string_view)>& each) = 0;

  // The first record that a feed has not yet brought to others; and from now on that one.
  virtual Result<std::int64_t> auditSent(std::string_view feed) = 0;
  virtual Result<Done> keepAuditSent(std::string_view feed, std::int64_t next) = 0;

  // ---- the persons whom the data are about; `persons` are personKey() of each identifier
  virtual bool sealing() const = 0;  // whether it has a vault
  // Vault::tag() in hexadecimal. REQUIRES: sealing()
  virtual std::string tag(std::string_view text) const = 0;
  // Seals with the keys of a person, for the audit log, and opens again. Clear without a vault.
  virtual Result<Sealed> seal(std::span<const std::string> persons, std::string_view clear) = 0;
  virtual Result<std::string> open(const Sealed& sealed) = 0;
  // The messages that hold data of one of them (sequence numbers for traceOf), and the numbers of
  // the audit records.
  struct Mentions {
    std::vector<std::int64_t> messages, records;
  };
  virtual Result<Mentions> mentions(std::span<const std::string> persons) = 0;
  virtual Result<Trace> traceOf(std::int64_t message) = 0;
  // The messages that named nobody, such as a query by name: each has a key of its own.
  virtual Result<std::vector<std::int64_t>> unnamed() = 0;
  // Destroys the keys of these persons, so that nothing they sealed can be read again, wherever it
  // lies; stops their deliveries; takes the quarantined items away. Durable on return; begun anew
  // by open() if the power fails in between.
  //   kUnsupported  the store has no vault
  virtual Result<Erased> erase(const Erasure& erasure) = 0;

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
                                      std::string_view sink,
                                      std::span<const AuditDraft> drafts = {}) = 0;
};

}  // namespace pontis
