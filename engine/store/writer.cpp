#include "engine/store/writer.h"

#include <array>
#include <cstring>
#include <map>
#include <unordered_map>

#include "engine/store/lines.h"

namespace pontis {
namespace {

constexpr auto kWindow = [](const Intake& intake) { return intake.duplicate_window.count(); };

std::uint64_t mix(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
  return hash ^ hash >> 32;
}

std::uint64_t mix(std::uint64_t hash, std::string_view text) {
  hash = mix(hash, text.size());
  for (; text.size() >= 8; text.remove_prefix(8)) {
    std::uint64_t word;
    std::memcpy(&word, text.data(), 8);
    hash = mix(hash, word);
  }
  std::uint64_t rest = 0;
  for (const char c : text) rest = rest << 8 | static_cast<unsigned char>(c);
  return mix(hash, rest);
}

// What a repetition has in common with its original. Only narrows the search: the bytes are
// compared before anything is called a duplicate, so it need not resist an attacker.
std::int64_t markOf(const Message& message) {
  std::uint64_t hash = mix(0, message.channel);
  hash = mix(hash, message.envelope.sender);
  return static_cast<std::int64_t>(mix(hash, message.payload.view()));
}

std::int64_t earliest(const Intake& intake) {
  return toMilliseconds(intake.message->received) - kWindow(intake);
}

bool looksForRepeats(const Intake& intake) {
  return kWindow(intake) > 0 && !intake.message->envelope.control_id.empty();
}

bool isFinal(const Settlement& settlement) {
  return settlement.state != DeliveryState::kQueued && settlement.state != DeliveryState::kHeld;
}

Result<Done> done(const Result<std::int64_t>& result) {
  if (!result) return result.error();
  return Done{};
}

}  // namespace

Result<Done> writeIdentity(Database& database, std::span<const IdentityEvent> events) {
  static const Statement kKeep{
      "INSERT INTO identity(number, at, message, body) VALUES($1, $2, $3, $4)"
      " ON CONFLICT(number) DO NOTHING"};
  std::vector<Value> values;
  for (const IdentityEvent& event : events)
    values.insert(values.end(), {event.number, toMilliseconds(event.at),
                                 std::string_view(event.message), Blob{event.body}});
  if (values.empty()) return Done{};
  const auto written = database.run(kKeep, values);
  if (!written) return written.error();
  if (*written == static_cast<std::int64_t>(events.size())) return Done{};
  return Error{Code::kDuplicate, "another engine acted on the patient index meanwhile", ""};
}

Result<std::vector<Taken>> Writer::append(std::span<const Intake* const> intakes) {
  entries_.resize(intakes.size());
  for (std::size_t i = 0; i < intakes.size(); ++i) {
    Entry& entry = entries_[i];
    entry.intake = intakes[i];
    entry.mark = markOf(*intakes[i]->message);
    entry.original.clear();
    entry.clash.clear();
  }
  // Numbers first: in PostgreSQL this also locks out other engines until the commit, so that
  // numbers become visible in order, and no duplicate is overlooked because it is not yet visible.
  if (auto numbered = number(); !numbered) return numbered.error();
  if (auto found = findRepeats(); !found) return found.error();
  if (auto written = writeMessages(); !written) return written.error();
  if (auto written = writeDeliveries(); !written) return written.error();
  if (auto written = writeTotals(); !written) return written.error();
  if (auto written = writeIdentities(); !written) return written.error();
  std::vector<Taken> taken;
  taken.reserve(entries_.size());
  for (const Entry& entry : entries_) taken.push_back({!entry.original.empty()});
  return taken;
}

Result<Done> Writer::number() {
  static const Statement kNumber{
      "UPDATE counter SET message = message + $1, ticket = ticket + $2 RETURNING message, ticket"};
  std::int64_t tickets = 0;
  for (const Entry& entry : entries_)
    tickets += static_cast<std::int64_t>(entry.intake->sinks.size());
  const auto messages = static_cast<std::int64_t>(entries_.size());
  const Value values[] = {messages, tickets};
  return done(database_.run(kNumber, values, [&](std::size_t, const Row& row) {
    next_message_ = row.integer(0) - messages + 1;
    next_ticket_ = row.integer(1) - tickets + 1;
  }));
}

Result<Done> Writer::findRepeats() {
  static const Statement kSeen{
      "SELECT 1 FROM message WHERE control_id = $1 AND control_id <> '' LIMIT 1"};
  std::vector<std::size_t> asked, suspects;
  values_.clear();
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (!looksForRepeats(*entries_[i].intake)) continue;
    asked.push_back(i);
    values_.emplace_back(std::string_view(entries_[i].intake->message->envelope.control_id));
  }
  if (asked.empty()) return Done{};
  auto seen = database_.run(kSeen, values_,
                            [&](std::size_t set, const Row&) { suspects.push_back(asked[set]); });
  if (!seen) return seen.error();
  if (!suspects.empty())
    if (auto compared = compareWith(suspects); !compared) return compared;
  if (entries_.size() > 1) findRepeatsAmongThese();
  return Done{};
}

