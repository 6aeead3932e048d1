#include "engine/flow/subjects.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/audit/record_text.h"
#include "engine/core/adapter.h"
#include "engine/flow/person_names.h"

namespace pontis {
namespace {

template <class T>
void addOnce(std::vector<T>& list, const T& value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

Identifier identifierOf(std::string_view key) {
  const std::size_t bar = key.find('|');
  if (bar == std::string_view::npos) return {"", std::string(key), ""};
  return {std::string(key.substr(0, bar)), std::string(key.substr(bar + 1)), ""};
}

// What the message says of persons; nothing if it cannot be read.
std::vector<PersonAct> actsOf(const Message& message) {
  const Adapter* adapter = findAdapter(message.format);
  if (adapter == nullptr || adapter->format == nullptr) return {};
  const auto document = adapter->format->parse(message.payload);
  return document ? adapter->format->persons(**document) : std::vector<PersonAct>();
}

}  // namespace

Result<Subject> Subjects::find(std::string_view id) const {
  if (!store_.sealing())
    return Error{Code::kUnsupported,
                 "without keys the engine does not know whose data it holds: give \"keys\" a "
                 "\"master\"",
                 ""};
  Subject subject;
  const Identifier asked = identifierOf(id);
  if (index_ != nullptr) {
    auto person = index_->person(id);
    if (const auto number = index_->personOf(index_->canonical(asked)); !person && number)
      person = index_->person(*number);
    if (person) {
      subject.number = person->id;
      subject.golden = person->golden;
      subject.records = std::move(person->records);
    }
  }
  if (!subject.records.empty()) {
    const Identifier number{systemOf(index_->domains().own()), subject.number, ""};
    for (const Identifier& name : index_->namesOf(number)) addOnce(subject.keys, personKey(name));
    return subject;
  }
  const std::string key = personKey(index_ == nullptr ? asked : index_->canonical(asked));
  auto names = namesInMessages(key);
  if (!names) return names.error();
  subject.keys = std::move(*names);
  if (!subject.keys.empty()) return subject;
  return Error{Code::kNotFound, "nothing is known of such a person", ""};
}

// Without an index: the names that messages give the person, from the one that was asked for on. A
// name that another person's message puts first is that person's.
Result<std::vector<std::string>> Subjects::namesInMessages(const std::string& key) const {
  std::vector<std::string> names{key};
  bool any = false;
  for (std::size_t at = 0; at < names.size(); ++at) {
    const auto found = store_.mentions({&names[at], 1});
    if (!found) return found.error();
    any = any || !found->messages.empty() || !found->records.empty();
    for (const std::int64_t number : found->messages) {
      const auto trace = store_.traceOf(number);
      if (!trace) return trace.error();
      for (const PersonAct& act : actsOf(trace->message)) {
        const auto& all = act.subject.identifiers;
        if (!all.empty() &&
            personKey(named(all.front(), trace->message.envelope.sender, index_)) == names[at])
          for (const Identifier& other : act.others)
            addOnce(names, personKey(named(other, trace->message.envelope.sender, index_)));
      }
    }
  }
  if (!any && consents_.rows(names).empty()) names.clear();
  return names;
}

Result<std::vector<Trace>> Subjects::messagesOf(const Subject& subject,
                                                std::span<const std::int64_t> unnamed) const {
  auto found = store_.mentions(subject.keys);
  if (!found) return found.error();
  found->messages.insert(found->messages.end(), unnamed.begin(), unnamed.end());
  std::sort(found->messages.begin(), found->messages.end());
  std::vector<Trace> all;
  for (const std::int64_t number : found->messages) {
    auto trace = store_.traceOf(number);
    if (!trace && trace.error().code == Code::kNotFound) continue;  // retention took it
    if (!trace) return trace.error();
    all.push_back(std::move(*trace));
  }
  return all;
}

std::vector<Given> givenOf(const std::vector<Trace>& messages) {
  std::map<std::string, Given> by_sink;
  for (const Trace& trace : messages)
    for (const DeliveryLine& line : trace.deliveries) {
      if (line.state != DeliveryState::kDelivered) continue;
      Given& given = by_sink[line.sink];
      given.sink = line.sink;
      given.channel = trace.message.channel;
      ++given.deliveries;
      given.last = std::max(given.last, line.settled);
    }
  std::vector<Given> out;
  for (auto& [sink, given] : by_sink) out.push_back(std::move(given));
  return out;
}

AuditRecord Subjects::record(AuditActivity activity, const AuditParty& by, std::string text) const {
  AuditRecord made = auditor_.begin(activity);
  made.user = by;
  made.outcome_text = std::move(text);
  made.purposes = {{"http://terminology.hl7.org/CodeSystem/v3-ActReason", "PATRQT", ""}};
  return made;
}

Result<Done> Subjects::note(AuditActivity activity, const Subject& subject, const AuditParty& by,
                            std::string text) const {
  return auditor_.keep(record(activity, by, std::move(text)), subject.keys);
}

Result<Holding> Subjects::holding(const Subject& subject, const AuditParty& by) const {
  // First: what is not written down is not shown.
  if (auto noted = note(AuditActivity::kRead, subject, by, "export of all that is held"); !noted)
    return noted.error();
  const auto unnamed = unnamedOf(subject);
  if (!unnamed) return unnamed.error();
  auto messages = messagesOf(subject, *unnamed);
  if (!messages) return messages.error();
  Holding out;
  out.given = givenOf(*messages);
  out.messages = std::move(*messages);
  out.consents = consents_.rows(subject.keys);
  out.restricted = consents_.restricted(subject.keys);
  return out;
}

Result<std::vector<AuditRecord>> Subjects::accesses(const Subject& subject,
                                                    const AuditParty& by) const {
  if (auto noted = note(AuditActivity::kInspect, subject, by, "list of accesses"); !noted)
    return noted.error();
  const auto found = store_.mentions(subject.keys);
  if (!found) return found.error();
  std::vector<AuditRecord> out;
  StoreOpener opener(store_);
  for (const std::int64_t number : found->records) {
    Result<Done> read_one = Done{};
    const auto read = store_.audit(number, [&](const AuditRow& row) {
      auto record = readRecord(row.record, &opener);
      if (record)
        out.push_back(std::move(*record));
      else
        read_one = record.error();
      return false;
    });
    if (!read) return read.error();
    if (!read_one) return read_one.error();
  }
  return out;
}

Result<Done> Subjects::restrict(const Subject& subject, bool on, const AuditParty& by) const {
  std::vector<ConsentRow> rows;
  const Time now = std::chrono::system_clock::now();
  for (const std::string& key : subject.keys)
    rows.push_back(
        {0, key, "", std::string(ConsentRegister::kRestriction), on ? "on" : "off", now});
  auto draft = auditor_.draft(
      record(AuditActivity::kUpdate, by, on ? "processing restricted" : "restriction lifted"),
      subject.keys);
  if (!draft) return draft.error();
  if (auto kept = store_.keepConsents(rows, {&*draft, 1}); !kept) return kept;
  return consents_.catchUp();
}

Result<Done> Subjects::rectify(const Subject& subject, const Identifier& which,
                               const Demographics& as_said, const AuditParty& by) const {
  if (index_ == nullptr)
    return Error{Code::kUnsupported, "this engine has no patient index to correct", ""};
  auto draft = auditor_.draft(record(AuditActivity::kUpdate, by, "corrected"), subject.keys);
  if (!draft) return draft.error();
  PersonAct act;
  act.kind = PersonAct::Kind::kRegister;
  act.subject = as_said;
  act.place = "record";
  act.subject.identifiers.insert(act.subject.identifiers.begin(), which);
  const Origin origin{"", "", "", std::chrono::system_clock::now()};
  const auto done = PersonStage(*index_, store_)
                        .perform(
                            [&](Index& index) {
                              return index.observe({&act, 1}, origin);
                            },
                            {&*draft, 1});
  if (!done) return done.error();
  // An update that describes somebody else waits for a review: the person said it, so it holds.
  for (const ReviewLine& line : index_->reviews(SIZE_MAX)) {
    if (line.kind != "swap" || !(personKey(line.a) == personKey(which))) continue;
    const auto decided = PersonStage(*index_, store_).perform([&](Index& index) {
      return index.decide(line.number, true, origin);
    });
    if (!decided) return decided.error();
  }
  return Done{};
}

namespace {

// Whether bytes of which nobody knows whose they are hold a number of this person's, or the family
// name with the birth date.
class Telltale {
 public:
  explicit Telltale(const Subject& subject) {
    constexpr std::size_t kTelling = 4;  // characters: a shorter number stands in anything
    for (const std::string& key : subject.keys) {
      std::string value = identifierOf(key).value;
      if (value.size() >= kTelling) numbers_.push_back(std::move(value));
    }
    if (!subject.golden.names.empty()) family_ = subject.golden.names.front().family;
    born_ = compact_ = subject.golden.birth_date;
    std::erase(compact_, '-');
  }

