#include "engine/flow/delivery.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "engine/base/log.h"
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

// What was received, with the index's number beside each person's.
Bytes Delivery::payloadOf(const Message& message) const {
  if (index_ == nullptr) return message.payload;
  const auto document = format_.parse(message.payload);
  if (!document) return message.payload;
  Message parsed = message;
  parsed.document = *document;
  return format_.withIndexNumbers(
      parsed, [this](const Identifier& identifier) { return indexNumber(*index_, identifier); });
}

Result<Mapped> Delivery::map(const Message& message) const {
  const Bytes payload = payloadOf(message);
  if (mapping_ == nullptr) return Mapped{payload};
  const auto document = format_.parse(payload);
  if (!document) return document.error();
  const auto* segments = dynamic_cast<const Segments*>(document->get());
  if (segments != nullptr) return mapping_->apply(*segments);
  const auto* nodes = dynamic_cast<const Nodes*>(document->get());
  if (nodes != nullptr) return mapping_->reverse(*nodes, "");
  return Error{Code::kUnsupported, "no map reads this format", ""};
}

// Mapping is what costs most, and needs nothing but the message: a large batch is shared among the
// processors.
std::vector<Result<Mapped>> Delivery::mapAll(const std::vector<Due>& due) const {
  constexpr std::size_t kWorthAThread = 64;
  const std::size_t most = std::max(1u, std::min(4u, std::thread::hardware_concurrency()));
  const std::size_t threads = mapping_ ? std::min(most, due.size() / kWorthAThread + 1) : 1;
  std::vector<Result<Mapped>> mapped(due.size(), Result<Mapped>(Mapped{}));
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < due.size(); i = next++) mapped[i] = map(due[i].message);
  };
  std::vector<std::thread> helpers;
  for (std::size_t i = 1; i < threads; ++i) helpers.emplace_back(work);
  work();
  for (std::thread& helper : helpers) helper.join();
  return mapped;
}

std::vector<Attempt> Delivery::make(std::vector<Due>& due, Sink& sink) const {
  std::vector<Attempt> made;
  std::vector<Outgoing> outgoing;
  std::vector<Attempt> mapped_as;  // what its mapping said of each of `outgoing`
  made.reserve(due.size());
  outgoing.reserve(due.size());
  mapped_as.reserve(due.size());
  auto all = mapAll(due);
  for (std::size_t i = 0; i < due.size(); ++i) {
    const Due& each = due[i];
    auto& mapped = all[i];
    if (!mapped) {
      made.push_back({each.ticket, mapped.error()});
      if (stop_at_refusal_) break;
      continue;
    }
    outgoing.push_back({&each.message, std::move(mapped->output), each.ticket});
    mapped_as.push_back(
        {each.ticket, std::string(), toJson(mapped->lost), packHits(rules_key_, mapped->hits), {}});
    for (UnmappedCode& one : mapped->unmapped)
      mapped_as.back().unmapped.push_back({std::move(one.table), mapped->sender, one.code});
  }
  if (outgoing.empty()) return made;
  const auto results = sink.send(outgoing);
  for (std::size_t i = 0; i < results.size(); ++i) {
    made.push_back(std::move(mapped_as[i]));
    made.back().answer = results[i] ? Result<std::string>(brief(*results[i])) : results[i].error();
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
