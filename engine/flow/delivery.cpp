#include "engine/flow/delivery.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "engine/base/log.h"
#include "engine/consent/explanation.h"
#include "engine/flow/person_stage.h"

namespace pontis {
namespace {

// A peer's whole answer may carry patient data and is as long as the peer likes; what is kept of it
// is how long it was.
std::string brief(const Bytes& answer) {
  return answer.empty() ? std::string() : "answered " + std::to_string(answer.size()) + " bytes";
}

}  // namespace

std::string toJson(const std::vector<Loss>& lost) {
  if (lost.empty()) return {};
  std::string text = "[";
  for (const Loss& loss : lost) {
    text += text.size() > 1 ? "," : "";
    text += "{\"path\":" + jsonString(loss.path) + ",\"reason\":" + jsonString(loss.reason) + "}";
  }
  return text + "]";
}

// Puts what may go in the place of what was received. Parsed again only if it is something else.
Result<Done> Delivery::replace(Message& message, Bytes payload) const {
  if (payload.view().data() == message.payload.view().data()) return Done{};
  auto document = format_.parse(payload);
  if (!document) return document.error();
  message.payload = std::move(payload);
  message.document = std::move(*document);
  return Done{};
}

Result<Mapped> Delivery::map(const Message& message) const {
  if (mapping_ == nullptr) return Mapped{message.payload};
  const auto* segments = dynamic_cast<const Segments*>(message.document.get());
  if (segments != nullptr) return mapping_->apply(*segments);
  const auto* nodes = dynamic_cast<const Nodes*>(message.document.get());
  if (nodes != nullptr) return mapping_->reverse(*nodes, "");
  return Error{Code::kUnsupported, "no map reads this format", ""};
}

Result<Departure> Delivery::prepare(const Due& due) const {
  if (due.lost) return *due.lost;
  Message message = due.message;
  auto document = format_.parse(message.payload);
  if (!document) return document.error();
  message.document = std::move(*document);
  Departure out;
  out.passed = gate_.pass(message);
  if (out.passed.overall == ConsentDecision::Overall::kDeny) out.passed.released = false;
  if (!out.passed.released) return out;
  if (auto replaced = replace(message, out.passed.payload); !replaced) return replaced.error();
  if (index_ != nullptr) {
    // The index's number beside each person's.
    auto numbered = format_.withIndexNumbers(
        message, [this](const Identifier& identifier) { return indexNumber(*index_, identifier); });
    if (auto replaced = replace(message, std::move(numbered)); !replaced) return replaced.error();
  }
  auto mapped = map(message);
  if (!mapped) return mapped.error();
  out.mapped = std::move(*mapped);
  return out;
}

// Mapping is what costs most, and needs nothing but the message: a large batch is shared among the
// processors.
std::vector<Result<Departure>> Delivery::prepareAll(const std::vector<Due>& due) const {
  constexpr std::size_t kWorthAThread = 64;
  const std::size_t most = std::max(1u, std::min(4u, std::thread::hardware_concurrency()));
  const std::size_t threads = mapping_ ? std::min(most, due.size() / kWorthAThread + 1) : 1;
  std::vector<Result<Departure>> ready(due.size(), Result<Departure>(Departure{}));
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < due.size(); i = next++) ready[i] = prepare(due[i]);
  };
  std::vector<std::thread> helpers;
  for (std::size_t i = 1; i < threads; ++i) helpers.emplace_back(work);
  work();
  for (std::thread& helper : helpers) helper.join();
  return ready;
}

// What was decided, and what went: one record with both, written with the attempt's own settlement.
Result<Done> Delivery::record(Attempt& attempt, const Message& message,
                              const Passed& passed) const {
  if (!gate_.options().personal) return Done{};
  const auto add = [&](AuditActivity activity, AuditOutcome outcome) -> Result<Done> {
    AuditRecord record = auditor_.begin(activity);
    record.outcome = outcome;
    record.destination = gate_.recipient();
    record.purposes = gate_.purposes();
    record.channel = message.channel;
    record.message = message.id;
    if (passed.personal) {
      record.decision = toText(passed.overall);
      record.rule = passed.rule;
      record.subject.consents = passed.consents;
    }
    return auditor_.draftEach(record, passed.persons, attempt.audit);
  };
  if (passed.broken_glass)
    if (auto added = add(AuditActivity::kOverride, AuditOutcome::kSuccess); !added) return added;
  if (!passed.released) return add(AuditActivity::kDecide, AuditOutcome::kSuccess);
  return add(AuditActivity::kDisclose,
             attempt.answer ? AuditOutcome::kSuccess : AuditOutcome::kSeriousFailure);
}

std::vector<Attempt> Delivery::make(std::vector<Due>& due, Sink& sink) const {
  std::vector<Attempt> made;
  std::vector<Outgoing> outgoing;
  struct Sent {
    Attempt attempt;  // what its mapping said
    const Message* message;
    Passed passed;
  };
  std::vector<Sent> sent;  // of each of `outgoing`
  made.reserve(due.size());
  outgoing.reserve(due.size());
  sent.reserve(due.size());
  auto all = prepareAll(due);
  for (std::size_t i = 0; i < due.size(); ++i) {
    const Due& each = due[i];
    auto& ready = all[i];
    if (!ready) {
      made.push_back({each.ticket, ready.error()});
      if (stop_at_refusal_) break;
      continue;
    }
    Mapped& mapped = ready->mapped;
    Attempt attempt{each.ticket, std::string(), toJson(mapped.lost),
                    packHits(rules_key_, mapped.hits)};
    if (!ready->passed.released) {
      attempt.filtered = "consent: " + ready->passed.rule;
      if (auto noted = record(attempt, each.message, ready->passed); !noted) break;
      made.push_back(std::move(attempt));
      continue;
    }
    for (UnmappedCode& one : mapped.unmapped)
      attempt.unmapped.push_back({std::move(one.table), mapped.sender, one.code});
    outgoing.push_back({&each.message, std::move(mapped.output), each.ticket});
    sent.push_back({std::move(attempt), &each.message, std::move(ready->passed)});
  }
  if (outgoing.empty()) return made;
  const auto results = sink.send(outgoing);
  for (std::size_t i = 0; i < results.size(); ++i) {
    Attempt& attempt = sent[i].attempt;
    attempt.answer = results[i] ? Result<std::string>(brief(*results[i]))
                                : Result<std::string>(results[i].error());
    // What cannot be written down is repeated: it may come twice, but never unrecorded.
    if (auto noted = record(attempt, *sent[i].message, sent[i].passed); !noted) break;
    made.push_back(std::move(attempt));
  }
  // What was refused before it was sent counts only if everything before it was tried.
  if (stop_at_refusal_ && results.size() < outgoing.size())
    std::erase_if(made, [&](const Attempt& attempt) {
      return attempt.ticket > outgoing[results.size()].ticket;
    });
  std::sort(made.begin(), made.end(),
            [](const Attempt& a, const Attempt& b) { return a.ticket < b.ticket; });
  return made;
}

}  // namespace pontis