  bool in(std::string_view text) const {
    const auto has = [&](std::string_view value) {
      return !value.empty() && text.find(value) != std::string_view::npos;
    };
    return std::any_of(numbers_.begin(), numbers_.end(), has) ||
           (has(family_) && (has(born_) || has(compact_)));
  }

 private:
  std::vector<std::string> numbers_;
  std::string family_, born_, compact_;
};

}  // namespace

Result<std::vector<std::int64_t>> Subjects::quarantinedOf(const Subject& subject) const {
  const Telltale telltale(subject);
  const auto all = store_.quarantined(SIZE_MAX >> 1);
  if (!all) return all.error();
  std::vector<std::int64_t> found;
  for (const QuarantineLine& line : *all) {
    const auto bytes = store_.quarantinedBytes(line.number);
    if (!bytes && bytes.error().retryable()) return bytes.error();
    if (bytes && telltale.in(bytes->view())) found.push_back(line.number);
  }
  return found;
}

Result<std::vector<std::int64_t>> Subjects::unnamedOf(const Subject& subject) const {
  const Telltale telltale(subject);
  const auto all = store_.unnamed();
  if (!all) return all.error();
  std::vector<std::int64_t> found;
  for (const std::int64_t number : *all) {
    const auto trace = store_.traceOf(number);
    if (!trace && trace.error().code != Code::kNotFound) return trace.error();
    if (trace && telltale.in(trace->message.payload.view())) found.push_back(number);
  }
  return found;
}

Result<SubjectErased> Subjects::erase(const Subject& subject, const AuditParty& by) const {
  const auto quarantined = quarantinedOf(subject), unnamed = unnamedOf(subject);
  if (!quarantined) return quarantined.error();
  if (!unnamed) return unnamed.error();
  const auto messages = messagesOf(subject, *unnamed);
  if (!messages) return messages.error();
  SubjectErased out;
  out.told = givenOf(*messages);
  out.quarantined = static_cast<std::int64_t>(quarantined->size());

  Erasure erasure;
  erasure.persons = subject.keys;
  erasure.quarantined = *quarantined;
  erasure.messages = *unnamed;
  if (index_ != nullptr && !subject.number.empty()) {
    auto taken = index_->erasure(subject.number, {"", "", "", std::chrono::system_clock::now()});
    if (!taken) return taken.error();
    for (const Identifier& one : taken->identifiers) addOnce(erasure.persons, personKey(one));
    erasure.identity.push_back(std::move(taken->event));
  }
  // Whose it was is nobody's business any more: the record says that, when and by whom.
  auto draft = auditor_.draft(
      record(AuditActivity::kDelete, by,
             "a person was erased: " + std::to_string(messages->size()) + " messages"),
      {});
  if (!draft) return draft.error();
  erasure.audit.push_back(std::move(*draft));
  const auto erased = store_.erase(erasure);
  if (!erased) return erased.error();
  out.erased = *erased;
  for (const IdentityEvent& event : erasure.identity)
    if (auto applied = index_->replay(event); !applied) return applied.error();
  consents_.forget(erasure.persons);
  drop_snapshots_();
  return out;
}

}  // namespace pontis
