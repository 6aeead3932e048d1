#include "engine/app/console/store_commands.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <functional>

#include "engine/app/console/audit_commands.h"
#include "engine/app/console/rows.h"
#include "engine/flow/hits.h"
#include "engine/mapping/json_value.h"

namespace pontis {

struct StoreCommands::Options {
  using Act = int (Options::*)(const EngineParts&, std::ostream&, std::ostream&) const;

  std::function<int(const EngineParts&, std::ostream&, std::ostream&)> chosen;
  std::optional<std::string> data;
  std::string config, log, heads;
  bool json = false, payload = false, discard = false, all = false, rules = false;
  std::string id, sink, channel, type, control_id, state, since, until;
  std::size_t limit = 100;
  std::int64_t number = 0;

  CLI::App* command(CLI::App& parent, const char* name, const char* help, const char* example,
                    Act act);
  void addFilters(CLI::App* made);
  void addMessageCommands(CLI::App& app);
  Result<MessageFilter> filter() const;
  int messages(const EngineParts& parts, std::ostream& out, std::ostream& err) const;
  int trace(const EngineParts& parts, std::ostream& out, std::ostream& err) const;
  int quarantine(const EngineParts& parts, std::ostream& out, std::ostream& err) const;
  int replay(const EngineParts& parts, std::ostream& out, std::ostream& err) const;
  int release(const EngineParts& parts, std::ostream& out, std::ostream& err) const;
  int reconcile(const EngineParts& parts, std::ostream& out, std::ostream& err) const;
  int exportAudit(const EngineParts& parts, std::ostream& out, std::ostream& err) const;
  int unmapped(const EngineParts& parts, std::ostream& out, std::ostream& err) const;
  void addMapping(Store& store, const DeliveryLine& line, Rows& rows) const;
};

namespace {

int failed(std::ostream& err, const Error& error) {
  err << "pontis: " << error.text << "\n";
  return 1;
}

// A moment, or nothing for one that never came.
std::string moment(Time time) { return time == Time{} ? std::string() : toText(time); }

std::string statesOf(const Trace& trace) {
  std::string text;
  for (const DeliveryLine& line : trace.deliveries)
    text += fmt::format("{}{}:{}", text.empty() ? "" : " ", line.sink, toString(line.state));
  return text;
}

// "2 lost: PID-7 not a date, PID-8 code not in table"; empty if nothing was.
std::string lossText(const std::string& loss) {
  if (loss.empty()) return "";
  const auto list = JsonValue::parse(loss);
  if (!list) return "lost: " + loss;
  std::string text;
  for (const JsonValue& one : list->items) {
    const JsonValue *path = one.find("path"), *reason = one.find("reason");
    if (path == nullptr || reason == nullptr) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", path->text, reason->text);
  }
  return fmt::format("{} lost: {}", list->items.size(), text);
}

// What makes every held delivery of `sink` a dead letter.
Result<std::vector<Settlement>> heldOf(Store& store, const std::string& sink) {
  MessageFilter filter;
  filter.state = toString(DeliveryState::kHeld);
  filter.limit = SIZE_MAX >> 1;
  const auto found = store.search(filter);
  if (!found) return found.error();
  std::vector<Settlement> settlements;
  for (const Trace& trace : *found)
    for (const DeliveryLine& line : trace.deliveries)
      if (line.sink == sink && line.state == DeliveryState::kHeld)
        settlements.push_back(
            {line.ticket, DeliveryState::kErrored, {}, "discarded by an operator", {}});
  return settlements;
}

}  // namespace

StoreCommands::StoreCommands() : options_(std::make_unique<Options>()) {}
StoreCommands::~StoreCommands() = default;

bool StoreCommands::chosen() const { return options_->chosen != nullptr; }
const std::optional<std::string>& StoreCommands::data() const { return options_->data; }
const std::string& StoreCommands::config() const { return options_->config; }

int StoreCommands::run(const EngineParts& parts, std::ostream& out, std::ostream& err) const {
  return options_->chosen(parts, out, err);
}

CLI::App* StoreCommands::Options::command(CLI::App& parent, const char* name, const char* help,
                                          const char* example, Act act) {
  CLI::App* made = parent.add_subcommand(name, help);
  made->footer(std::string("Example:\n  pontis ") + example);
  made->add_option("--data", data,
                   "Data directory (or postgresql://…) of the engine, which may be stopped; "
                   "without it, the running engine is asked");
  made->add_option("--config", config,
                   "With --data: the configuration, which has the keys of what is sealed");
  made->add_flag("--json", json, "Print JSON lines");
  made->callback([this, act] {
    chosen = [this, act](const EngineParts& parts, std::ostream& out, std::ostream& err) {
      return (this->*act)(parts, out, err);
    };
  });
  return made;
}

void StoreCommands::Options::addFilters(CLI::App* made) {
  made->add_option("--channel", channel, "Only of this channel");
  made->add_option("--type", type, "Only of this type, such as ADT^A01 or ADT^*");
  made->add_option("--control-id", control_id,
                   "Only with this control id (MSH-10, Bundle.identifier)");
  made->add_option("--state", state,
                   "Only with a delivery that is queued, delivered, filtered, errored or held");
  made->add_option("--since", since, "Only from this time on (2026-01-05T09:30:00Z)");
  made->add_option("--until", until, "Only before this time");
}

void StoreCommands::Options::addMessageCommands(CLI::App& app) {
  CLI::App* messages =
      command(app, "messages", "List accepted messages, newest first",
              "messages --type 'ADT^*' --state errored --data data", &Options::messages);
  addFilters(messages);
  messages->add_option("--limit", limit, "How many at most")->capture_default_str();
  CLI::App* trace = command(app, "trace", "Show what happened to one message, step by step",
                            "trace MSG00001 --data data", &Options::trace);
  trace->add_option("id", id, "Message id or control id (MSH-10, Bundle.identifier)")->required();
  trace->add_flag("--rules", rules, "Print each rule of the map that wrote something");
  trace->add_flag("--payload", payload, "Print the message as it was received (patient data)");
  CLI::App* quarantine = command(app, "quarantine", "List what was refused and why, or show one",
                                 "quarantine --data data", &Options::quarantine);
  quarantine->add_option("number", number, "Show the bytes of this one (patient data)");
  quarantine->add_option("--limit", limit, "How many at most")->capture_default_str();
  CLI::App* replay = command(app, "replay", "Deliver one message, or a range of messages, again",
                             "replay --state errored --sink archive --data data", &Options::replay);
  replay->add_option("id", id, "Message id or control id (MSH-10, Bundle.identifier)");
  replay->add_option("--sink", sink, "Only to this sink");
  replay->add_flag("--all", all, "Every message that was ever accepted");
  addFilters(replay);
  CLI::App* release = command(app, "release", "Let a sink that is on hold go on",
                              "release archive --data data", &Options::release);
  release->add_option("sink", sink, "Name of the sink")->required();
  release->add_flag("--discard", discard, "Make the held delivery a dead letter first");
  command(app, "reconcile", "Prove that every message received is accounted for",
          "reconcile --data data", &Options::reconcile);
}

void StoreCommands::addTo(CLI::App& app) {
  options_->addMessageCommands(app);
  CLI::App& map = *app.add_subcommand("map", "Ask what maps do");
  map.require_subcommand(1);
  options_->command(map, "unmapped", "List codes that no code table knew, for each sender",
                    "map unmapped --data data", &Options::unmapped);
  CLI::App& audit = *app.add_subcommand("audit", "The audit log and its proofs");
  audit.require_subcommand(1);
  CLI::App* exported = options_->command(
      audit, "export", "Write the audit log and its heads into files, with a head signed now",
      "audit export --log audit.log --heads audit.heads", &Options::exportAudit);
  exported->add_option("--log", options_->log, "File for the log, a record a line")->required();
  exported->add_option("--heads", options_->heads, "File for its signed tree heads")->required();
}

Result<MessageFilter> StoreCommands::Options::filter() const {
  MessageFilter made{channel, type, control_id, state, std::nullopt, std::nullopt, limit};
  for (const auto& [text, time] :
       {std::pair(&since, &made.since), std::pair(&until, &made.until)}) {
    if (text->empty()) continue;
    const auto parsed = parseTime(*text);
    if (!parsed) return parsed.error();
    *time = *parsed;
  }
  static constexpr std::string_view kStates[] = {"",         "queued",  "delivered",
                                                 "filtered", "errored", "held"};
  if (std::find(std::begin(kStates), std::end(kStates), state) == std::end(kStates))
    return Error{Code::kInvalid, "--state is one of queued, delivered, filtered, errored, held",
                 ""};
  return made;
}

int StoreCommands::Options::messages(const EngineParts& parts, std::ostream& out,
                                     std::ostream& err) const {
  Store& store = parts.store;
  const auto wanted = filter();
  if (!wanted) return failed(err, wanted.error());
  const auto found = store.search(*wanted);
  if (!found) return failed(err, found.error());
  Rows rows({"received", "channel", "type", "control_id", "sender", "id", "deliveries"});
  for (const Trace& trace : *found)
    rows.add({toText(trace.message.received), trace.message.channel, trace.message.envelope.type,
              trace.message.envelope.control_id, trace.message.envelope.sender, trace.message.id,
              statesOf(trace)});
  rows.print(out, json);
  return 0;
}

int StoreCommands::Options::trace(const EngineParts& parts, std::ostream& out,
                                  std::ostream& err) const {
  Store& store = parts.store;
  const auto found = store.trace(id);
  if (!found) return failed(err, found.error());
  const Message& message = found->message;
  Rows rows({"time", "stage", "what"});
  rows.add({toText(message.received), "receive",
            fmt::format("{} {} from {} on channel {}: {} bytes, message id {}",
                        message.envelope.type, message.envelope.control_id, message.peer,
                        message.channel, message.payload.size(), message.id)});
  if (found->lost) rows.add({"", "payload", found->lost->text});
  if (std::none_of(found->outcomes.begin(), found->outcomes.end(),
                   [](const OutcomeLine& outcome) { return outcome.stage == "parse"; }))
    rows.add({toText(message.received), "parse", "read as " + message.format + ", no remark"});
  for (const OutcomeLine& outcome : found->outcomes)
    rows.add({moment(outcome.at), outcome.stage, outcome.text});
  std::string sinks;
  for (const DeliveryLine& line : found->deliveries)
    sinks += (sinks.empty() ? "to " : ", ") + line.sink;
  if (!sinks.empty()) rows.add({toText(message.received), "route", sinks});
  for (const DeliveryLine& line : found->deliveries) {
    std::string what = fmt::format("{}, ticket {}, {} attempt{}", toString(line.state), line.ticket,
                                   line.attempts, line.attempts == 1 ? "" : "s");
    if (!line.detail.empty()) what += ": " + line.detail;
    if (line.state == DeliveryState::kQueued && line.due > Time{})
      what += ", next attempt " + toText(line.due);
    rows.add({moment(line.settled), "deliver " + line.sink, what});
    addMapping(store, line, rows);
  }
  rows.print(out, json);
  if (payload && found->lost) out << "\n" << found->lost->text << "\n";
  if (payload && !found->lost) {
    if (auto noted = noteRead(parts, message, "trace --payload"); !noted)
      return failed(err, noted.error());
    out << "\n";
    for (const char c : message.payload.view()) out << (c == '\r' ? '\n' : c);
    out << "\n";
  }
  return 0;
}

// What the map made of the message, and with --rules by which of its rules.
void StoreCommands::Options::addMapping(Store& store, const DeliveryLine& line, Rows& rows) const {
  const PackedHits packed = unpackHits(line.hits);
  std::size_t values = 0;
  for (const RuleHit& hit : packed.hits) values += hit.count;
  const std::string lost = lossText(line.loss);
  if (packed.hits.empty() && lost.empty()) return;
  // The way back does not say which rules wrote something.
  const std::string wrote = fmt::format("{} rules wrote {} values; ", packed.hits.size(), values);
  rows.add({moment(line.settled), "map " + line.sink,
            (packed.hits.empty() ? "" : wrote) + (lost.empty() ? "nothing lost" : lost)});
  if (!rules || packed.hits.empty()) return;
  const auto text = store.rules(packed.key);
  const auto known = text ? readRules(*text) : std::vector<Rule>();
  for (const RuleHit& hit : packed.hits) {
    if (hit.rule >= known.size()) continue;
    const Rule& rule = known[hit.rule];
    rows.add({moment(line.settled), "rule " + line.sink,
              fmt::format("{}  {} -> {}{}", rule.place, rule.source, rule.target,
                          hit.count > 1 ? fmt::format(", {} times", hit.count) : "")});
  }
}

int StoreCommands::Options::exportAudit(const EngineParts& parts, std::ostream& out,
                                        std::ostream& err) const {
  return exportLog(parts, {log, heads}, out, err);
}

int StoreCommands::Options::unmapped(const EngineParts& parts, std::ostream& out,
                                     std::ostream& err) const {
  Store& store = parts.store;
  const auto found = store.unmapped();
  if (!found) return failed(err, found.error());
  Rows rows({"table", "code", "sender", "count", "last"});
  for (const UnmappedLine& line : *found)
    rows.add({line.table, line.code, line.sender, std::to_string(line.count), toText(line.last)});
  rows.print(out, json);
  return 0;
}

int StoreCommands::Options::quarantine(const EngineParts& parts, std::ostream& out,
                                       std::ostream& err) const {
  Store& store = parts.store;
  if (number > 0) {
    const auto bytes = store.quarantinedBytes(number);
    if (!bytes) return failed(err, bytes.error());
    AuditRecord read = parts.auditor.begin(AuditActivity::kRead);
    read.user = operatorParty();
    read.outcome_text = fmt::format("quarantined item {}", number);
    if (auto noted = parts.auditor.keep(std::move(read), {}); !noted)
      return failed(err, noted.error());
    out << bytes->view();
    return 0;
  }
  const auto found = store.quarantined(limit);
  if (!found) return failed(err, found.error());
  Rows rows({"number", "received", "channel", "peer", "bytes", "reason"});
  for (const QuarantineLine& line : *found)
    rows.add({std::to_string(line.number), toText(line.received), line.channel, line.peer,
              std::to_string(line.size), line.reason});
  rows.print(out, json);
  return 0;
}

int StoreCommands::Options::replay(const EngineParts& parts, std::ostream& out,
                                   std::ostream& err) const {
  Store& store = parts.store;
  const bool narrowed = !id.empty() || !channel.empty() || !type.empty() || !control_id.empty() ||
                        !state.empty() || !since.empty() || !until.empty();
  if (!narrowed && !all)
    return failed(err,
                  {Code::kInvalid,
                   "say which: a message id, --state, --since, …; or --all for every message", ""});
  auto wanted = filter();
  if (!wanted) return failed(err, wanted.error());
  std::string message_id;
  if (!id.empty()) {
    const auto found = store.trace(id);
    if (!found) return failed(err, found.error());
    message_id = found->message.id;
  }
  AuditRecord act = parts.auditor.begin(AuditActivity::kReplay);
  act.user = operatorParty();
  act.outcome_text = id.empty() ? "messages that match a filter" : "one message";
  if (!sink.empty()) act.destination = {sink, sink};
  act.message = message_id;
  const auto draft = parts.auditor.draft(std::move(act), {});
  if (!draft) return failed(err, draft.error());
  const auto count = store.replay(*wanted, message_id, sink, {&*draft, 1});
  if (!count) return failed(err, count.error());
  out << "replayed " << *count << (*count == 1 ? " delivery\n" : " deliveries\n");
  return 0;
}

int StoreCommands::Options::release(const EngineParts& parts, std::ostream& out,
                                    std::ostream& err) const {
  Store& store = parts.store;
  const auto on_hold = store.held(sink);
  if (!on_hold) return failed(err, on_hold.error());
  if (!*on_hold) return failed(err, {Code::kNotFound, "the sink " + sink + " is not on hold", ""});
  std::size_t discarded = 0;
  if (discard) {
    auto settlements = heldOf(store, sink);
    if (!settlements) return failed(err, settlements.error());
    if (auto settled = store.settle(*settlements); !settled) return failed(err, settled.error());
    discarded = settlements->size();
  }
  const auto resumed = store.resume(sink);
  if (!resumed) return failed(err, resumed.error());
  out << sink << ": " << *resumed << " released, " << discarded << " discarded\n";
  return 0;
}

int StoreCommands::Options::reconcile(const EngineParts& parts, std::ostream& out,
                                      std::ostream& err) const {
  Store& store = parts.store;
  const auto ledger = store.ledger();
  if (!ledger) return failed(err, ledger.error());
  Rows rows({"channel", "sink", "booked", "received", "delivered", "filtered", "errored", "held",
             "queued", "account"});
  int wrong = 0;
  for (const LedgerLine& line : *ledger) {
    wrong += !line.balanced();
    rows.add({line.channel, line.sink, std::to_string(line.booked), std::to_string(line.received),
              std::to_string(line.delivered), std::to_string(line.filtered),
              std::to_string(line.errored), std::to_string(line.held), std::to_string(line.queued),
              line.balanced() ? "balanced" : "WRONG"});
  }
  rows.print(out, json);
  if (wrong > 0)
    err << "pontis: " << wrong
        << " account(s) do not add up: keep this data directory as it is and report it\n";
  return wrong > 0 ? 1 : 0;
}

}  // namespace pontis
