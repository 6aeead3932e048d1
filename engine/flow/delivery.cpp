#include "engine/flow/delivery.h"

#include <algorithm>

#include "engine/base/log.h"

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

std::vector<Attempt> Delivery::make(std::vector<Due>& due, Sink& sink) const {
  std::vector<Attempt> made;
  std::vector<Outgoing> outgoing;
  std::vector<std::string> losses;
  made.reserve(due.size());
  outgoing.reserve(due.size());
  losses.reserve(due.size());
  for (Due& each : due) {
    Message& message = each.message;
    if (mapping_ == nullptr) {
      outgoing.push_back({&message, message.payload, each.ticket});
      losses.emplace_back();
      continue;
    }
    auto document = format_.parse(message.payload);
    if (!document) {
      made.push_back({each.ticket, document.error(), {}});
      continue;
    }
    const auto* segments = dynamic_cast<const Segments*>(document->get());
    if (segments == nullptr) {
      made.push_back({each.ticket,
                      Error{Code::kUnsupported, "this format has no segments to map from", ""},
                      {}});
      continue;
    }
    auto mapped = mapping_->apply(*segments);
    if (!mapped) {
      made.push_back({each.ticket, mapped.error(), {}});
      continue;
    }
    outgoing.push_back({&message, std::move(mapped->output), each.ticket});
    losses.push_back(toJson(mapped->lost));
  }
  if (outgoing.empty()) return made;
  auto results = sink.send(outgoing);
  for (std::size_t i = 0; i < outgoing.size(); ++i) {
    Result<std::string> answer =
        results[i] ? Result<std::string>(brief(*results[i])) : results[i].error();
    made.push_back({outgoing[i].ticket, std::move(answer), std::move(losses[i])});
  }
  return made;
}

}  // namespace pontis
