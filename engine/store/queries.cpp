#include "engine/store/queries.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <optional>

#include "engine/store/lines.h"
#include "engine/store/where.h"

namespace pontis {
namespace {

constexpr std::string_view kStates[] = {"queued", "delivered", "filtered", "errored", "held"};

#define PONTIS_ENVELOPE \
  "m.id, m.channel, m.format, m.peer, m.received, m.type, m.control_id, m.sender"

Message readMessage(const Row& row, int first) {
  Message message;
  message.id = row.text(first);
  message.channel = row.text(first + 1);
  message.format = row.text(first + 2);
  message.peer = row.text(first + 3);
  message.received = fromMilliseconds(row.integer(first + 4));
  message.envelope.type = row.text(first + 5);
  message.envelope.control_id = row.text(first + 6);
  message.envelope.sender = row.text(first + 7);
  return message;
}

// Sets the payload, which stands at `column` with its keys behind it; why there is none, if so.
std::optional<Error> open(const Sealing& sealing, const Row& row, int column, Message& message) {
  auto payload = sealing.open(row.text(column + 1), messageContext(message.id), row.text(column));
  if (!payload) return payload.error();
  message.payload = Bytes::own(std::move(*payload));
  return std::nullopt;
}

bool isFinal(DeliveryState state) {
  return state != DeliveryState::kQueued && state != DeliveryState::kHeld;
}

std::vector<OutcomeLine> readIntakeOutcomes(std::string_view column, Time at) {
  std::vector<OutcomeLine> outcomes;
  const std::vector<std::string> lines = splitLines(column);
  for (std::size_t i = 0; i + 1 < lines.size(); i += 2)
    outcomes.push_back({at, lines[i], lines[i + 1]});
  return outcomes;
}

// Adds the deliveries of traces[i], which is the message numbered seqs[i].
Result<Done> addDeliveries(Database& database, std::span<const Value> seqs,
                           std::vector<Trace>& traces) {
  static const Statement kDeliveries{
      "SELECT ticket, sink, state, attempts, at, keys, detail, loss, hits FROM delivery"
      " WHERE message = $1 ORDER BY ticket"};
  if (seqs.empty()) return Done{};
  auto read = database.run(kDeliveries, seqs, [&](std::size_t set, const Row& row) {
    DeliveryLine line;
    line.ticket = row.integer(0);
    line.sink = row.text(1);
    line.state = static_cast<DeliveryState>(row.integer(2));
    line.attempts = static_cast<int>(row.integer(3));
    const Time at = fromMilliseconds(row.integer(4));
    (line.state == DeliveryState::kQueued ? line.due : line.settled) = at;
    line.detail = row.text(6);
    line.loss = row.text(7);
    line.hits = row.text(8);
    traces[set].message.envelope.person_keys = splitLines(row.text(5));
    traces[set].deliveries.push_back(std::move(line));
  });
  if (!read) return read.error();
  return Done{};
}

Result<Done> addOutcomes(Database& database, std::int64_t seq, Trace& trace) {
  static const Statement kOutcomes{
      "SELECT at, stage, text FROM outcome WHERE message = $1 ORDER BY number"};
  const Value values[] = {seq};
  auto read = database.run(kOutcomes, values, [&](std::size_t, const Row& row) {
    trace.outcomes.push_back(
        {fromMilliseconds(row.integer(0)), std::string(row.text(1)), std::string(row.text(2))});
  });
  if (!read) return read.error();
  // What ended a delivery stands in its own row.
  for (const DeliveryLine& line : trace.deliveries)
    if (isFinal(line.state) && !line.detail.empty())
      trace.outcomes.push_back({line.settled, line.sink, line.detail});
  return Done{};
}

using Account = std::map<std::pair<std::string, std::string>, LedgerLine>;

LedgerLine& lineOf(Account& account, std::string_view channel, std::string_view sink) {
  LedgerLine& line = account[{std::string(channel), std::string(sink)}];
  line.channel = channel;
  line.sink = sink;
  return line;
}

Result<Done> readAccount(Database& database, Account& account) {
  static const Statement kBooked{"SELECT channel, sink, booked FROM ledger"};
  static const Statement kReceived{
      "SELECT channel, sinks, count(*) FROM message GROUP BY channel, sinks"};
  static const Statement kCounted{
      "SELECT channel, sink, state, count(*) FROM delivery GROUP BY channel, sink, state"};
  auto booked = database.run(kBooked, {}, [&](std::size_t, const Row& row) {
    lineOf(account, row.text(0), row.text(1)).booked = row.integer(2);
  });
  if (!booked) return booked.error();
  auto received = database.run(kReceived, {}, [&](std::size_t, const Row& row) {
    for (const std::string& sink : splitLines(row.text(1)))
      lineOf(account, row.text(0), sink).received += row.integer(2);
  });
  if (!received) return received.error();
  auto counted = database.run(kCounted, {}, [&](std::size_t, const Row& row) {
    LedgerLine& line = lineOf(account, row.text(0), row.text(1));
    const std::array<std::int64_t*, 5> counts = {&line.queued, &line.delivered, &line.filtered,
                                                 &line.errored, &line.held};
    *counts[static_cast<std::size_t>(row.integer(2))] = row.integer(3);
  });
  if (!counted) return counted.error();
  return Done{};
}

}  // namespace

std::string_view toString(DeliveryState state) { return kStates[static_cast<int>(state)]; }

std::optional<DeliveryState> stateOf(std::string_view name) {
  for (int i = 0; i < 5; ++i)
    if (kStates[i] == name) return static_cast<DeliveryState>(i);
  return std::nullopt;
}

Result<std::vector<Pending>> readPending(Database& database, std::string_view sink,
                                         std::int64_t after, std::size_t limit) {
  static const Statement kPending{
      "SELECT ticket, keys, at, attempts FROM delivery"
      " WHERE sink = $1 AND state = 0 AND ticket > $2 ORDER BY ticket LIMIT $3"};
  std::vector<Pending> found;
  const Value values[] = {sink, after, static_cast<std::int64_t>(limit)};
  auto read = database.run(kPending, values, [&](std::size_t, const Row& row) {
    found.push_back({row.integer(0), splitLines(row.text(1)), fromMilliseconds(row.integer(2)),
                     static_cast<int>(row.integer(3))});
  });
  if (!read) return read.error();
  return found;
}

Result<std::vector<Due>> readDue(Database& database, const Sealing& sealing,
                                 std::span<const std::int64_t> tickets) {
  static const Statement kDue{"SELECT d.ticket, d.keys, " PONTIS_ENVELOPE
                              ", m.payload, m.keys FROM delivery d JOIN message m ON"
                              " m.seq = d.message WHERE d.ticket = $1 AND d.state = 0"};
  std::vector<Due> found;
  if (tickets.empty()) return found;
  found.reserve(tickets.size());
  const std::vector<Value> values(tickets.begin(), tickets.end());
  Result<Done> opened = Done{};
  auto read = database.run(kDue, values, [&](std::size_t, const Row& row) {
    Due due{row.integer(0), readMessage(row, 2)};
    due.message.envelope.person_keys = splitLines(row.text(1));
    auto lost = open(sealing, row, 10, due.message);
    if (lost && lost->retryable()) opened = *lost;
    due.lost = std::move(lost);
    found.push_back(std::move(due));
  });
  if (!read) return read.error();
  if (!opened) return opened.error();
  return found;
}

Result<std::vector<LedgerLine>> readLedger(Database& database) {
  Account account;
  if (auto begun = database.begin(Database::Access::kSnapshot); !begun) return begun.error();
  const auto read = readAccount(database, account);
  database.rollback();
  if (!read) return read.error();
  std::vector<LedgerLine> lines;
  for (auto& [name, line] : account) lines.push_back(std::move(line));
  return lines;
}

Result<std::vector<Trace>> readMessages(Database& database, const MessageFilter& filter) {
  Where where;
  if (auto built = where.matches(filter); !built) return built.error();
  std::vector<Trace> found;
  std::vector<Value> seqs;
  const std::string sql = "SELECT m.seq, " PONTIS_ENVELOPE " FROM message m" + where.sql() +
                          " ORDER BY m.seq DESC LIMIT " + std::to_string(filter.limit);
  auto read = database.once(sql, where.values(), [&](std::size_t, const Row& row) {
    seqs.emplace_back(row.integer(0));
    found.emplace_back().message = readMessage(row, 1);
  });
  if (!read) return read.error();
  if (auto added = addDeliveries(database, seqs, found); !added) return added.error();
  return found;
}

#define PONTIS_TRACE \
  "SELECT m.seq, m.outcomes, " PONTIS_ENVELOPE ", m.payload, m.keys FROM message m WHERE "

namespace {

// The message that one of the statements finds, the first of them that finds any.
Result<Trace> traceBy(Database& database, const Sealing& sealing,
                      std::initializer_list<const Statement*> statements, const Value& value) {
  std::vector<Trace> found;
  std::vector<Value> seqs;
  for (const Statement* statement : statements) {
    if (!found.empty()) break;
    auto read = database.run(*statement, {&value, 1}, [&](std::size_t, const Row& row) {
      seqs.emplace_back(row.integer(0));
      Trace& trace = found.emplace_back();
      trace.message = readMessage(row, 2);
      trace.lost = open(sealing, row, 10, trace.message);
      trace.outcomes = readIntakeOutcomes(row.text(1), trace.message.received);
    });
    if (!read) return read.error();
  }
  if (found.empty()) return Error{Code::kNotFound, "no message has this id or control id", ""};
  if (auto added = addDeliveries(database, seqs, found); !added) return added.error();
  const auto seq = std::get<std::int64_t>(seqs.front());
  if (auto added = addOutcomes(database, seq, found.front()); !added) return added.error();
  return std::move(found.front());
}

}  // namespace

Result<Trace> readTrace(Database& database, const Sealing& sealing, std::string_view id) {
  static const Statement kById{PONTIS_TRACE "m.id = $1 ORDER BY m.seq DESC LIMIT 1"};
  static const Statement kByControlId{
      PONTIS_TRACE "m.control_id = $1 AND m.control_id <> '' ORDER BY m.seq DESC LIMIT 1"};
  return traceBy(database, sealing, {&kById, &kByControlId}, id);
}

Result<Trace> readTraceOf(Database& database, const Sealing& sealing, std::int64_t message) {
  static const Statement kBySeq{PONTIS_TRACE "m.seq = $1"};
  return traceBy(database, sealing, {&kBySeq}, message);
}

Result<std::string> readRules(Database& database, std::string_view key) {
  static const Statement kRules{"SELECT text FROM rules WHERE key = $1"};
  std::optional<std::string> text;
  const Value values[] = {key};
  auto read =
      database.run(kRules, values, [&](std::size_t, const Row& row) { text = row.text(0); });
  if (!read) return read.error();
  if (!text) return Error{Code::kNotFound, "the rules of this map are not in the store", ""};
  return std::move(*text);
}

Result<Done> readIdentity(Database& database, const Sealing& sealing, std::int64_t after,
                          const std::function<void(const IdentityEvent&)>& each) {
  // In portions: a driver may hold all rows of an answer in memory.
  static const Statement kNext{
      "SELECT number, at, message, body, keys FROM identity WHERE number > $1 ORDER BY number"
      " LIMIT 10000"};
  IdentityEvent event;
  Result<Done> opened = Done{};
  while (true) {
    const Value values[] = {after};
    const std::int64_t before = after;
    auto read = database.run(kNext, values, [&](std::size_t, const Row& row) {
      event.number = row.integer(0);
      event.at = fromMilliseconds(row.integer(1));
      event.message = row.text(2);
      after = event.number;
      auto body = sealing.open(row.text(4), identityContext(event.number), row.text(3));
      const bool erased = !body && sealing.on() && body.error().code == Code::kNotFound;
      if (!body && !erased) opened = body.error();
      event.body = body ? std::move(*body) : std::string();
      if (event.body.empty() && !erased && opened)
        opened = Error{Code::kInternal, "the log of the patient index is damaged", ""};
      if (opened) each(event);
    });
    if (!read) return read.error();
    if (!opened) return opened.error();
    if (after == before) return Done{};
  }
}

Result<std::vector<UnmappedLine>> readUnmapped(Database& database) {
  static const Statement kUnmapped{
      "SELECT code_table, sender, code, count, last FROM unmapped"
      " ORDER BY code_table, code, sender"};
  std::vector<UnmappedLine> lines;
  auto read = database.run(kUnmapped, {}, [&](std::size_t, const Row& row) {
    lines.push_back({std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2)),
                     row.integer(3), fromMilliseconds(row.integer(4))});
  });
  if (!read) return read.error();
  return lines;
}

