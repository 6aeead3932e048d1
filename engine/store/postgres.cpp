// PostgreSQL behind Database. The only file that knows libpq.
#include <fmt/format.h>
#include <libpq-fe.h>

#include <array>
#include <unordered_map>
#include <vector>

#include "engine/store/database.h"
#include "engine/store/postgres_text.h"

namespace pontis {
namespace {

constexpr Dialect kDialect = {"BIGINT PRIMARY KEY",
                              "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
                              "BYTEA",
                              "",
                              "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)",
                              "SELECT pg_advisory_xact_lock(7310584)"};

// A commit that is not on disk is worth nothing here; a server may be set to promise even more.
constexpr const char* kSession =
    "SELECT set_config('synchronous_commit', 'on', false)"
    " WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write');"
    "SET lock_timeout = '2s'; SET client_min_messages = 'error'; SET bytea_output = 'hex'";

using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;

class PostgresRow final : public Row {
 public:
  PostgresRow(const PGresult* answer, int row) : answer_(answer), row_(row) {}
  std::int64_t integer(int column) const override {
    // Binary results arrive in network order, 4 or 8 bytes long.
    const std::string_view bytes = text(column);
    std::uint64_t value = bytes.empty() || bytes[0] >= 0 ? 0 : ~std::uint64_t{0};
    for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
    return static_cast<std::int64_t>(value);
  }
  std::string_view text(int column) const override {
    return {PQgetvalue(answer_, row_, column),
            static_cast<std::size_t>(PQgetlength(answer_, row_, column))};
  }

 private:
  const PGresult* answer_;
  int row_;
};

// One set of values as libpq wants them.
struct Bound {
  std::vector<const char*> data;
  std::vector<int> sizes, binary;
  std::vector<fmt::format_int> digits;  // hold the texts that `data` points into
  std::vector<std::string> cleaned;

  void take(std::span<const Value> values) {
    data.clear(), sizes.clear(), binary.clear(), digits.clear(), cleaned.clear();
    digits.reserve(values.size());
    cleaned.reserve(values.size());
    for (const Value& value : values) {
      if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        add(digits.emplace_back(*integer).c_str(), 0, 0);
      } else if (const auto* text = std::get_if<std::string_view>(&value)) {
        const std::string_view kept =
            isPostgresText(*text) ? *text : cleaned.emplace_back(toPostgresText(*text));
        add(kept.data() ? kept.data() : "", kept.size(), 1);
      } else {
        const std::string_view bytes = std::get<Blob>(value).bytes;
        add(bytes.data() ? bytes.data() : "", bytes.size(), 1);
      }
    }
  }

 private:
  void add(const char* value, std::size_t size, int format) {
    data.push_back(value);
    sizes.push_back(static_cast<int>(size));
    binary.push_back(format);
  }
};

class Postgres final : public Database {
 public:
  explicit Postgres(std::string url) : url_(std::move(url)) {}
  ~Postgres() override { PQfinish(connection_); }

  Result<Done> connect() {
    PQfinish(connection_);
    names_.clear();
    in_transaction_ = false;
    // What a peer that has vanished without a word may cost.
    const std::array<const char*, 7> keys = {"connect_timeout",
                                             "keepalives_idle",
                                             "keepalives_interval",
                                             "tcp_user_timeout",
                                             "client_encoding",
                                             "dbname",
                                             nullptr};
    const std::array<const char*, 7> values = {"5",    "5",          "2",    "10000",
                                               "UTF8", url_.c_str(), nullptr};
    connection_ = PQconnectdbParams(keys.data(), values.data(), 1);
    if (PQstatus(connection_) != CONNECTION_OK) return gone();
    // NOTICEs may quote rows; nobody reads them.
    PQsetNoticeProcessor(
        connection_, [](void*, const char*) {}, nullptr);
    const Answer answer(PQexec(connection_, kSession), &PQclear);
    if (!good(answer.get())) return failure(answer.get());
    return Done{};
  }

  Result<std::int64_t> run(const Statement& statement, std::span<const Value> values,
                           const Each& each) override {
    return again([&]() -> Result<std::int64_t> {
      auto known = names_.find(&statement);
      if (known == names_.end()) {
        const std::string name = fmt::format("s{}", names_.size());
        if (auto prepared = prepare(name, statement.sql()); !prepared) return prepared.error();
        known = names_.emplace(&statement, name).first;
      }
      return execute(known->second, statement.parameters(), values, each);
    });
  }

  Result<std::int64_t> once(const std::string& sql, std::span<const Value> values,
                            const Each& each) override {
    return again([&]() -> Result<std::int64_t> {
      if (auto prepared = prepare("", sql); !prepared) return prepared.error();
      return execute("", values.size(), values, each);
    });
  }

