#include "engine/store/store.h"

#include "engine/store/checkpointer.h"
#include "engine/store/erase.h"
#include "engine/store/group_commit.h"
#include "engine/store/place.h"
#include "engine/store/pool.h"
#include "engine/store/queries.h"
#include "engine/store/retire.h"
#include "engine/store/schema.h"
#include "engine/store/sealing.h"

namespace pontis {
namespace {

constexpr std::size_t kReaders = 4;
constexpr std::size_t kWriterCacheBytes = 8 << 20;
constexpr std::size_t kReaderCacheBytes = 2 << 20;
constexpr std::size_t kReplayedAtOnce = 500;  // deliveries in one commit, so that others get a turn

Result<Done> done(const Result<std::int64_t>& result) {
  if (!result) return result.error();
  return Done{};
}

class SqlStore final : public Store {
 public:
  SqlStore(std::unique_ptr<Database> writer, Pool::Open open_reader, const StoreOptions& options)
      : lease_(leaseSql(writer->dialect())),
        readers_(std::move(open_reader), kReaders),
        without_keys_(options.without_keys),
        sealing_(options.vault, readers_),
        commit_(std::move(writer), sealing_, options.scribe) {}

  // Whether the vault is the one that sealed this store, and what an erasure left to do.
  Result<Done> begin();

  void checkpointWith(std::unique_ptr<Database> database) {
    checkpointer_ = std::make_unique<Checkpointer>(std::move(database), commit_);
  }

  std::vector<Result<Taken>> append(std::span<const Intake> intakes) override;
  Result<Done> settle(std::span<const Settlement> settlements) override {
    return commit_.settle(settlements);
  }
  Result<Done> quarantine(std::string_view channel, std::string_view peer, Time received,
                          std::string_view bytes, std::string_view reason,
                          std::span<const std::string> persons) override;

  Result<std::vector<Pending>> pending(std::string_view sink, std::int64_t after,
                                       std::size_t limit) override {
    return readers_.with<std::vector<Pending>>(
        [&](Database& database) { return readPending(database, sink, after, limit); });
  }
  Result<std::vector<Due>> fetch(std::span<const std::int64_t> tickets) override {
    return readers_.with<std::vector<Due>>(
        [&](Database& database) { return readDue(database, sealing_, tickets); });
  }

  Result<bool> lease(std::string_view sink, std::string_view engine,
                     std::chrono::milliseconds time_to_live) override;
  Result<Done> release(std::string_view engine) override;

  Result<bool> held(std::string_view sink) override {
    return readers_.with<bool>([&](Database& database) { return readHeld(database, sink); });
  }
  Result<std::int64_t> resume(std::string_view sink) override;

  Result<Done> keepRules(std::string_view key, std::string_view rules) override;
  Result<std::string> rules(std::string_view key) override {
    return readers_.with<std::string>([&](Database& database) { return readRules(database, key); });
  }
  Result<std::vector<UnmappedLine>> unmapped() override {
    return readers_.with<std::vector<UnmappedLine>>(readUnmapped);
  }

  Result<Done> keepIdentity(std::span<const IdentityEvent> events,
                            std::span<const AuditDraft> drafts) override {
    const auto sealed = sealing_.identity(events);
    if (!sealed) return sealed.error();
    return commit_.perform(
        [&](Database& database) { return writeIdentity(database, events, *sealed); }, drafts);
  }
  Result<Done> identity(std::int64_t after,
                        const std::function<void(const IdentityEvent&)>& each) override {
    return readers_.with<Done>(
        [&](Database& database) { return readIdentity(database, sealing_, after, each); });
  }

  Result<std::vector<LedgerLine>> ledger() override {
    return readers_.with<std::vector<LedgerLine>>(readLedger);
  }
  Result<std::vector<Trace>> search(const MessageFilter& filter) override {
    return readers_.with<std::vector<Trace>>(
        [&](Database& database) { return readMessages(database, filter); });
  }
  Result<Trace> trace(std::string_view id) override {
    return readers_.with<Trace>(
        [&](Database& database) { return readTrace(database, sealing_, id); });
  }
  Result<Trace> traceOf(std::int64_t message) override {
    return readers_.with<Trace>(
        [&](Database& database) { return readTraceOf(database, sealing_, message); });
  }

