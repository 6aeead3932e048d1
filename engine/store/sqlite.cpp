// SQLite behind Database. This file and sqlite_log.cpp alone know sqlite3.h.
#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "engine/store/database.h"
#include "engine/store/sqlite_log.h"

namespace pontis {
namespace {

constexpr int kLockWaitMilliseconds = 2000;
constexpr int kRestartWaitMilliseconds = 10;  // for readers, while no commit can be made
constexpr int kPageBytes = 4096;              // 8192: a commit of one message costs a third more
constexpr std::int64_t kLogKeptBytes = 64 << 20;  // a longer log file is cut when it is restarted

constexpr Dialect kDialect = {"INTEGER PRIMARY KEY",
                              "INTEGER PRIMARY KEY",
                              "BLOB",
                              " WITHOUT ROWID",
                              "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
                              "SELECT 1"};

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  std::int64_t integer(int column) const override {
    return sqlite3_column_int64(statement_, column);
  }
  std::string_view text(int column) const override {
    const void* data = sqlite3_column_blob(statement_, column);
    return {static_cast<const char*>(data),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  sqlite3_stmt* statement_;
};

using Compiled = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

// "$1" would be a name to SQLite, numbered by first appearance; "?1" is the first parameter.
std::string inSqlite(std::string sql) {
  std::replace(sql.begin(), sql.end(), '$', '?');
  return sql;
}

int bind(sqlite3_stmt* statement, int index, const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value))
    return sqlite3_bind_int64(statement, index, *integer);
  // A null pointer would bind NULL, and no column of ours may be NULL.
  if (const auto* text = std::get_if<std::string_view>(&value))
    return sqlite3_bind_text64(statement, index, text->data() ? text->data() : "", text->size(),
                               SQLITE_STATIC, SQLITE_UTF8);
  const std::string_view bytes = std::get<Blob>(value).bytes;
  return sqlite3_bind_blob64(statement, index, bytes.data() ? bytes.data() : "", bytes.size(),
                             SQLITE_STATIC);
}

class Sqlite final : public Database {
 public:
  explicit Sqlite(sqlite3* handle) : handle_(handle) {
    // Takes the place of SQLite's own checkpoints, which would make a writer wait for them.
    sqlite3_wal_hook(
        handle_,
        [](void* self, sqlite3*, const char*, int pages) {
          static_cast<Sqlite*>(self)->log_pages_ = static_cast<std::size_t>(pages);
          return SQLITE_OK;
        },
        this);
  }
  ~Sqlite() override {
    compiled_.clear();
    sqlite3_close(handle_);
  }

  Result<Done> setUp(std::size_t cache_bytes) {
    sqlite3_busy_timeout(handle_, kLockWaitMilliseconds);
    const std::string sql = fmt::format(
        "PRAGMA page_size={}; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; PRAGMA "
        "synchronous=FULL;"
        "PRAGMA cache_size=-{}; PRAGMA journal_size_limit={}; PRAGMA temp_store=MEMORY",
        kPageBytes, cache_bytes / 1024, kLogKeptBytes);
    // Several programs may create it at once. To change the journal mode SQLite upgrades a lock,
    // and there it gives up without waiting, since two such would wait for each other for ever.
    constexpr int kPauseMilliseconds = 5;
    for (int waited = 0;; waited += kPauseMilliseconds) {
      const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
      if (code == SQLITE_OK) return Done{};
      if (code != SQLITE_BUSY || waited >= kLockWaitMilliseconds) return failure();
      sqlite3_sleep(kPauseMilliseconds);
    }
  }

  Result<std::int64_t> run(const Statement& statement, std::span<const Value> values,
                           const Each& each) override {
    auto known = compiled_.find(&statement);
    if (known == compiled_.end()) {
      Compiled fresh = compile(statement.sql(), SQLITE_PREPARE_PERSISTENT);
      if (!fresh) return failure();
      known = compiled_.emplace(&statement, std::move(fresh)).first;
    }
    return execute(known->second.get(), statement.parameters(), values, each);
  }

  Result<std::int64_t> once(const std::string& sql, std::span<const Value> values,
                            const Each& each) override {
    const Compiled fresh = compile(sql, 0);
    if (!fresh) return failure();
    return execute(fresh.get(), values.size(), values, each);
  }

  Result<Done> begin(Access access) override {
    static const Statement kImmediate{"BEGIN IMMEDIATE"}, kDeferred{"BEGIN"};
    return done(run(access == Access::kWrite ? kImmediate : kDeferred, {}, {}));
  }
  Result<Done> commit() override {
    static const Statement kCommit{"COMMIT"};
    return done(run(kCommit, {}, {}));
  }
  void rollback() override {
    static const Statement kRollback{"ROLLBACK"};
    // A full disk may have rolled back already; if this fails too, the next BEGIN will say so.
    if (!sqlite3_get_autocommit(handle_)) (void)run(kRollback, {}, {});
  }