Result<std::vector<QuarantineLine>> readQuarantine(Database& database, std::size_t limit) {
  static const Statement kLines{
      "SELECT number, channel, peer, reason, received, length(bytes) FROM quarantine"
      " ORDER BY number DESC LIMIT $1"};
  std::vector<QuarantineLine> lines;
  const Value values[] = {static_cast<std::int64_t>(limit)};
  auto read = database.run(kLines, values, [&](std::size_t, const Row& row) {
    lines.push_back({row.integer(0), std::string(row.text(1)), std::string(row.text(2)),
                     std::string(row.text(3)), fromMilliseconds(row.integer(4)), row.integer(5)});
  });
  if (!read) return read.error();
  return lines;
}

Result<Bytes> readQuarantinedBytes(Database& database, const Sealing& sealing,
                                   std::int64_t number) {
  static const Statement kBytes{
      "SELECT bytes, keys, channel, received FROM quarantine WHERE number = $1"};
  std::optional<Result<std::string>> bytes;
  const Value values[] = {number};
  auto read = database.run(kBytes, values, [&](std::size_t, const Row& row) {
    bytes = sealing.open(row.text(1), quarantineContext(row.text(2), row.integer(3)), row.text(0));
  });
  if (!read) return read.error();
  if (!bytes) return Error{Code::kNotFound, fmt::format("no quarantined item {}", number), ""};
  if (!*bytes) return bytes->error();
  return Bytes::own(std::move(**bytes));
}

