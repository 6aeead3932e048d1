#include "engine/store/schema.h"

#include <fmt/format.h>

#include <vector>

namespace pontis {
namespace {

// Keys, consents, the audit log and retention.
std::vector<std::string> protection(const Dialect& dialect) {
  const auto key = dialect.key, serial = dialect.serial, blob = dialect.blob;
  return {
      "ALTER TABLE message ADD COLUMN keys TEXT NOT NULL DEFAULT ''",
      "ALTER TABLE identity ADD COLUMN keys TEXT NOT NULL DEFAULT ''",
      "ALTER TABLE quarantine ADD COLUMN keys TEXT NOT NULL DEFAULT ''",
      "ALTER TABLE counter ADD COLUMN erasures BIGINT NOT NULL DEFAULT 0",
      fmt::format("CREATE TABLE vault(mark {} NOT NULL)", blob),
      fmt::format("CREATE TABLE subject(tag {} NOT NULL, key BIGINT NOT NULL,"
                  " PRIMARY KEY(tag, key)){}",
                  blob, dialect.by_key),
      "CREATE TABLE erasure(key BIGINT PRIMARY KEY)",
      fmt::format("CREATE TABLE message_subject(number {}, key BIGINT NOT NULL,"
                  " message BIGINT NOT NULL)",
                  serial),
      fmt::format("CREATE TABLE record_subject(number {}, key BIGINT NOT NULL,"
                  " record BIGINT NOT NULL)",
                  serial),
      "CREATE INDEX message_age ON message(channel, received)",
      "CREATE TABLE volume(channel TEXT PRIMARY KEY, bytes BIGINT NOT NULL)",
      "INSERT INTO volume(channel, bytes)"
      " SELECT channel, sum(length(payload)) FROM message GROUP BY channel",
      fmt::format("CREATE TABLE consent(number {}, at BIGINT NOT NULL, format TEXT NOT NULL,"
                  " keys TEXT NOT NULL, text {} NOT NULL)",
                  serial, blob),
      fmt::format("CREATE TABLE audit(seq {}, hash {} NOT NULL, record {} NOT NULL)", key, blob,
                  blob),
      fmt::format("CREATE TABLE audit_head(number {}, line TEXT NOT NULL)", key),
      "CREATE TABLE audit_sent(feed TEXT PRIMARY KEY, next BIGINT NOT NULL)",
      "CREATE TABLE audit_state(state TEXT NOT NULL)",
      "INSERT INTO audit_state(state) VALUES('')",
  };
}

// Never edit a step that was released: add one. `state` holds the values of DeliveryState.
//
// The order of columns matters to SQLite: what is read without the payload stands before it. A
// delivery's `at` is when it is due while it is queued, and when it was settled afterwards: one
// column, so that settling does not make the row longer and split its page.
std::vector<std::vector<std::string>> steps(const Dialect& dialect) {
  const auto key = dialect.key, serial = dialect.serial, blob = dialect.blob;
  return {
      {
          fmt::format("CREATE TABLE message(seq {}, id TEXT NOT NULL, channel TEXT NOT NULL,"
                      " format TEXT NOT NULL, peer TEXT NOT NULL, received BIGINT NOT NULL,"
                      " type TEXT NOT NULL, control_id TEXT NOT NULL, sender TEXT NOT NULL,"
                      " mark BIGINT NOT NULL, sinks TEXT NOT NULL, outcomes TEXT NOT NULL,"
                      " payload {} NOT NULL)",
                      key, blob),
          "CREATE INDEX message_id ON message(id)",
          "CREATE INDEX message_control_id ON message(control_id, mark) WHERE control_id <> ''",
          fmt::format("CREATE TABLE delivery(ticket {}, message BIGINT NOT NULL,"
                      " channel TEXT NOT NULL, sink TEXT NOT NULL, state BIGINT NOT NULL,"
                      " attempts BIGINT NOT NULL, at BIGINT NOT NULL, keys TEXT NOT NULL,"
                      " detail TEXT NOT NULL, loss TEXT NOT NULL)",
                      key),
          "CREATE INDEX delivery_message ON delivery(message)",
          "CREATE INDEX delivery_queued ON delivery(sink, ticket) WHERE state = 0",
          "CREATE INDEX delivery_stuck ON delivery(state, sink) WHERE state >= 3",
          fmt::format("CREATE TABLE outcome(number {}, message BIGINT NOT NULL, at BIGINT NOT NULL,"
                      " stage TEXT NOT NULL, text TEXT NOT NULL)",
                      serial),
          "CREATE INDEX outcome_message ON outcome(message)",
          "CREATE TABLE ledger(channel TEXT NOT NULL, sink TEXT NOT NULL, booked BIGINT NOT NULL,"
          " PRIMARY KEY(channel, sink))",
          "CREATE TABLE counter(message BIGINT NOT NULL, ticket BIGINT NOT NULL)",
          "INSERT INTO counter(message, ticket) VALUES(0, 0)",
          "CREATE TABLE lease(sink TEXT PRIMARY KEY, engine TEXT NOT NULL, until BIGINT NOT NULL)",
          fmt::format(
              "CREATE TABLE quarantine(number {}, channel TEXT NOT NULL, peer TEXT NOT NULL,"
              " reason TEXT NOT NULL, received BIGINT NOT NULL, bytes {} NOT NULL)",
              serial, blob),
      },
      {
          "ALTER TABLE delivery ADD COLUMN hits TEXT NOT NULL DEFAULT ''",
          "CREATE TABLE rules(key TEXT PRIMARY KEY, text TEXT NOT NULL)",
          "CREATE TABLE unmapped(code_table TEXT NOT NULL, sender TEXT NOT NULL,"
          " code TEXT NOT NULL, count BIGINT NOT NULL, last BIGINT NOT NULL,"
          " PRIMARY KEY(code_table, sender, code))",
      },
      {
          fmt::format("CREATE TABLE identity(number {}, at BIGINT NOT NULL, message TEXT NOT NULL,"
                      " body {} NOT NULL)",
                      key, blob),
      },
      protection(dialect)};
}

Result<std::int64_t> versionOf(Database& database) {
  std::int64_t version = 0;
  auto read = database.once("SELECT version FROM schema", {},
                            [&](std::size_t, const Row& row) { version = row.integer(0); });
  if (!read) return read.error();
  return version;
}

Result<Done> upgrade(Database& database) {
  if (auto locked = database.once(std::string(database.dialect().schema_lock)); !locked)
    return locked.error();
  auto made = database.once("CREATE TABLE IF NOT EXISTS schema(version BIGINT NOT NULL)");
  if (!made) return made.error();
  const auto version = versionOf(database);
  if (!version) return version.error();
  const auto all = steps(database.dialect());
  if (*version > static_cast<std::int64_t>(all.size()))
    return Error{Code::kUnsupported,
                 fmt::format("the store has schema version {}, this Pontis knows {}: use the "
                             "newer program",
                             *version, all.size()),
                 ""};
  for (std::size_t step = static_cast<std::size_t>(*version); step < all.size(); ++step)
    for (const std::string& sql : all[step])
      if (auto done = database.once(sql); !done) return done.error();
  if (*version == static_cast<std::int64_t>(all.size())) return Done{};
  if (auto done = database.once("DELETE FROM schema"); !done) return done.error();
  auto set = database.once(fmt::format("INSERT INTO schema(version) VALUES({})", all.size()));
  if (!set) return set.error();
  return Done{};
}

}  // namespace

std::int64_t schemaVersion() { return static_cast<std::int64_t>(steps(Dialect{}).size()); }

Result<Done> prepareSchema(Database& database) {
  // The usual case needs no lock, so a busy engine does not keep the command line waiting.
  if (const auto version = versionOf(database); version && *version == schemaVersion())
    return Done{};
  if (auto begun = database.begin(Database::Access::kWrite); !begun) return begun.error();
  auto done = upgrade(database);
  if (done) done = database.commit();
  if (!done) database.rollback();
  return done;
}

}  // namespace pontis
