#include "engine/store/erase.h"

#include <algorithm>
#include <set>

#include "engine/store/queries.h"
#include "engine/store/writer.h"

namespace pontis {
namespace {

Result<Done> done(const Result<std::int64_t>& result) {
  if (!result) return result.error();
  return Done{};
}

Result<std::int64_t> readErasures(Database& database) {
  std::int64_t count = 0;
  auto read = database.once("SELECT erasures FROM counter", {},
                            [&](std::size_t, const Row& row) { count = row.integer(0); });
  if (!read) return read.error();
  return count;
}

// Step 1. `keys` and `messages` are what was found before; `out` counts.
Result<Done> begin(Database& database, std::span<const KeyNumber> keys,
                   std::span<const std::int64_t> messages, std::span<const std::string> tags,
                   const Erasure& erasure, Erased& out) {
  static const Statement kRaise{"UPDATE counter SET erasures = erasures + 1"};
  static const Statement kList{"INSERT INTO erasure(key) VALUES($1) ON CONFLICT(key) DO NOTHING"};
  static const Statement kUnassign{"DELETE FROM subject WHERE tag = $1"};
  static const Statement kStop{
      "UPDATE delivery SET state = 2, at = $2, detail = 'erased at the request of the person'"
      " WHERE message = $1 AND (state = 0 OR state = 4)"};
  static const Statement kForgetKeys{"UPDATE delivery SET keys = '' WHERE message = $1"};
  static const Statement kQuarantine{"DELETE FROM quarantine WHERE number = $1"};
  const std::int64_t now = toMilliseconds(std::chrono::system_clock::now());
  if (auto raised = database.run(kRaise, {}); !raised) return raised.error();
  std::vector<Value> values(keys.begin(), keys.end());
  if (auto listed = database.run(kList, values); !listed) return listed.error();
  values.clear();
  for (const std::string& tag : tags) values.emplace_back(Blob{tag});
  if (auto gone = database.run(kUnassign, values); !gone) return gone.error();
  values.clear();
  for (const std::int64_t message : messages) values.insert(values.end(), {message, now});
  const auto stopped = database.run(kStop, values);
  if (!stopped) return stopped.error();
  out.stopped = *stopped;
  values.assign(messages.begin(), messages.end());
  if (auto forgotten = database.run(kForgetKeys, values); !forgotten) return forgotten.error();
  values.assign(erasure.quarantined.begin(), erasure.quarantined.end());
  return done(database.run(kQuarantine, values));
}

// The keys of unnamed messages and quarantined items, as far as they are theirs alone.
Result<std::vector<KeyNumber>> ownKeys(Database& database, const Erasure& erasure) {
  static const Statement kQuarantine{"SELECT keys FROM quarantine WHERE number = $1"};
  static const Statement kMessage{"SELECT keys FROM message WHERE seq = $1"};
  static const Statement kAssigned{"SELECT key FROM subject WHERE key = $1 LIMIT 1"};
  std::vector<KeyNumber> keys;
  for (const auto& [statement, numbers] :
       {std::pair(&kQuarantine, &erasure.quarantined), std::pair(&kMessage, &erasure.messages)}) {
    const std::vector<Value> values(numbers->begin(), numbers->end());
    if (values.empty()) continue;
    auto read = database.run(*statement, values, [&](std::size_t, const Row& row) {
      const auto some = readKeysColumn(row.text(0));
      keys.insert(keys.end(), some.begin(), some.end());
    });
    if (!read) return read.error();
  }
  if (keys.empty()) return keys;
  // A key that some person has is not the item's own: it seals much else.
  std::set<KeyNumber> assigned;
  const std::vector<Value> asked(keys.begin(), keys.end());
  auto looked = database.run(kAssigned, asked,
                             [&](std::size_t, const Row& row) { assigned.insert(row.integer(0)); });
  if (!looked) return looked.error();
  std::erase_if(keys, [&](KeyNumber key) { return assigned.contains(key); });
  return keys;
}

}  // namespace

Result<Erased> eraseFrom(GroupCommit& commit, Pool& readers, Sealing& sealing,
                         const Erasure& erasure) {
  if (!sealing.on())
    return Error{Code::kUnsupported,
                 "this engine has no keys to destroy: give it \"keys\" in its configuration", ""};
  auto mentions = readers.with<Store::Mentions>(
      [&](Database& database) { return readMentions(database, sealing, erasure.persons); });
  if (!mentions) return mentions.error();
  mentions->messages.insert(mentions->messages.end(), erasure.messages.begin(),
                            erasure.messages.end());
  auto keys = readers.with<std::vector<KeyNumber>>(
      [&](Database& database) { return readKeys(database, sealing, erasure.persons); });
  if (!keys) return keys.error();
  const auto own = readers.with<std::vector<KeyNumber>>(
      [&](Database& database) { return ownKeys(database, erasure); });
  if (!own) return own.error();
  keys->insert(keys->end(), own->begin(), own->end());
  std::vector<std::string> tags;
  for (const std::string& person : erasure.persons) tags.push_back(sealing.tagOf(person));
  const auto sealed = sealing.identity(erasure.identity);
  if (!sealed) return sealed.error();

  Erased out;
  out.keys = static_cast<std::int64_t>(std::set(keys->begin(), keys->end()).size());
  out.messages = static_cast<std::int64_t>(mentions->messages.size());
  auto begun = commit.perform(
      [&](Database& database) -> Result<Done> {
        if (auto written = writeIdentity(database, erasure.identity, *sealed); !written)
          return written;
        return begin(database, *keys, mentions->messages, tags, erasure, out);
      },
      erasure.audit);
  if (!begun) return begun.error();
  if (auto finished = finishErasures(commit, readers, sealing); !finished) return finished.error();
  return out;
}

Result<Done> finishErasures(GroupCommit& commit, Pool& readers, Sealing& sealing) {
  static const Statement kRest{"SELECT key FROM erasure"};
  static const Statement kFinish{"DELETE FROM erasure WHERE key = $1"};
  std::vector<KeyNumber> keys;
  const auto count = readers.with<std::int64_t>([&](Database& database) -> Result<std::int64_t> {
    auto read = database.run(kRest, {},
                             [&](std::size_t, const Row& row) { keys.push_back(row.integer(0)); });
    if (!read) return read.error();
    return readErasures(database);
  });
  if (!count) return count.error();
  if (sealing.erasures() != *count) sealing.forget(*count);
  if (keys.empty() || !sealing.on()) return Done{};
  if (auto destroyed = sealing.vault()->destroy(keys); !destroyed) return destroyed;
  const std::vector<Value> values(keys.begin(), keys.end());
  return commit.perform([&](Database& database) { return done(database.run(kFinish, values)); });
}

Result<Done> checkVault(GroupCommit& commit, Pool& readers, const Sealing& sealing) {
  static const Statement kLeave{"INSERT INTO vault(mark) VALUES($1)"};
  std::string stands;
  auto read = readers.with<std::int64_t>([&](Database& database) {
    return database.once("SELECT mark FROM vault", {},
                         [&](std::size_t, const Row& row) { stands = row.text(0); });
  });
  if (!read) return read.error();
  if (!sealing.on() && stands.empty()) return Done{};
  if (!sealing.on())
    return Error{Code::kDenied, "this store is sealed: give \"keys\" the master key it had", ""};
  const std::string mark = sealing.tagOf("pontis");
  if (stands == mark) return Done{};
  if (!stands.empty())
    return Error{Code::kDenied, "this store was sealed with the keys of another key store", ""};
  const Value values[] = {Blob{mark}};
  return commit.perform([&](Database& database) { return done(database.run(kLeave, values)); });
}

}  // namespace pontis
