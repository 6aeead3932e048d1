#include "engine/store/writer.h"

#include <array>
#include <map>
#include <unordered_map>

#include "engine/store/lines.h"

namespace pontis {
namespace {

constexpr auto kWindow = [](const Intake& intake) { return intake.duplicate_window.count(); };

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

Result<Done> writeIdentity(Database& database, std::span<const IdentityEvent> events,
                           std::span<const SealedColumn> sealed) {
  static const Statement kKeep{
      "INSERT INTO identity(number, at, message, body, keys) VALUES($1, $2, $3, $4, $5)"
      " ON CONFLICT(number) DO NOTHING"};
  std::vector<Value> values;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const bool clear = sealed.empty();
    values.insert(values.end(), {events[i].number, toMilliseconds(events[i].at),
                                 std::string_view(events[i].message),
                                 Blob{clear ? std::string_view(events[i].body) : sealed[i].bytes},
                                 clear ? std::string_view() : std::string_view(sealed[i].keys)});
  }
  if (values.empty()) return Done{};
  const auto written = database.run(kKeep, values);
  if (!written) return written.error();
  if (*written == static_cast<std::int64_t>(events.size())) return Done{};
  return Error{Code::kDuplicate, "another engine acted on the patient index meanwhile", ""};
}

Result<Done> writeSubjects(Database& database, std::span<const KeyAssignment> rows) {
  static const Statement kKeep{
      "INSERT INTO subject(tag, key) VALUES($1, $2) ON CONFLICT(tag, key) DO NOTHING"};
  std::vector<Value> values;
  for (const KeyAssignment& row : rows) values.insert(values.end(), {Blob{row.tag}, row.key});
  if (values.empty()) return Done{};
  return done(database.run(kKeep, values));
}

Result<Done> writeConsents(Database& database, Sealing& sealing, std::span<const ConsentRow> rows) {
  static const Statement kConsent{
      "INSERT INTO consent(at, format, keys, text) VALUES($1, $2, $3, $4)"};
  if (rows.empty()) return Done{};
  std::vector<SealedColumn> sealed;
  for (const ConsentRow& row : rows) {
    auto one = sealing.consent(row);
    if (!one) return one.error();
    sealed.push_back(std::move(*one));
  }
  std::vector<Value> values;
  for (std::size_t i = 0; i < rows.size(); ++i)
    values.insert(values.end(), {toMilliseconds(rows[i].at), std::string_view(rows[i].format),
                                 std::string_view(sealed[i].keys), Blob{sealed[i].bytes}});
  return done(database.run(kConsent, values));
}

Result<std::vector<Taken>> Writer::append(std::span<const Prepared* const> intakes) {
  entries_.resize(intakes.size());
  for (std::size_t i = 0; i < intakes.size(); ++i) {
    Entry& entry = entries_[i];
    entry.intake = intakes[i]->intake;
    entry.prepared = intakes[i];
    entry.original.clear();
    entry.clash.clear();
  }
  // Numbers first: in PostgreSQL this also locks out other engines until the commit, so that
  // numbers become visible in order, and no duplicate is overlooked because it is not yet visible.
  if (auto numbered = number(); !numbered) return numbered.error();
  if (auto sealed = sealAgain(); !sealed) return sealed.error();
  if (auto found = findRepeats(); !found) return found.error();
  if (auto written = writeMessages(); !written) return written.error();
  if (auto written = writeDeliveries(); !written) return written.error();
  if (auto written = writeTotals(); !written) return written.error();
  if (auto written = writeVolumes(); !written) return written.error();
  if (auto written = writeMentions(); !written) return written.error();
  if (auto written = writeIdentities(); !written) return written.error();
  if (auto written = writeConsents(); !written) return written.error();
  std::vector<Taken> taken;
  taken.reserve(entries_.size());
  for (const Entry& entry : entries_) taken.push_back({!entry.original.empty()});
  return taken;
}

Result<Done> Writer::number() {
  static const Statement kNumber{
      "UPDATE counter SET message = message + $1, ticket = ticket + $2"
      " RETURNING message, ticket, erasures"};
  std::int64_t tickets = 0;
  for (const Entry& entry : entries_)
    tickets += static_cast<std::int64_t>(entry.intake->sinks.size());
  const auto messages = static_cast<std::int64_t>(entries_.size());
  const Value values[] = {messages, tickets};
  return done(database_.run(kNumber, values, [&](std::size_t, const Row& row) {
    next_message_ = row.integer(0) - messages + 1;
    next_ticket_ = row.integer(1) - tickets + 1;
    erasures_ = row.integer(2);
  }));
}

// Somebody was erased since these were sealed: nothing may be kept under a key that is gone.
Result<Done> Writer::sealAgain() {
  const auto stale = [this](const Entry& entry) { return entry.prepared->erasures != erasures_; };
  if (!sealing_.on() || std::none_of(entries_.begin(), entries_.end(), stale)) return Done{};
  if (sealing_.erasures() != erasures_) sealing_.forget(erasures_);
  for (Entry& entry : entries_) {
    if (!stale(entry)) continue;
    auto again = sealing_.prepare(*entry.intake);
    if (!again) return again.error();
    entry.again = std::move(*again);
    entry.prepared = &entry.again;
  }
  return Done{};
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
  // Of what is sealed the mark is all there is, and it is keyed.
  static const Statement kSameMark{
      "SELECT id FROM (SELECT * FROM message WHERE control_id = $1 AND control_id <> ''"
      " AND mark = $2 ORDER BY seq DESC LIMIT 8) AS newest"
      " WHERE channel = $3 AND sender = $4 AND received >= $5 ORDER BY seq DESC LIMIT 1"};
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
    values_.insert(values_.end(),
                   {control_id, entries_[i].prepared->mark, channel, sender, earliest(intake)});
    if (!sealing_.on()) values_.emplace_back(Blob{message.payload.view()});
    clash_values.insert(clash_values.end(), {control_id, channel, sender, earliest(intake)});
  }
  auto same = database_.run(
      sealing_.on() ? kSameMark : kSame, values_,
      [&](std::size_t set, const Row& row) { entries_[suspects[set]].original = row.text(0); });
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
        const bool same = other.prepared->mark == entry.prepared->mark &&
                          earlier.payload.view() == message.payload.view();
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
      " mark, sinks, outcomes, payload, keys)"
      " VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"};
  values_.clear();
  std::int64_t seq = next_message_;
  for (Entry& entry : entries_) {
    const Message& message = *entry.intake->message;
    const SealedColumn& sealed = entry.prepared->payload;
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
         entry.prepared->mark, std::string_view(entry.sinks), std::string_view(entry.outcomes),
         Blob{sealed.keys.empty() ? message.payload.view() : std::string_view(sealed.bytes)},
         std::string_view(sealed.keys)});
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
    const std::string_view reason = entry.original.empty()
                                        ? std::string_view(entry.intake->filtered)
                                        : std::string_view("duplicate");
    const auto state = static_cast<std::int64_t>(reason.empty() ? DeliveryState::kQueued
                                                                : DeliveryState::kFiltered);
    for (const std::string& sink : entry.intake->sinks)
      values_.insert(values_.end(),
                     {next_ticket_++, seq, std::string_view(message.channel),
                      std::string_view(sink), state, toMilliseconds(message.received),
                      std::string_view(entry.prepared->person_keys), reason});
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

