#include "engine/store/store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

#include "engine/store/checkpointer.h"
#include "engine/store/group_commit.h"
#include "engine/store/pool.h"
#include "engine/store/queries.h"
#include "engine/store/schema.h"

namespace pontis {
namespace {

constexpr std::size_t kReaders = 4;
constexpr std::size_t kWriterCacheBytes = 8 << 20;
constexpr std::size_t kReaderCacheBytes = 2 << 20;
constexpr std::size_t kReplayedAtOnce = 500;  // deliveries in one commit, so that others get a turn

class SqlStore final : public Store {
 public:
  SqlStore(std::unique_ptr<Database> writer, Pool::Open open_reader)
      : lease_(leaseSql(writer->dialect())),
        commit_(std::move(writer)),
        readers_(std::move(open_reader), kReaders) {}

  void checkpointWith(std::unique_ptr<Database> database) {
    checkpointer_ = std::make_unique<Checkpointer>(std::move(database), commit_);
  }

  std::vector<Result<Taken>> append(std::span<const Intake> intakes) override {
    return commit_.append(intakes);
  }
  Result<Done> settle(std::span<const Settlement> settlements) override {
    return commit_.settle(settlements);
  }
  Result<Done> quarantine(std::string_view channel, std::string_view peer, Time received,
                          std::string_view bytes, std::string_view reason) override;

  Result<std::vector<Pending>> pending(std::string_view sink, std::int64_t after,
                                       std::size_t limit) override {
    return readers_.with<std::vector<Pending>>(
        [&](Database& database) { return readPending(database, sink, after, limit); });
  }
  Result<std::vector<Due>> fetch(std::span<const std::int64_t> tickets) override {
    return readers_.with<std::vector<Due>>(
        [&](Database& database) { return readDue(database, tickets); });
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

  Result<Done> keepIdentity(std::span<const IdentityEvent> events) override {
    return commit_.perform([&](Database& database) { return writeIdentity(database, events); });
  }
  Result<Done> identity(std::int64_t after,
                        const std::function<void(const IdentityEvent&)>& each) override {
    return readers_.with<Done>(
        [&](Database& database) { return readIdentity(database, after, each); });
  }

  Result<std::vector<LedgerLine>> ledger() override {
    return readers_.with<std::vector<LedgerLine>>(readLedger);
  }
  Result<std::vector<Trace>> search(const MessageFilter& filter) override {
    return readers_.with<std::vector<Trace>>(
        [&](Database& database) { return readMessages(database, filter); });
  }
  Result<Trace> trace(std::string_view id) override {
    return readers_.with<Trace>([&](Database& database) { return readTrace(database, id); });
  }
  Result<std::vector<QuarantineLine>> quarantined(std::size_t limit) override {
    return readers_.with<std::vector<QuarantineLine>>(
        [&](Database& database) { return readQuarantine(database, limit); });
  }
  Result<Bytes> quarantinedBytes(std::int64_t number) override {
    return readers_.with<Bytes>(
        [&](Database& database) { return readQuarantinedBytes(database, number); });
  }
  Result<std::int64_t> replay(const MessageFilter& filter, std::string_view id,
                              std::string_view sink) override;

 private:
  static std::string leaseSql(const Dialect& dialect);
  Result<std::int64_t> requeue(std::span<const std::int64_t> tickets);

  const Statement lease_;
  GroupCommit commit_;
  Pool readers_;
  std::unique_ptr<Checkpointer> checkpointer_;  // uses commit_, so it ends first
};

Result<Done> done(const Result<std::int64_t>& result) {
  if (!result) return result.error();
  return Done{};
}

Result<Done> SqlStore::quarantine(std::string_view channel, std::string_view peer, Time received,
                                  std::string_view bytes, std::string_view reason) {
  static const Statement kKeep{
      "INSERT INTO quarantine(channel, peer, reason, received, bytes)"
      " VALUES($1, $2, $3, $4, $5)"};
  const Value values[] = {channel, peer, reason, toMilliseconds(received), Blob{bytes}};
  return commit_.perform([&](Database& database) { return done(database.run(kKeep, values)); });
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
                                      std::string_view sink) {
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

Error cannot(const std::string& what, const std::string& path) {
  return {Code::kUnavailable, "cannot " + what + " " + path + ": " + std::strerror(errno), ""};
}

// A new name in a directory survives a power cut only if the directory is flushed.
Result<Done> flushDirectory(const std::string& path) {
  const int directory = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return cannot("open", path);
  const int flushed = ::fsync(directory);
  ::close(directory);
  if (flushed != 0) return cannot("flush", path);
  return Done{};
}

Result<Done> makeDirectory(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0) {
    if (errno == EEXIST) return Done{};
    return cannot("create", path);
  }
  const auto parent = std::filesystem::absolute(path + "/..").lexically_normal();
  return flushDirectory(parent.string());
}

Result<std::unique_ptr<Store>> openWith(const Pool::Open& open_writer, Pool::Open open_reader,
                                        const Pool::Open& open_checkpoints) {
  auto writer = open_writer();
  if (!writer) return writer.error();
  if (auto ready = prepareSchema(**writer); !ready) return ready.error();
  auto store = std::make_unique<SqlStore>(std::move(*writer), std::move(open_reader));
  if (open_checkpoints) {
    auto checkpoints = open_checkpoints();
    if (!checkpoints) return checkpoints.error();
    store->checkpointWith(std::move(*checkpoints));
  }
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(const std::string& location) {
  if (location.starts_with("postgresql://") || location.starts_with("postgres://")) {
    const auto open = [location] { return openPostgres(location); };
    return openWith(open, open, {});
  }
  if (auto made = makeDirectory(location); !made) return made.error();
  const std::string path = location + "/pontis.db";
  const auto open = [path](std::size_t cache_bytes) {
    return [path, cache_bytes] { return openSqlite(path, cache_bytes); };
  };
  auto store = openWith(open(kWriterCacheBytes), open(kReaderCacheBytes), open(kReaderCacheBytes));
  if (!store) return store;
  if (auto flushed = flushDirectory(location); !flushed) return flushed.error();
  return store;
}

}  // namespace pontis
