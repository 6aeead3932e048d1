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
    : plan_(std::move(plan)), store_(store), queued_(std::move(queued)) {}

Result<Intake> Channel::prepare(Message& message) const {
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
  for (const Route& route : plan_.routes)
    if (route.takes(message.envelope.type)) intake.sinks.push_back(route.sink);
  if (intake.sinks.empty()) {
    if (!plan_.keep_unrouted)
      return Error{Code::kUnsupported, "no sink of this channel takes this type of message", ""};
    intake.outcomes.emplace_back("route", "no sink takes this type of message");
  }
  return intake;
}

// The whole way of a message, in order. Nothing is durable before the one append().
std::vector<Reply> Channel::accept(std::span<Message> messages) {
  std::vector<Reply> replies(messages.size());
  std::vector<Intake> intakes;
  std::vector<std::size_t> places;  // of each intake, in `messages`
  intakes.reserve(messages.size());
  places.reserve(messages.size());
  for (std::size_t i = 0; i < messages.size(); ++i) {
    auto intake = prepare(messages[i]);
    if (!intake) {
      replies[i] = refuse(messages[i], intake.error());
      continue;
    }
    intakes.push_back(std::move(*intake));
    places.push_back(i);
  }
  if (intakes.empty()) return replies;

  const auto taken = store_.append(intakes);
  bool queued = false;
  for (std::size_t i = 0; i < intakes.size(); ++i) {
    const Message& message = messages[places[i]];
    Reply& reply = replies[places[i]];
    const Error* error = taken[i] ? nullptr : &taken[i].error();
    reply.body = plan_.format->acknowledge(message, error);
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