Result<Done> Writer::compareWith(std::span<const std::size_t> suspects) {
  // The inner limits keep a sender that uses one control id for ever from costing more each time:
  // of equal marks the newest is the one that can be within the window, and a clash is but a note.
  static const Statement kSame{
      "SELECT id FROM (SELECT * FROM message WHERE control_id = $1 AND control_id <> ''"
      " AND mark = $2 ORDER BY seq DESC LIMIT 8) AS newest"
      " WHERE channel = $3 AND sender = $4 AND received >= $5 AND payload = $6"
      " ORDER BY seq DESC LIMIT 1"};
  static const Statement kClash{
      "SELECT id FROM (SELECT * FROM message WHERE control_id = $1 AND control_id <> ''"
      " LIMIT 16) AS few WHERE channel = $2 AND sender = $3 AND received >= $4 LIMIT 1"};
  values_.clear();
  std::vector<Value> clash_values;
  for (const std::size_t i : suspects) {
    const Intake& intake = *entries_[i].intake;
    const Message& message = *intake.message;
    const Value control_id = std::string_view(message.envelope.control_id);
    const Value channel = std::string_view(message.channel);
    const Value sender = std::string_view(message.envelope.sender);
    values_.insert(values_.end(), {control_id, entries_[i].mark, channel, sender, earliest(intake),
                                   Blob{message.payload.view()}});
    clash_values.insert(clash_values.end(), {control_id, channel, sender, earliest(intake)});
  }
  auto same = database_.run(kSame, values_, [&](std::size_t set, const Row& row) {
    entries_[suspects[set]].original = row.text(0);
  });
  if (!same) return same.error();
  return done(database_.run(kClash, clash_values, [&](std::size_t set, const Row& row) {
    entries_[suspects[set]].clash = row.text(0);
  }));
}

void Writer::findRepeatsAmongThese() {
  std::unordered_multimap<std::string_view, std::size_t> by_control_id;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    Entry& entry = entries_[i];
    const Message& message = *entry.intake->message;
    const std::string_view control_id = message.envelope.control_id;
    if (control_id.empty()) continue;
    if (looksForRepeats(*entry.intake) && entry.original.empty()) {
      const auto [first, last] = by_control_id.equal_range(control_id);
      for (auto known = first; known != last; ++known) {
        const Entry& other = entries_[known->second];
        const Message& earlier = *other.intake->message;
        if (earlier.channel != message.channel ||
            earlier.envelope.sender != message.envelope.sender ||
            toMilliseconds(earlier.received) < earliest(*entry.intake))
          continue;
        const bool same =
            other.mark == entry.mark && earlier.payload.view() == message.payload.view();
        (same ? entry.original : entry.clash) = earlier.id;
        if (same) break;
      }
    }
    by_control_id.emplace(control_id, i);
  }
}

Result<Done> Writer::writeMessages() {
  static const Statement kMessage{
      "INSERT INTO message(seq, id, channel, format, peer, received, type, control_id, sender,"
      " mark, sinks, outcomes, payload)"
      " VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"};
  values_.clear();
  std::int64_t seq = next_message_;
  for (Entry& entry : entries_) {
    const Message& message = *entry.intake->message;
    entry.outcomes.clear();
    for (const auto& [stage, text] : entry.intake->outcomes) {
      addLine(entry.outcomes, stage);
      addLine(entry.outcomes, text);
    }
    if (!entry.original.empty()) {
      addLine(entry.outcomes, "duplicate");
      addLine(entry.outcomes, "repeats message " + entry.original);
    } else if (!entry.clash.empty()) {
      addLine(entry.outcomes, "duplicate");
      addLine(entry.outcomes, "no: same control id as message " + entry.clash + ", other bytes");
    }
    entry.sinks = joinLines(entry.intake->sinks);
    values_.insert(
        values_.end(),
        {seq++, std::string_view(message.id), std::string_view(message.channel),
         std::string_view(message.format), std::string_view(message.peer),
         toMilliseconds(message.received), std::string_view(message.envelope.type),
         std::string_view(message.envelope.control_id), std::string_view(message.envelope.sender),
         entry.mark, std::string_view(entry.sinks), std::string_view(entry.outcomes),
         Blob{message.payload.view()}});
  }
  return done(database_.run(kMessage, values_));
}

