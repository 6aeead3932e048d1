#include "engine/flow/channel.h"

#include <algorithm>

#include "engine/base/clock.h"
#include "engine/base/log.h"
#include "engine/consent/explanation.h"

namespace pontis {
namespace {

bool matches(std::string_view pattern, std::string_view type) {
  if (pattern.ends_with('*')) return type.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern == type;
}

}  // namespace

bool Route::takes(std::string_view type) const {
  return types.empty() || std::any_of(types.begin(), types.end(), [type](const auto& pattern) {
           return matches(pattern, type);
         });
}

Channel::Channel(ChannelPlan plan, Store& store, std::function<void()> queued)
    : plan_(std::move(plan)),
      store_(store),
      persons_(plan_.index && plan_.feeds_index
                   ? std::make_optional<PersonStage>(*plan_.index, store)
                   : std::nullopt),
      queued_(std::move(queued)) {}

Result<Intake> Channel::prepare(Message& message, Passage& passage) const {
  message.id = newId();
  message.channel = plan_.name;
  message.format = plan_.format_name;
  auto document = plan_.format->parse(message.payload);
  if (!document) return document.error();
  message.document = std::move(*document);
  message.envelope = plan_.format->envelope(*message.document);

  Intake intake;
  intake.message = &message;
  intake.duplicate_window = plan_.duplicate_window;
  for (std::string& remark : message.document->remarks())
    intake.outcomes.emplace_back("parse", std::move(remark));
  for (const auto& stage : plan_.stages) {
    auto verdict = stage->apply(message);
    if (!verdict) return verdict.error();
    if (verdict->reason.empty() && verdict->pass) continue;
    intake.outcomes.emplace_back(stage->name(), verdict->reason);
    if (verdict->pass) continue;
    intake.filtered = std::string(stage->name()) + ": " + verdict->reason;
    break;
  }
  if (persons_ || store_.sealing()) passage.acts = plan_.format->persons(*message.document);
  if (store_.sealing()) intake.subjects = subjectsOf(message, passage.acts);
  if (auto routed = route(message, intake, passage); !routed) return routed.error();
  for (std::string& remark :
       ConsentRegister::collect(*plan_.format, plan_.index, message, intake.consents))
    intake.outcomes.emplace_back("consent", std::move(remark));
  if (!persons_ || !intake.filtered.empty()) return intake;
  // Last, for nothing after it may refuse the message.
  auto observed = persons_->identify(passage.acts, message, intake);
  if (!observed) return observed.error();
  passage.observed = std::move(*observed);
  if (auto recorded = recordMerges(message, intake, passage); !recorded) {
    persons_->takeBack(passage.observed);
    return recorded.error();
  }
  return intake;
}

// Whose data the message is, for the keys that seal it: each person by the name that its sender
// puts first, those of a merge by all.
std::vector<std::string> Channel::subjectsOf(const Message& message,
                                             std::span<const PersonAct> acts) const {
  std::vector<std::string> subjects;
  const auto add = [&](const Identifier& identifier) {
    subjects.push_back(personKey(named(identifier, message.envelope.sender, plan_.index)));
  };
  for (const PersonAct& act : acts) {
    if (!act.subject.identifiers.empty()) add(act.subject.identifiers.front());
    for (const Identifier& other : act.others) add(other);
  }
  // Where nothing is asked of the index (a resource by itself, an answer) its pieces say whose it
  // is.
  if (acts.empty())
    for (const auto& subject : plan_.format->contents(*message.document).subjects)
      if (!subject.empty()) add(subject.front());
  std::sort(subjects.begin(), subjects.end());
  subjects.erase(std::unique(subjects.begin(), subjects.end()), subjects.end());
  return subjects;
}

Result<Done> Channel::recordMerges(const Message& message, Intake& intake,
                                   const Passage& passage) const {
  using Kind = PersonAct::Kind;
  const auto& remarks = passage.observed.remarks;
  const bool merges =
      std::any_of(passage.acts.begin(), passage.acts.end(),
                  [](const auto& act) {
                    return act.kind != Kind::kRegister && act.kind != Kind::kMention;
                  }) ||
      std::any_of(remarks.begin(), remarks.end(), [](const std::string& remark) {
        return remark.starts_with("linked") || remark.starts_with("parted");
      });
  if (!merges || passage.observed.events.empty() || plan_.auditor == nullptr) return Done{};
  AuditRecord record = plan_.auditor->begin(AuditActivity::kMerge);
  record.channel = plan_.name;
  record.message = message.id;
  record.source = {message.envelope.sender, message.envelope.application, {}, {}, message.peer};
  record.destination = plan_.auditor->self();
  return plan_.auditor->draftEach(record, subjectsOf(message, passage.acts), intake.audit);
}

// A query is answered at once; anything else goes to the sinks that take it.
Result<Done> Channel::route(const Message& message, Intake& intake, Passage& passage) const {
  for (const auto& responder : plan_.responders) {
    if (!intake.filtered.empty() || !responder->answers(message.envelope.type)) continue;
    auto found = responder->answer(message);
    if (!found) return found.error();
    return answer(message, std::move(*found), intake, passage);
  }
  for (const Route& each : plan_.routes)
    if (each.takes(message.envelope.type)) intake.sinks.push_back(each.sink);
  if (!intake.sinks.empty()) return Done{};
  if (!plan_.keep_unrouted)
    return Error{Code::kUnsupported, "no sink of this channel takes this type of message", ""};
  intake.outcomes.emplace_back("route", "no sink takes this type of message");
  return Done{};
}

namespace {

// An answer of a RESTful API begins with its status line and fields; the document is what follows.
std::size_t headOf(const Bytes& answer) {
  if (!answer.view().starts_with("HTTP/")) return 0;
  const std::size_t end = answer.view().find("\n\n");
  return end == std::string_view::npos ? 0 : end + 2;
}

// The one who lists the application, else the one who lists none.
const ChannelPlan::Asker* askerOf(const std::vector<ChannelPlan::Asker>& askers,
                                  const std::string& application) {
  const ChannelPlan::Asker* any = nullptr;
  for (const ChannelPlan::Asker& one : askers) {
    const auto& listed = one.applications;
    if (std::find(listed.begin(), listed.end(), application) != listed.end()) return &one;
    if (listed.empty() && any == nullptr) any = &one;
  }
  return any;
}

}  // namespace

// What of it consent and law let go. Where nothing is left, it is as if nothing had been found.
Result<Done> Channel::answer(const Message& message, Bytes found, Intake& intake,
                             Passage& passage) const {
  const ChannelPlan::Asker* const asker = askerOf(plan_.askers, message.envelope.application);
  if (asker == nullptr) return Error{Code::kDenied, "this application may not ask here", ""};
  const std::size_t head = headOf(found);
  Message outgoing = message;
  outgoing.payload = found.slice(head, found.size() - head);
  Passed passed;
  if (!outgoing.payload.empty()) {
    auto document = plan_.format->parse(outgoing.payload);
    // What cannot be read cannot be judged.
    if (!document) return Error{Code::kInternal, "the answer to this query cannot be read", ""};
    outgoing.document = std::move(*document);
    passed = asker->gate.pass(outgoing);
  }
  if (!passed.released) {
    passage.refusal = Error{Code::kNotFound, "nothing of that kind is known here", ""};
    passage.answer = plan_.format->acknowledge(message, &*passage.refusal);
    intake.outcomes.emplace_back("consent", "withheld: " + passed.rule);
  } else if (passed.overall == ConsentDecision::Overall::kPermit) {
    passage.answer = std::move(found);
  } else {
    passage.answer =
        Bytes::own(std::string(found.view().substr(0, head)) + std::string(passed.payload.view()));
    intake.outcomes.emplace_back("consent", "withheld in part: " + passed.rule);
  }
  intake.outcomes.emplace_back("answer", std::to_string(passage.answer.size()) + " bytes");
  if (plan_.auditor == nullptr) return Done{};
  AuditRecord record = plan_.auditor->begin(AuditActivity::kQuery);
  record.user = asker->gate.recipient();
  record.user.address = message.peer;
  record.source = {message.envelope.sender, message.envelope.application, {}, {}, message.peer};
  record.destination = plan_.auditor->self();
  record.purposes = asker->gate.purposes();
  record.decision = passed.personal ? toText(passed.overall) : "";
  record.rule = passed.rule;
  record.channel = plan_.name;
  record.message = message.id;
  record.subject.consents = passed.consents;
  return plan_.auditor->draftEach(record, passed.persons, intake.audit);
}

std::vector<Result<Taken>> Channel::keep(std::span<Message> messages, std::vector<Intake>& intakes,
                                         std::vector<Passage>& passages) {
  auto taken = store_.append(intakes);
  if (!persons_) return taken;
  // A repetition is no news: what came after the first stays.
  for (std::size_t i = intakes.size(); i-- > 0;)
    if (taken[i] && !taken[i]->duplicate)
      persons_->kept(passages[i].observed);
    else
      persons_->takeBack(passages[i].observed);
  for (std::size_t i = 0; i < intakes.size(); ++i)
    if (!taken[i] && taken[i].error().code == Code::kDuplicate)
      taken[i] = keepAgain(messages[passages[i].place], intakes[i], passages[i]);
  return taken;
}

// Another engine acted on the index first: who this is has to be decided again, knowing that.
Result<Taken> Channel::keepAgain(Message& message, Intake& intake, Passage& passage) {
  constexpr int kTimes = 5;
  for (int i = 0; i < kTimes; ++i) {
    if (auto caught_up = persons_->catchUp(passage.observed); !caught_up) return caught_up.error();
    auto observed = persons_->identify(passage.acts, message, intake);
    if (!observed) return observed.error();
    passage.observed = std::move(*observed);
    const auto taken = store_.append({&intake, 1});
    if (taken[0] && !taken[0]->duplicate) {
      persons_->kept(passage.observed);
      return taken[0];
    }
    persons_->takeBack(passage.observed);
    if (taken[0]) return taken[0];
    if (taken[0].error().code != Code::kDuplicate) return taken[0];
  }
  return Error{Code::kUnavailable, "other engines act on the patient index at the same time", ""};
}

// The whole way of a message, in order. Nothing is durable before the one append().
std::vector<Reply> Channel::accept(std::span<Message> messages) {
  std::vector<Reply> replies(messages.size());
  std::vector<Intake> intakes;
  std::vector<Passage> passages;  // of each intake
  intakes.reserve(messages.size());
  passages.reserve(messages.size());
  for (std::size_t i = 0; i < messages.size(); ++i) {
    Passage passage;
    passage.place = i;
    auto intake = prepare(messages[i], passage);
    if (!intake) {
      replies[i] = refuse(messages[i], intake.error());
      continue;
    }
    intakes.push_back(std::move(*intake));
    passages.push_back(std::move(passage));
  }
  if (intakes.empty()) return replies;

  const auto taken = keep(messages, intakes, passages);
  bool queued = false, brought = false;
  for (std::size_t i = 0; i < intakes.size(); ++i) {
    const Message& message = messages[passages[i].place];
    Reply& reply = replies[passages[i].place];
    const Error* error = taken[i] ? nullptr : &taken[i].error();
    if (error != nullptr && !error->retryable()) {
      reply = refuse(message, *error);
      continue;
    }
    reply.body = taken[i] && !passages[i].answer.empty()
                     ? std::move(passages[i].answer)
                     : plan_.format->acknowledge(message, error);
    if (error == nullptr) {
      if (passages[i].refusal) reply.error = passages[i].refusal;
      brought = brought || (!taken[i]->duplicate && !intakes[i].consents.empty());
      queued = queued || (!taken[i]->duplicate && !intakes[i].sinks.empty());
      continue;
    }
    reply.error = *error;
    log(Level::kError, plan_.name, "a message could not be kept: it was refused",
        {{"message", message.id}, {"why", error->text}});
  }
  // Before the outboxes look: a consent counts from the next decision on.
  if (brought && plan_.consents != nullptr)
    if (auto read = plan_.consents->catchUp(); !read)
      log(Level::kError, plan_.name, "consents that were kept are not yet heard: trying again",
          {{"why", read.error().text}});
  if (queued && queued_) queued_();
  return replies;
}

Reply Channel::refuse(const Message& message, const Error& why) {
  std::vector<std::string> persons;
  if (message.document != nullptr && store_.sealing())
    persons = subjectsOf(message, plan_.format->persons(*message.document));
  keepRefused(message.peer, message.payload, why, persons);
  return {plan_.format->acknowledge(message, &why), why};
}

void Channel::quarantine(std::string_view peer, Bytes bytes, const Error& why) {
  keepRefused(peer, bytes, why, {});
}

void Channel::keepRefused(std::string_view peer, const Bytes& bytes, const Error& why,
                          std::span<const std::string> persons) {
  const std::string reason = why.where.empty() ? why.text : why.where + ": " + why.text;
  const auto kept = store_.quarantine(plan_.name, peer, std::chrono::system_clock::now(),
                                      bytes.view(), reason, persons);
  log(Level::kWarn, plan_.name, kept ? "refused and kept in quarantine" : "refused and NOT kept",
      {{"peer", std::string(peer)},
       {"why", reason},
       {"bytes", std::to_string(bytes.size())},
       {"store", kept ? "" : kept.error().text}});
}

}  // namespace pontis