  Result<Done> consents(std::int64_t after,
                        const std::function<void(const ConsentRow&)>& each) override {
    return readers_.with<Done>(
        [&](Database& database) { return readConsents(database, sealing_, after, each); });
  }

  Result<std::int64_t> retire(std::string_view channel, Time before,
                              std::uint64_t keep_bytes) override {
    return retireFrom(commit_, channel, before, keep_bytes);
  }
  Result<std::int64_t> shrink() override { return shrinkStore(commit_); }

  Result<Done> keepConsents(std::span<const ConsentRow> rows,
                            std::span<const AuditDraft> drafts) override {
    return commit_.perform(
        [&](Database& database) { return writeConsents(database, sealing_, rows); }, drafts);
  }

  Result<Done> keepAudit(std::span<const AuditDraft> drafts) override {
    return drafts.empty() ? Result<Done>(Done{}) : commit_.record(drafts, Head::kNotAsked);
  }
  Result<Done> signHead(bool now) override {
    return commit_.record({}, now ? Head::kNow : Head::kIfDue);
  }
  Result<Done> audit(std::int64_t first,
                     const std::function<bool(const AuditRow&)>& each) override {
    return readers_.with<Done>(
        [&](Database& database) { return readAudit(database, first, each); });
  }
  Result<Done> auditHeads(
      std::int64_t first,
      const std::function<bool(std::int64_t, std::string_view)>& each) override {
    return readers_.with<Done>(
        [&](Database& database) { return readAuditHeads(database, first, each); });
  }

  Result<std::int64_t> auditSent(std::string_view feed) override {
    return readers_.with<std::int64_t>(
        [&](Database& database) { return readAuditSent(database, feed); });
  }
  Result<Done> keepAuditSent(std::string_view feed, std::int64_t next) override {
    static const Statement kKeep{
        "INSERT INTO audit_sent(feed, next) VALUES($1, $2)"
        " ON CONFLICT(feed) DO UPDATE SET next = excluded.next"};
    const Value values[] = {feed, next};
    return commit_.perform([&](Database& database) { return done(database.run(kKeep, values)); });
  }

  std::string tag(std::string_view text) const override { return sealing_.tagText(text); }
  bool sealing() const override { return sealing_.on(); }
  Result<Sealed> seal(std::span<const std::string> persons, std::string_view clear) override;
  Result<std::string> open(const Sealed& sealed) override {
    return sealing_.open(sealed.key, kRecordContext, sealed.bytes);
  }
  Result<Mentions> mentions(std::span<const std::string> persons) override {
    return readers_.with<Mentions>(
        [&](Database& database) { return readMentions(database, sealing_, persons); });
  }
  Result<std::vector<std::int64_t>> unnamed() override {
    return readers_.with<std::vector<std::int64_t>>(readUnnamed);
  }
  Result<Erased> erase(const Erasure& erasure) override {
    return eraseFrom(commit_, readers_, sealing_, erasure);
  }
  Result<std::vector<QuarantineLine>> quarantined(std::size_t limit) override {
    return readers_.with<std::vector<QuarantineLine>>(
        [&](Database& database) { return readQuarantine(database, limit); });
  }
  Result<Bytes> quarantinedBytes(std::int64_t number) override {
    return readers_.with<Bytes>(
        [&](Database& database) { return readQuarantinedBytes(database, sealing_, number); });
  }
  Result<std::int64_t> replay(const MessageFilter& filter, std::string_view id,
                              std::string_view sink, std::span<const AuditDraft> drafts) override;

 private:
  static std::string leaseSql(const Dialect& dialect);
  Result<std::int64_t> requeue(std::span<const std::int64_t> tickets);

