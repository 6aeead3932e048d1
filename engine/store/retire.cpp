#include "engine/store/retire.h"

#include <algorithm>
#include <limits>
#include <map>

namespace pontis {
namespace {

constexpr std::int64_t kPagesAtOnce = 1024;  // given back in one commit

struct Old {
  std::vector<std::int64_t> messages;
  std::int64_t bytes = 0;
};

Result<Done> done(const Result<std::int64_t>& result) {
  if (!result) return result.error();
  return Done{};
}

// The oldest that may go: those before `before`, and as many as bring the channel down to
// `keep_bytes`.
Result<Old> findOld(Database& database, std::string_view channel, Time before,
                    std::uint64_t keep_bytes) {
  static const Statement kVolume{"SELECT bytes FROM volume WHERE channel = $1"};
  static const Statement kOldest{
      "SELECT seq, received, length(payload) FROM message m WHERE channel = $1 AND NOT EXISTS"
      " (SELECT 1 FROM delivery d WHERE d.message = m.seq AND (d.state = 0 OR d.state = 4))"
      " ORDER BY received LIMIT 256"};
  std::int64_t volume = 0;
  const Value asked[] = {channel};
  auto read =
      database.run(kVolume, asked, [&](std::size_t, const Row& row) { volume = row.integer(0); });
  if (!read) return read.error();
  const auto limit = static_cast<std::int64_t>(
      std::min<std::uint64_t>(keep_bytes, std::numeric_limits<std::int64_t>::max()));
  Old old;
  read = database.run(kOldest, asked, [&](std::size_t, const Row& row) {
    const bool aged = row.integer(1) < toMilliseconds(before);
    const bool too_much = keep_bytes > 0 && volume - old.bytes > limit;
    if (!aged && !too_much) return;
    old.messages.push_back(row.integer(0));
    old.bytes += row.integer(2);
  });
  if (!read) return read.error();
  return old;
}

// The account is of what is left: what goes is taken from the booked totals.
Result<Done> unbook(Database& database, std::span<const Value> messages) {
  static const Statement kDeliveries{
      "SELECT channel, sink, count(*) FROM delivery WHERE message = $1 GROUP BY channel, sink"};
  static const Statement kUnbook{
      "UPDATE ledger SET booked = booked - $3 WHERE channel = $1 AND sink = $2"};
  std::map<std::pair<std::string, std::string>, std::int64_t> counts;
  auto read = database.run(kDeliveries, messages, [&](std::size_t, const Row& row) {
    counts[{std::string(row.text(0)), std::string(row.text(1))}] += row.integer(2);
  });
  if (!read) return read.error();
  std::vector<Value> values;
  for (const auto& [line, count] : counts)
    values.insert(values.end(),
                  {std::string_view(line.first), std::string_view(line.second), count});
  if (values.empty()) return Done{};
  return done(database.run(kUnbook, values));
}

Result<Done> take(Database& database, std::string_view channel, const Old& old) {
  static const Statement kVolume{"UPDATE volume SET bytes = bytes - $2 WHERE channel = $1"};
  static const Statement kOutcomes{"DELETE FROM outcome WHERE message = $1"};
  static const Statement kDeliveries{"DELETE FROM delivery WHERE message = $1"};
  static const Statement kMessages{"DELETE FROM message WHERE seq = $1"};
  // Those of messages before the oldest that is left, as far as they lie in front.
  static const Statement kSubjects{
      "DELETE FROM message_subject WHERE number <= (SELECT min(number) + 4096 FROM message_subject)"
      " AND message < (SELECT coalesce(min(seq), 9223372036854775807) FROM message)"};
  const std::vector<Value> messages(old.messages.begin(), old.messages.end());
  if (messages.empty()) return Done{};
  if (auto gone = unbook(database, messages); !gone) return gone;
  const Value volume[] = {channel, old.bytes};
  if (auto less = database.run(kVolume, volume); !less) return less.error();
  for (const Statement* statement : {&kOutcomes, &kDeliveries, &kMessages})
    if (auto gone = database.run(*statement, messages); !gone) return gone.error();
  return done(database.run(kSubjects, {}));
}

}  // namespace

Result<std::int64_t> retireFrom(GroupCommit& commit, std::string_view channel, Time before,
                                std::uint64_t keep_bytes) {
  static const Statement kQuarantine{"DELETE FROM quarantine WHERE channel = $1 AND received < $2"};
  std::int64_t count = 0;
  const auto retired = commit.perform([&](Database& database) -> Result<Done> {
    const auto old = findOld(database, channel, before, keep_bytes);
    if (!old) return old.error();
    if (auto taken = take(database, channel, *old); !taken) return taken;
    const Value values[] = {channel, toMilliseconds(before)};
    const auto gone = database.run(kQuarantine, values);
    if (!gone) return gone.error();
    count = static_cast<std::int64_t>(old->messages.size()) + *gone;
    return Done{};
  });
  if (!retired) return retired.error();
  return count;
}

Result<std::int64_t> shrinkStore(GroupCommit& commit) {
  std::int64_t left = 0;
  const auto shrunk = commit.perform([&](Database& database) -> Result<Done> {
    const auto rest = database.shrink(kPagesAtOnce);
    if (!rest) return rest.error();
    left = *rest;
    return Done{};
  });
  if (!shrunk) return shrunk.error();
  return left;
}

}  // namespace pontis