Result<Done> Writer::writeVolumes() {
  static const Statement kAdd{
      "INSERT INTO volume(channel, bytes) VALUES($1, $2)"
      " ON CONFLICT(channel) DO UPDATE SET bytes = volume.bytes + excluded.bytes"};
  std::map<std::string_view, std::int64_t> bytes;
  for (const Entry& entry : entries_) {
    const SealedColumn& sealed = entry.prepared->payload;
    bytes[entry.intake->message->channel] += static_cast<std::int64_t>(
        sealed.keys.empty() ? entry.intake->message->payload.size() : sealed.bytes.size());
  }
  values_.clear();
  for (const auto& [channel, count] : bytes) values_.insert(values_.end(), {channel, count});
  return done(database_.run(kAdd, values_));
}

Result<Done> Writer::writeIdentities() {
  for (const Entry& entry : entries_) {
    if (!entry.original.empty()) continue;
    if (auto written = writeIdentity(database_, entry.intake->identity, entry.prepared->identity);
        !written)
      return written;
  }
  return Done{};
}

// Who is concerned is found again by the keys: without a vault there is nobody to look for.
Result<Done> Writer::writeMentions() {
  static const Statement kMention{"INSERT INTO message_subject(key, message) VALUES($1, $2)"};
  values_.clear();
  std::int64_t seq = next_message_;
  for (const Entry& entry : entries_) {
    for (const KeyNumber key : entry.prepared->subjects) values_.insert(values_.end(), {key, seq});
    ++seq;
  }
  if (values_.empty()) return Done{};
  return done(database_.run(kMention, values_));
}

Result<Done> Writer::writeConsents() {
  for (const Entry& entry : entries_) {
    if (!entry.original.empty()) continue;
    if (auto written = pontis::writeConsents(database_, sealing_, entry.intake->consents); !written)
      return written;
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