  Result<std::int64_t> shrink(std::int64_t pages) override {
    const auto ran = once("PRAGMA incremental_vacuum(" + std::to_string(pages) + ")", {},
                          [](std::size_t, const Row&) {});
    if (!ran) return ran.error();
    std::int64_t left = 0;
    const auto asked = once("PRAGMA freelist_count", {},
                            [&](std::size_t, const Row& row) { left = row.integer(0); });
    if (!asked) return asked.error();
    return left;
  }

  const Dialect& dialect() const override { return kDialect; }
  std::size_t logBytes() const override { return log_pages_ * kPageBytes; }

  Result<std::size_t> checkpoint(bool restart) override {
    int pages = 0, moved = 0;
    sqlite3_busy_timeout(handle_, kRestartWaitMilliseconds);
    const int code = sqlite3_wal_checkpoint_v2(
        handle_, nullptr, restart ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE, &pages,
        &moved);
    sqlite3_busy_timeout(handle_, kLockWaitMilliseconds);
    if (code != SQLITE_OK) return failure();
    return static_cast<std::size_t>(std::max(0, pages - moved)) * kPageBytes;
  }

 private:
  static Result<Done> done(const Result<std::int64_t>& result) {
    if (!result) return result.error();
    return Done{};
  }

  Compiled compile(const std::string& sql, unsigned flags) {
    sqlite3_stmt* statement = nullptr;
    const std::string own = inSqlite(sql);
    sqlite3_prepare_v3(handle_, own.data(), static_cast<int>(own.size()), flags, &statement,
                       nullptr);
    return Compiled(statement, &sqlite3_finalize);
  }

  Result<std::int64_t> execute(sqlite3_stmt* statement, std::size_t width,
                               std::span<const Value> values, const Each& each) {
    const std::size_t sets = width == 0 ? 1 : values.size() / width;
    const bool reads = sqlite3_stmt_readonly(statement) != 0;
    std::int64_t changed = 0;
    for (std::size_t set = 0; set < sets; ++set) {
      int code = SQLITE_OK;
      for (std::size_t i = 0; i < width && code == SQLITE_OK; ++i)
        code = bind(statement, static_cast<int>(i + 1), values[set * width + i]);
      while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(statement);
        if (code == SQLITE_ROW && each) each(set, SqliteRow(statement));
      }
      if (code != SQLITE_DONE) {
        Error error = failure();
        sqlite3_reset(statement);
        return error;
      }
      if (!reads) changed += sqlite3_changes64(handle_);
      sqlite3_reset(statement);
    }
    return changed;
  }

  // Made of SQLite's fixed words for a code: its messages may quote the SQL.
  Error failure() const {
    const int code = sqlite3_extended_errcode(handle_);
    const std::string text = fmt::format("SQLite: {} ({})", sqlite3_errstr(code & 0xFF), code);
    switch (code & 0xFF) {
      case SQLITE_TOOBIG:
        return {Code::kInvalid, text, ""};
      case SQLITE_ERROR:
      case SQLITE_CONSTRAINT:
      case SQLITE_MISMATCH:
      case SQLITE_MISUSE:
      case SQLITE_RANGE:
      case SQLITE_CORRUPT:
      case SQLITE_NOTADB:
        return {Code::kInternal, text, ""};
      default:  // FULL, BUSY, LOCKED, IOERR, CANTOPEN, READONLY, NOMEM, PERM
        return {Code::kUnavailable, text, ""};
    }
  }

  sqlite3* handle_;
  std::size_t log_pages_ = 0;
  std::unordered_map<const Statement*, Compiled> compiled_;
};

}  // namespace

Result<std::unique_ptr<Database>> openSqlite(const std::string& path, std::size_t cache_bytes) {
  // Counting memory costs a lock on every allocation. Has no effect once SQLite is in use.
  static std::once_flag configured;
  std::call_once(configured, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
  // SQLite would create it readable for all; its log files take the mode of this one. Never open a
  // file that is there: closing it again would drop the locks that this process holds on it.
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file >= 0) ::close(file);
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(
      path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, sqliteLogFileSystem());
  if (code != SQLITE_OK) {
    sqlite3_close(handle);
    return Error{Code::kUnavailable, fmt::format("cannot open {}: {}", path, sqlite3_errstr(code)),
                 ""};
  }
  auto database = std::make_unique<Sqlite>(handle);
  if (auto ready = database->setUp(cache_bytes); !ready) return ready.error();
  return std::unique_ptr<Database>(std::move(database));
}

}  // namespace pontis