  Result<Done> begin(Access access) override {
    static const Statement kWrite{"BEGIN"};
    static const Statement kSnapshot{"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};
    auto begun = run(access == Access::kWrite ? kWrite : kSnapshot, {}, {});
    if (!begun) return begun.error();
    in_transaction_ = true;
    return Done{};
  }
  Result<Done> commit() override {
    static const Statement kCommit{"COMMIT"};
    auto committed = run(kCommit, {}, {});
    if (!committed) return committed.error();
    in_transaction_ = false;
    return Done{};
  }
  void rollback() override {
    in_transaction_ = false;
    if (PQstatus(connection_) != CONNECTION_OK) return;  // the server has rolled back
    const Answer answer(PQexec(connection_, "ROLLBACK"), &PQclear);
  }

  const Dialect& dialect() const override { return kDialect; }

 private:
  static bool good(const PGresult* answer) {
    const ExecStatusType status = PQresultStatus(answer);
    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
  }

  // A server that was restarted has closed this connection without our knowing: outside a
  // transaction nothing is lost by trying once more on a new one.
  template <class Attempt>
  Result<std::int64_t> again(const Attempt& attempt) {
    if (!in_transaction_ && PQstatus(connection_) != CONNECTION_OK) {
      if (auto connected = connect(); !connected) return connected.error();
      return attempt();
    }
    auto result = attempt();
    if (result || in_transaction_ || PQstatus(connection_) == CONNECTION_OK) return result;
    if (auto connected = connect(); !connected) return connected.error();
    return attempt();
  }

  Result<Done> prepare(const std::string& name, const std::string& sql) {
    const Answer answer(PQprepare(connection_, name.c_str(), sql.c_str(), 0, nullptr), &PQclear);
    if (!good(answer.get())) return failure(answer.get());
    return Done{};
  }

  Result<std::int64_t> execute(const std::string& name, std::size_t width,
                               std::span<const Value> values, const Each& each) {
    const std::size_t sets = width == 0 ? 1 : values.size() / width;
    std::int64_t changed = 0;
    // Bounds what libpq holds of answers that nobody has read yet.
    constexpr std::size_t kSetsAtOnce = 1000;
    for (std::size_t first = 0; first < sets; first += kSetsAtOnce) {
      const std::size_t count = std::min(kSetsAtOnce, sets - first);
      auto part = count == 1 ? alone(name, values.subspan(first * width, width), first, each)
                             : together(name, width, values, first, count, each);
      if (!part) return part;
      changed += *part;
    }
    return changed;
  }

  Result<std::int64_t> alone(const std::string& name, std::span<const Value> values,
                             std::size_t set, const Each& each) {
    bound_.take(values);
    const Answer answer(
        PQexecPrepared(connection_, name.c_str(), static_cast<int>(values.size()),
                       bound_.data.data(), bound_.sizes.data(), bound_.binary.data(), 1),
        &PQclear);
    if (!good(answer.get())) return failure(answer.get());
    return read(answer.get(), set, each);
  }

  // Many sets in one round trip: everything is sent before the first answer is read.
  Result<std::int64_t> together(const std::string& name, std::size_t width,
                                std::span<const Value> values, std::size_t first, std::size_t count,
                                const Each& each) {
    if (PQenterPipelineMode(connection_) != 1) return gone();
    bool sent = true;
    for (std::size_t set = first; sent && set < first + count; ++set) {
      bound_.take(values.subspan(set * width, width));
      sent = PQsendQueryPrepared(connection_, name.c_str(), static_cast<int>(width),
                                 bound_.data.data(), bound_.sizes.data(), bound_.binary.data(),
                                 1) == 1;
    }
    if (!sent || PQpipelineSync(connection_) != 1) return broken();
    Result<std::int64_t> result = std::int64_t{0};
    for (std::size_t set = first; set < first + count; ++set) {
      const Answer answer(PQgetResult(connection_), &PQclear);
      if (!answer) return broken();
      if (result && good(answer.get())) {
        *result += read(answer.get(), set, each);
      } else if (result) {
        result = failure(answer.get());  // those that follow only say that they were skipped
      }
      if (PQstatus(connection_) != CONNECTION_OK) return broken();
      PQclear(PQgetResult(connection_));  // the null that ends one statement
    }
    PQclear(PQgetResult(connection_));  // the synchronisation
    if (PQexitPipelineMode(connection_) != 1) return broken();
    return result;
  }

  static std::int64_t read(const PGresult* answer, std::size_t set, const Each& each) {
    for (int row = 0; each && row < PQntuples(answer); ++row) each(set, PostgresRow(answer, row));
    return std::strtoll(PQcmdTuples(const_cast<PGresult*>(answer)), nullptr, 10);
  }

  // The conversation is out of step: only a new connection helps.
  Error broken() {
    PQfinish(connection_);
    connection_ = nullptr;
    return {Code::kUnavailable, "PostgreSQL: the connection was lost", ""};
  }

  Error gone() const {
    std::string text = PQerrorMessage(connection_);  // names host, port and user, nothing else
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return {Code::kUnavailable, "PostgreSQL: " + text, ""};
  }

  // Made of the SQLSTATE alone: a message, and still more its DETAIL, may quote values.
  Error failure(const PGresult* answer) const {
    const char* field = answer ? PQresultErrorField(answer, PG_DIAG_SQLSTATE) : nullptr;
    if (!field) return {Code::kUnavailable, "PostgreSQL: the connection was lost", ""};
    const std::string_view state = field;
    const std::string_view kind = state.substr(0, 2);
    const std::string_view words = kind == "53"       ? "out of disk, memory or connections"
                                   : state == "55P03" ? "locked for too long"
                                   : kind == "57"     ? "shutting down"
                                   : kind == "25"     ? "read only"
                                   : kind == "40"     ? "two transactions met"
                                                      : "refused";
    const std::string text = fmt::format("PostgreSQL: {} (SQLSTATE {})", words, state);
    if (kind == "40") return {Code::kBusy, text, ""};
    if (kind == "54") return {Code::kInvalid, text, ""};
    for (const std::string_view passes : {"08", "25", "53", "55", "57", "58"})
      if (kind == passes) return {Code::kUnavailable, text, ""};
    return {Code::kInternal, text, ""};
  }

  const std::string url_;
  PGconn* connection_ = nullptr;
  bool in_transaction_ = false;
  std::unordered_map<const Statement*, std::string> names_;
  Bound bound_;
};

}  // namespace

Result<std::unique_ptr<Database>> openPostgres(const std::string& url) {
  auto database = std::make_unique<Postgres>(url);
  if (auto connected = database->connect(); !connected) return connected.error();
  return std::unique_ptr<Database>(std::move(database));
}

}  // namespace pontis
