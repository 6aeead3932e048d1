#include "engine/store/key_store.h"

#include <fmt/format.h>

#include <mutex>

#include "engine/store/database.h"
#include "engine/store/place.h"

namespace pontis {
namespace {

constexpr std::size_t kCacheBytes = 2 << 20;

class SqlKeyStore final : public KeyStore {
 public:
  SqlKeyStore(std::unique_ptr<Database> database, bool sqlite)
      : database_(std::move(database)), sqlite_(sqlite) {}

  Result<Done> prepare() {
    const Dialect& dialect = database_->dialect();
    return inTransaction([&]() -> Result<Done> {
      const std::string made[] = {
          std::string(dialect.schema_lock),
          fmt::format("CREATE TABLE IF NOT EXISTS wrapped_key(number {}, bytes {} NOT NULL)",
                      dialect.key, dialect.blob),
          "CREATE TABLE IF NOT EXISTS last_key(number BIGINT NOT NULL)",
          "INSERT INTO last_key(number) SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM last_key)",
      };
      for (const std::string& sql : made)
        if (auto done = database_->once(sql); !done) return done.error();
      return Done{};
    });
  }

  Result<std::vector<KeyNumber>> add(std::span<const std::string> wrapped) override {
    static const Statement kNumber{"UPDATE last_key SET number = number + $1 RETURNING number"};
    static const Statement kAdd{"INSERT INTO wrapped_key(number, bytes) VALUES($1, $2)"};
    const std::lock_guard lock(mutex_);
    std::vector<KeyNumber> numbers(wrapped.size());
    auto added = inTransaction([&]() -> Result<Done> {
      const auto size = static_cast<std::int64_t>(wrapped.size());
      const Value asked[] = {size};
      std::int64_t next = 0;
      auto numbered = database_->run(
          kNumber, asked, [&](std::size_t, const Row& row) { next = row.integer(0) - size + 1; });
      if (!numbered) return numbered.error();
      std::vector<Value> values;
      for (std::size_t i = 0; i < wrapped.size(); ++i) {
        numbers[i] = next++;
        values.insert(values.end(), {numbers[i], Blob{wrapped[i]}});
      }
      if (auto kept = database_->run(kAdd, values); !kept) return kept.error();
      return Done{};
    });
    if (!added) return added.error();
    return numbers;
  }

  Result<std::optional<std::string>> find(KeyNumber number) override {
    static const Statement kFind{"SELECT bytes FROM wrapped_key WHERE number = $1"};
    const std::lock_guard lock(mutex_);
    std::optional<std::string> bytes;
    const Value values[] = {number};
    auto read =
        database_->run(kFind, values, [&](std::size_t, const Row& row) { bytes = row.text(0); });
    if (!read) return read.error();
    return bytes;
  }

  Result<Done> destroy(std::span<const KeyNumber> numbers) override {
    static const Statement kDestroy{"DELETE FROM wrapped_key WHERE number = $1"};
    const std::lock_guard lock(mutex_);
    const std::vector<Value> values(numbers.begin(), numbers.end());
    auto destroyed = inTransaction([&]() -> Result<Done> {
      if (values.empty()) return Done{};
      if (auto done = database_->run(kDestroy, values); !done) return done.error();
      return Done{};
    });
    if (!destroyed) return destroyed;
    const auto gone =
        database_->once(sqlite_ ? "PRAGMA wal_checkpoint(TRUNCATE)" : "VACUUM wrapped_key");
    if (!gone) return gone.error();
    return Done{};
  }

 private:
  template <class Work>
  Result<Done> inTransaction(const Work& work) {
    if (auto begun = database_->begin(Database::Access::kWrite); !begun) return begun;
    Result<Done> done = work();
    if (done) done = database_->commit();
    if (!done) database_->rollback();
    return done;
  }

  const std::unique_ptr<Database> database_;
  const bool sqlite_;
  std::mutex mutex_;
};

}  // namespace

Result<std::unique_ptr<KeyStore>> openKeyStore(const std::string& location) {
  const bool sqlite = !isPostgres(location);
  if (sqlite)
    if (auto made = makeDirectory(location); !made) return made.error();
  auto database = sqlite ? openSqlite(location + "/keys.db", kCacheBytes) : openPostgres(location);
  if (!database) return database.error();
  if (sqlite)
    if (auto done = (*database)->once("PRAGMA secure_delete=ON"); !done) return done.error();
  auto store = std::make_unique<SqlKeyStore>(std::move(*database), sqlite);
  if (auto ready = store->prepare(); !ready) return ready.error();
  if (sqlite)
    if (auto flushed = flushDirectory(location); !flushed) return flushed.error();
  return std::unique_ptr<KeyStore>(std::move(store));
}

}  // namespace pontis