  const Statement lease_;
  Pool readers_;
  const bool without_keys_;
  Sealing sealing_;
  GroupCommit commit_;
  std::unique_ptr<Checkpointer> checkpointer_;  // uses commit_, so it ends first
};

std::vector<Result<Taken>> SqlStore::append(std::span<const Intake> intakes) {
  std::vector<Prepared> prepared;
  prepared.reserve(intakes.size());
  for (const Intake& intake : intakes) {
    auto one = sealing_.prepare(intake);
    if (!one) return std::vector<Result<Taken>>(intakes.size(), one.error());
    prepared.push_back(std::move(*one));
  }
  return commit_.append(prepared);
}

// What belongs to nobody that is known has a key of its own, so that it can be erased by itself.
Result<Done> SqlStore::quarantine(std::string_view channel, std::string_view peer, Time received,
                                  std::string_view bytes, std::string_view reason,
                                  std::span<const std::string> persons) {
  static const Statement kKeep{
      "INSERT INTO quarantine(channel, peer, reason, received, bytes, keys)"
      " VALUES($1, $2, $3, $4, $5, $6)"};
  SealedColumn sealed{{}, {}};
  if (sealing_.on()) {
    const auto keys = persons.empty() ? sealing_.ownKey() : sealing_.keysOf(persons);
    if (!keys) return keys.error();
    auto made = sealing_.seal(*keys, quarantineContext(channel, toMilliseconds(received)), bytes);
    if (!made) return made.error();
    sealed = std::move(*made);
  }
  const Value values[] = {channel,
                          peer,
                          reason,
                          toMilliseconds(received),
                          Blob{sealing_.on() ? std::string_view(sealed.bytes) : bytes},
                          std::string_view(sealed.keys)};
  return commit_.perform([&](Database& database) { return done(database.run(kKeep, values)); });
}

Result<Sealed> SqlStore::seal(std::span<const std::string> persons, std::string_view clear) {
  if (!sealing_.on()) return Sealed{{}, std::string(clear)};
  const auto keys = sealing_.keysOf(persons);
  if (!keys) return keys.error();
  auto sealed = sealing_.seal(*keys, kRecordContext, clear);
  if (!sealed) return sealed.error();
  return Sealed{std::move(sealed->keys), std::move(sealed->bytes)};
}

Result<Done> SqlStore::begin() {
  if (auto known = checkVault(commit_, readers_, sealing_); !without_keys_ && !known) return known;
  return finishErasures(commit_, readers_, sealing_);
}

Result<Done> SqlStore::keepRules(std::string_view key, std::string_view rules) {
  static const Statement kKeep{
      "INSERT INTO rules(key, text) VALUES($1, $2) ON CONFLICT(key) DO NOTHING"};
  const Value values[] = {key, rules};
  return commit_.perform([&](Database& database) { return done(database.run(kKeep, values)); });
}

// The database's own clock decides, so engines on several machines agree.
std::string SqlStore::leaseSql(const Dialect& dialect) {
  const std::string now(dialect.now);
  return "INSERT INTO lease(sink, engine, until) VALUES($1, $2, " + now +
         " + $3) ON CONFLICT(sink) DO UPDATE SET engine = excluded.engine, until = excluded.until"
         " WHERE lease.engine = excluded.engine OR lease.until <= " +
         now;
}

Result<bool> SqlStore::lease(std::string_view sink, std::string_view engine,
                             std::chrono::milliseconds time_to_live) {
  bool owned = false;
  const Value values[] = {sink, engine, std::int64_t{time_to_live.count()}};
  auto asked = commit_.perform([&](Database& database) -> Result<Done> {
    const auto changed = database.run(lease_, values);
    if (!changed) return changed.error();
    owned = *changed > 0;
    return Done{};
  });
  if (!asked) return asked.error();
  return owned;
}

Result<Done> SqlStore::release(std::string_view engine) {
  static const Statement kRelease{"DELETE FROM lease WHERE engine = $1"};
  const Value values[] = {engine};
  return commit_.perform([&](Database& database) { return done(database.run(kRelease, values)); });
}

Result<std::int64_t> SqlStore::resume(std::string_view sink) {
  static const Statement kResume{
      "UPDATE delivery SET state = 0, at = $2 WHERE state = 4 AND state >= 3 AND sink = $1"};
  std::int64_t count = 0;
  const Value values[] = {sink, toMilliseconds(std::chrono::system_clock::now())};
  auto resumed = commit_.perform([&](Database& database) -> Result<Done> {
    const auto changed = database.run(kResume, values);
    if (!changed) return changed.error();
    count = *changed;
    return Done{};
  });
  if (!resumed) return resumed.error();
  return count;
}

Result<std::int64_t> SqlStore::replay(const MessageFilter& filter, std::string_view id,
                                      std::string_view sink, std::span<const AuditDraft> drafts) {
  if (auto kept = keepAudit(drafts); !drafts.empty() && !kept) return kept.error();
  // What is replayed may be delivered, and so match again, before the end is reached.
  const auto last = readers_.with<std::int64_t>(readLastTicket);
  if (!last) return last;
  ReplayRange range{0, *last, kReplayedAtOnce};
  std::int64_t count = 0;
  while (true) {
    const auto tickets = readers_.with<std::vector<std::int64_t>>(
        [&](Database& database) { return readReplayable(database, filter, id, sink, range); });
    if (!tickets) return tickets.error();
    if (tickets->empty()) return count;
    const auto queued = requeue(*tickets);
    if (!queued) return queued;
    count += *queued;
    range.after = tickets->back();
  }
}

// Gives each a new ticket; those that are no longer final are passed over.
Result<std::int64_t> SqlStore::requeue(std::span<const std::int64_t> tickets) {
  static const Statement kNumber{"UPDATE counter SET ticket = ticket + $1 RETURNING ticket"};
  static const Statement kKeepDetail{
      "INSERT INTO outcome(message, at, stage, text) SELECT message, at, sink, detail"
      " FROM delivery WHERE ticket = $1 AND state >= 1 AND state <= 3 AND detail <> ''"};
  static const Statement kNote{
      "INSERT INTO outcome(message, at, stage, text) SELECT message,"
      " CAST($2 AS BIGINT), sink, 'replayed'"
      " FROM delivery WHERE ticket = $1 AND state >= 1 AND state <= 3"};
  static const Statement kRequeue{
      "UPDATE delivery SET ticket = $2, state = 0, attempts = 0, at = $3, detail = '', loss = '',"
      " hits = ''"
      " WHERE ticket = $1 AND state >= 1 AND state <= 3"};
  const std::int64_t now = toMilliseconds(std::chrono::system_clock::now());
  std::int64_t count = 0;
  auto requeued = commit_.perform([&](Database& database) -> Result<Done> {
    std::int64_t next = 0;
    const auto size = static_cast<std::int64_t>(tickets.size());
    const Value asked[] = {size};
    const auto numbered = database.run(
        kNumber, asked, [&](std::size_t, const Row& row) { next = row.integer(0) - size + 1; });
    if (!numbered) return numbered.error();
    std::vector<Value> olds(tickets.begin(), tickets.end()), notes, moves;
    for (const std::int64_t ticket : tickets) {
      notes.insert(notes.end(), {ticket, now});
      moves.insert(moves.end(), {ticket, next++, now});
    }
    if (auto kept = database.run(kKeepDetail, olds); !kept) return kept.error();
    if (auto noted = database.run(kNote, notes); !noted) return noted.error();
    const auto moved = database.run(kRequeue, moves);
    if (!moved) return moved.error();
    count = *moved;
    return Done{};
  });
  if (!requeued) return requeued.error();
  return count;
}

Result<std::unique_ptr<Store>> openWith(const Pool::Open& open_writer, Pool::Open open_reader,
                                        const Pool::Open& open_checkpoints,
                                        const StoreOptions& options) {
  auto writer = open_writer();
  if (!writer) return writer.error();
  if (auto ready = prepareSchema(**writer); !ready) return ready.error();
  auto store = std::make_unique<SqlStore>(std::move(*writer), std::move(open_reader), options);
  if (auto begun = store->begin(); !begun) return begun.error();
  if (open_checkpoints) {
    auto checkpoints = open_checkpoints();
    if (!checkpoints) return checkpoints.error();
    store->checkpointWith(std::move(*checkpoints));
  }
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(const std::string& location,
                                           const StoreOptions& options) {
  if (isPostgres(location)) {
    const auto open = [location] { return openPostgres(location); };
    return openWith(open, open, {}, options);
  }
  if (auto made = makeDirectory(location); !made) return made.error();
  const std::string path = location + "/pontis.db";
  const auto open = [path](std::size_t cache_bytes) {
    return [path, cache_bytes] { return openSqlite(path, cache_bytes); };
  };
  auto store =
      openWith(open(kWriterCacheBytes), open(kReaderCacheBytes), open(kReaderCacheBytes), options);
  if (!store) return store;
  if (auto flushed = flushDirectory(location); !flushed) return flushed.error();
  return store;
}

}  // namespace pontis
