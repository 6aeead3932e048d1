// What is read of persons: consents, the audit log, and which rows hold whose data.
#include <algorithm>

#include "engine/store/lines.h"
#include "engine/store/queries.h"

namespace pontis {
namespace {

// In portions: a driver may hold all rows of an answer in memory. `read` says whether to go on and
// where `next` begins.
Result<Done> inPortions(Database& database, const Statement& statement, std::int64_t next,
                        const std::function<bool(const Row&)>& each) {
  for (bool more = true; more;) {
    std::size_t rows = 0;
    const Value values[] = {next};
    auto read = database.run(statement, values, [&](std::size_t, const Row& row) {
      ++rows;
      next = row.integer(0) + 1;
      more = more && each(row);
    });
    if (!read) return read.error();
    more = more && rows > 0;
  }
  return Done{};
}

}  // namespace

Result<Done> readConsents(Database& database, const Sealing& sealing, std::int64_t after,
                          const std::function<void(const ConsentRow&)>& each) {
  static const Statement kNext{
      "SELECT number, at, format, keys, text FROM consent WHERE number >= $1 ORDER BY number"
      " LIMIT 1000"};
  Result<Done> opened = Done{};
  auto read = inPortions(database, kNext, after + 1, [&](const Row& row) {
    auto clear = sealing.open(row.text(3), kConsentContext, row.text(4));
    if (!clear && clear.error().code == Code::kNotFound && sealing.on()) return true;  // erased
    if (!clear) return opened = clear.error(), false;
    auto lines = splitLines(*clear);
    lines.resize(3);
    each({row.integer(0), std::move(lines[0]), std::move(lines[1]), std::string(row.text(2)),
          std::move(lines[2]), fromMilliseconds(row.integer(1))});
    return true;
  });
  return opened ? read : opened;
}

Result<Done> readAudit(Database& database, std::int64_t first,
                       const std::function<bool(const AuditRow&)>& each) {
  static const Statement kNext{
      "SELECT seq, hash, record FROM audit WHERE seq >= $1 ORDER BY seq LIMIT 1000"};
  return inPortions(database, kNext, first, [&](const Row& row) {
    return each({row.integer(0), std::string(row.text(1)), std::string(row.text(2))});
  });
}

Result<Done> readAuditHeads(Database& database, std::int64_t first,
                            const std::function<bool(std::int64_t, std::string_view)>& each) {
  static const Statement kNext{
      "SELECT number, line FROM audit_head WHERE number >= $1 ORDER BY number LIMIT 1000"};
  return inPortions(database, kNext, first,
                    [&](const Row& row) { return each(row.integer(0), row.text(1)); });
}

Result<std::vector<std::int64_t>> readUnnamed(Database& database) {
  static const Statement kNext{
      "SELECT number, key, message FROM message_subject WHERE number >= $1 ORDER BY number"
      " LIMIT 100000"};
  std::vector<std::int64_t> found;
  auto read = inPortions(database, kNext, 0, [&](const Row& row) {
    if (row.integer(1) < 0) found.push_back(row.integer(2));
    return true;
  });
  if (!read) return read.error();
  return found;
}

Result<std::int64_t> readAuditSent(Database& database, std::string_view feed) {
  static const Statement kNext{"SELECT next FROM audit_sent WHERE feed = $1"};
  std::int64_t next = 0;
  const Value values[] = {feed};
  auto read =
      database.run(kNext, values, [&](std::size_t, const Row& row) { next = row.integer(0); });
  if (!read) return read.error();
  return next;
}

Result<std::vector<KeyNumber>> readKeys(Database& database, const Sealing& sealing,
                                        std::span<const std::string> persons) {
  static const Statement kKeys{"SELECT key FROM subject WHERE tag = $1"};
  std::vector<std::string> tags;
  for (const std::string& person : persons) tags.push_back(sealing.tagOf(person));
  std::vector<Value> values;
  for (const std::string& tag : tags) values.emplace_back(Blob{tag});
  std::vector<KeyNumber> keys;
  if (values.empty()) return keys;
  auto read = database.run(kKeys, values,
                           [&](std::size_t, const Row& row) { keys.push_back(row.integer(0)); });
  if (!read) return read.error();
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

Result<Store::Mentions> readMentions(Database& database, const Sealing& sealing,
                                     std::span<const std::string> persons) {
  // One pass over small rows that lie in order: an index by key would cost every message more than
  // all who ever ask.
  static const Statement kMessages{
      "SELECT number, key, message FROM message_subject WHERE number >= $1 ORDER BY number"
      " LIMIT 100000"};
  static const Statement kRecords{
      "SELECT number, key, record FROM record_subject WHERE number >= $1 ORDER BY number"
      " LIMIT 100000"};
  Store::Mentions found;
  if (!sealing.on())
    return Error{Code::kUnsupported, "only a store with keys knows whose data it holds", ""};
  const auto keys = readKeys(database, sealing, persons);
  if (!keys) return keys.error();
  if (keys->empty()) return found;
  for (const auto& [statement, rows] :
       {std::pair(&kMessages, &found.messages), std::pair(&kRecords, &found.records)}) {
    auto read = inPortions(database, *statement, 0, [&, rows = rows](const Row& row) {
      if (std::binary_search(keys->begin(), keys->end(), row.integer(1)))
        rows->push_back(row.integer(2));
      return true;
    });
    if (!read) return read.error();
  }
  for (auto* rows : {&found.messages, &found.records}) {
    std::sort(rows->begin(), rows->end());
    rows->erase(std::unique(rows->begin(), rows->end()), rows->end());
  }
  return found;
}

}  // namespace pontis