Result<bool> readHeld(Database& database, std::string_view sink) {
  static const Statement kHeld{
      "SELECT 1 FROM delivery WHERE state = 4 AND state >= 3 AND sink = $1 LIMIT 1"};
  bool held = false;
  const Value values[] = {sink};
  auto read = database.run(kHeld, values, [&](std::size_t, const Row&) { held = true; });
  if (!read) return read.error();
  return held;
}

Result<std::vector<std::int64_t>> readReplayable(Database& database, const MessageFilter& filter,
                                                 std::string_view id, std::string_view sink,
                                                 const ReplayRange& range) {
  Where where;
  where.add("d.ticket > ", range.after);
  where.add("d.ticket <= ", range.until);
  if (!sink.empty()) where.add("d.sink = ", sink);
  if (!id.empty()) where.add("m.id = ", id);
  if (auto built = where.replayable(filter); !built) return built.error();
  std::vector<std::int64_t> tickets;
  auto read = database.once(
      "SELECT d.ticket FROM delivery d JOIN message m ON m.seq = d.message" + where.sql() +
          " ORDER BY d.ticket LIMIT " + std::to_string(range.limit),
      where.values(), [&](std::size_t, const Row& row) { tickets.push_back(row.integer(0)); });
  if (!read) return read.error();
  return tickets;
}

Result<std::int64_t> readLastTicket(Database& database) {
  static const Statement kLast{"SELECT ticket FROM counter"};
  std::int64_t last = 0;
  auto read = database.run(kLast, {}, [&](std::size_t, const Row& row) { last = row.integer(0); });
  if (!read) return read.error();
  return last;
}

}  // namespace pontis