Result<Done> Writer::writeDeliveries() {
  static const Statement kDelivery{
      "INSERT INTO delivery(ticket, message, channel, sink, state, attempts, at, keys, detail,"
      " loss) VALUES($1, $2, $3, $4, $5, 0, $6, $7, $8, '')"};
  values_.clear();
  std::int64_t seq = next_message_;
  for (Entry& entry : entries_) {
    const Message& message = *entry.intake->message;
    entry.keys = joinLines(message.envelope.person_keys);
    const std::string_view reason = entry.original.empty()
                                        ? std::string_view(entry.intake->filtered)
                                        : std::string_view("duplicate");
    const auto state = static_cast<std::int64_t>(reason.empty() ? DeliveryState::kQueued
                                                                : DeliveryState::kFiltered);
    for (const std::string& sink : entry.intake->sinks)
      values_.insert(
          values_.end(),
          {next_ticket_++, seq, std::string_view(message.channel), std::string_view(sink), state,
           toMilliseconds(message.received), std::string_view(entry.keys), reason});
    ++seq;
  }
  if (values_.empty()) return Done{};
  return done(database_.run(kDelivery, values_));
}

Result<Done> Writer::writeTotals() {
  static const Statement kBook{
      "INSERT INTO ledger(channel, sink, booked) VALUES($1, $2, $3)"
      " ON CONFLICT(channel, sink) DO UPDATE SET booked = ledger.booked + excluded.booked"};
  std::map<std::pair<std::string_view, std::string_view>, std::int64_t> totals;
  for (const Entry& entry : entries_)
    for (const std::string& sink : entry.intake->sinks)
      ++totals[{entry.intake->message->channel, sink}];
  if (totals.empty()) return Done{};
  values_.clear();
  for (const auto& [line, count] : totals)
    values_.insert(values_.end(), {line.first, line.second, count});
  return done(database_.run(kBook, values_));
}

Result<Done> Writer::writeIdentities() {
  for (const Entry& entry : entries_) {
    if (!entry.original.empty()) continue;
    if (auto written = writeIdentity(database_, entry.intake->identity); !written) return written;
  }
  return Done{};
}

Result<Done> Writer::settle(std::span<const Settlement> settlements) {
  // A delivery's row keeps what its last attempt said; what an attempt before that said would be
  // overwritten, and is an outcome of its own. Most deliveries succeed at once and need none.
  static const Statement kOutcome{
      "INSERT INTO outcome(message, at, stage, text) SELECT message,"
      " CAST($2 AS BIGINT), sink, CAST($3 AS TEXT)"
      " FROM delivery WHERE ticket = $1 AND (state = 0 OR state = 4)"};
  static const Statement kSettle{
      "UPDATE delivery SET state = $2, attempts = attempts + 1, at = $3, detail = $4, loss = $5,"
      " hits = $6 WHERE ticket = $1 AND (state = 0 OR state = 4)"};
  const std::int64_t now = toMilliseconds(std::chrono::system_clock::now());
  std::vector<Value> outcomes;
  values_.clear();
  for (const Settlement& settlement : settlements) {
    const bool queued = settlement.state == DeliveryState::kQueued;
    const bool final = isFinal(settlement);
    const std::string_view detail = settlement.detail;
    if (!final && !detail.empty())
      outcomes.insert(outcomes.end(), {settlement.ticket, now, detail});
    values_.insert(values_.end(),
                   {settlement.ticket, static_cast<std::int64_t>(settlement.state),
                    queued ? toMilliseconds(settlement.due) : now, detail,
                    std::string_view(settlement.loss), std::string_view(settlement.hits)});
  }
  if (!outcomes.empty())
    if (auto written = database_.run(kOutcome, outcomes); !written) return written.error();
  if (values_.empty()) return Done{};
  if (auto settled = database_.run(kSettle, values_); !settled) return settled.error();
  return writeUnmapped(settlements, now);
}

// Few codes are unmapped, and the same ones come again: they are counted together.
Result<Done> Writer::writeUnmapped(std::span<const Settlement> settlements, std::int64_t now) {
  static const Statement kCount{
      "INSERT INTO unmapped(code_table, sender, code, count, last) VALUES($1, $2, $3, $4, $5)"
      " ON CONFLICT(code_table, sender, code) DO UPDATE SET"
      " count = unmapped.count + excluded.count, last = excluded.last"};
  std::map<std::array<std::string_view, 3>, std::int64_t> counts;
  for (const Settlement& settlement : settlements) {
    if (!isFinal(settlement)) continue;
    for (const UnmappedLine& one : settlement.unmapped) ++counts[{one.table, one.sender, one.code}];
  }
  if (counts.empty()) return Done{};
  values_.clear();
  for (const auto& [name, count] : counts)
    values_.insert(values_.end(), {name[0], name[1], name[2], count, now});
  return done(database_.run(kCount, values_));
}

}  // namespace pontis
