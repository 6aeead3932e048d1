#include "engine/flow/channel.h"

#include <algorithm>

#include "engine/base/clock.h"
#include "engine/base/log.h"

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
  if (auto routed = route(message, intake, passage); !routed) return routed.error();
  if (!persons_ || !intake.filtered.empty()) return intake;
  // Last, for nothing after it may refuse the message.
  auto observed = persons_->identify(*plan_.format, message, intake);
  if (!observed) return observed.error();
  passage.observed = std::move(*observed);
  return intake;
}

// A query is answered at once; anything else goes to the sinks that take it.
Result<Done> Channel::route(const Message& message, Intake& intake, Passage& passage) const {
  for (const auto& responder : plan_.responders) {
    if (!intake.filtered.empty() || !responder->answers(message.envelope.type)) continue;
    auto answer = responder->answer(message);
    if (!answer) return answer.error();
    passage.answer = std::move(*answer);
    intake.outcomes.emplace_back("answer", std::to_string(passage.answer.size()) + " bytes");
    return Done{};
  }
  for (const Route& each : plan_.routes)
    if (each.takes(message.envelope.type)) intake.sinks.push_back(each.sink);
  if (!intake.sinks.empty()) return Done{};
  if (!plan_.keep_unrouted)
    return Error{Code::kUnsupported, "no sink of this channel takes this type of message", ""};
  intake.outcomes.emplace_back("route", "no sink takes this type of message");
  return Done{};
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
    auto observed = persons_->identify(*plan_.format, message, intake);
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
    Passage passage{i, {}, {}};
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
  bool queued = false;
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
      queued = queued || (!taken[i]->duplicate && !intakes[i].sinks.empty());
      continue;
    }
    reply.error = *error;
    log(Level::kError, plan_.name, "a message could not be kept: it was refused",
        {{"message", message.id}, {"why", error->text}});
  }
  if (queued && queued_) queued_();
  return replies;
}

Reply Channel::refuse(const Message& message, const Error& why) {
  quarantine(message.peer, message.payload, why);
  return {plan_.format->acknowledge(message, &why), why};
}

void Channel::quarantine(std::string_view peer, Bytes bytes, const Error& why) {
  const std::string reason = why.where.empty() ? why.text : why.where + ": " + why.text;
  const auto kept =
      store_.quarantine(plan_.name, peer, std::chrono::system_clock::now(), bytes.view(), reason);
  log(Level::kWarn, plan_.name, kept ? "refused and kept in quarantine" : "refused and NOT kept",
      {{"peer", std::string(peer)},
       {"why", reason},
       {"bytes", std::to_string(bytes.size())},
       {"store", kept ? "" : kept.error().text}});
}

}  // namespace pontis
