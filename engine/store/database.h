// Database: the few SQL verbs the store needs, and the only seam between SQLite and PostgreSQL.
//
// SQL is written once, with parameters $1, $2, ..., in the words both databases share; a Dialect
// names the rest. Statements bind by reference: a payload goes from the receive buffer to the
// driver uncopied.
//
// Errors carry a code and our own words, never text that a database made from bound values.
//   kUnavailable  full, locked for longer than two seconds, or gone; passes by itself
//   kBusy         two transactions met (deadlock): the same again will succeed
//   kInvalid      a value is too large to be kept
//   kInternal     our SQL is wrong, or the file is damaged
//
// Thread safety: a Database is one connection; one thread at a time uses it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "engine/base/result.h"

namespace pontis {

// Bytes as they are. A std::string_view is text: what a database cannot keep in text (U+0000, bytes
// that are not UTF-8) becomes U+FFFD there.
struct Blob {
  std::string_view bytes;
};
using Value = std::variant<std::int64_t, std::string_view, Blob>;

// Everything in which the two databases differ, as the store's SQL sees it.
struct Dialect {
  std::string_view key;          // column type of a primary key that we number
  std::string_view serial;       // column type of a primary key that numbers itself
  std::string_view blob;         // column type of bytes
  std::string_view by_key;       // after a CREATE TABLE: rows lie in the order of the primary key
  std::string_view now;          // the database's clock, in Unix milliseconds
  std::string_view schema_lock;  // waits for others who upgrade the schema
};

// One SQL statement. A Database compiles it on first use and finds it again by its address, so keep
// it where it stays: in a static, or in a member.
class Statement {
 public:
  explicit Statement(std::string sql);
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  const std::string& sql() const { return sql_; }
  std::size_t parameters() const { return parameters_; }

 private:
  const std::string sql_;
  const std::size_t parameters_;
};

class Row {
 public:
  virtual ~Row() = default;
  virtual std::int64_t integer(int column) const = 0;
  virtual std::string_view text(int column) const = 0;  // or bytes; valid until the next row
};

class Database {
 public:
  // Called for each row; `set` says which set of values it answers.
  using Each = std::function<void(std::size_t set, const Row& row)>;

  virtual ~Database() = default;

  // Runs a statement once for each set of values ($1, $2, ...; the sets follow one another), in
  // order and in few round trips. Returns how many rows were changed. Outside a transaction a
  // connection that was lost is made anew; within one, the transaction has failed.
  virtual Result<std::int64_t> run(const Statement& statement, std::span<const Value> values,
                                   const Each& each = {}) = 0;

  // Runs SQL that is not worth compiling twice.
  virtual Result<std::int64_t> once(const std::string& sql, std::span<const Value> values = {},
                                    const Each& each = {}) = 0;

  // kWrite waits up to two seconds for its turn; kSnapshot sees one moment until it ends.
  enum class Access { kWrite, kSnapshot };
  virtual Result<Done> begin(Access access) = 0;
  // Durable on return. After an error, rollback().
  virtual Result<Done> commit() = 0;
  virtual void rollback() = 0;

  virtual const Dialect& dialect() const = 0;

  // SQLite writes commits to a log beside the database file and must be told to move them over.
  // Bytes in that log after the last commit; 0 for a database that sees to it by itself.
  virtual std::size_t logBytes() const { return 0; }
  // Gives unused pages, at most so many, back to the file system; how many are left. 0 for a
  // database that sees to it by itself. REQUIRES: within a transaction
  virtual Result<std::int64_t> shrink(std::int64_t /*pages*/) { return std::int64_t{0}; }
  // Moves what it can without making anybody wait; `restart` also makes the next writer begin the
  // log anew, for which nobody may be writing. Returns the bytes that are left to be moved.
  virtual Result<std::size_t> checkpoint(bool /*restart*/) { return std::size_t{0}; }
};

// `cache_bytes` bounds the memory for pages. Creates the file, readable by its owner alone.
Result<std::unique_ptr<Database>> openSqlite(const std::string& path, std::size_t cache_bytes);
Result<std::unique_ptr<Database>> openPostgres(const std::string& url);

}  // namespace pontis
