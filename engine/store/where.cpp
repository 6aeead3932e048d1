#include "engine/store/where.h"

#include <algorithm>

#include "engine/store/queries.h"

namespace pontis {
namespace {

const Error kNoSuchState{Code::kInvalid,
                         "no such state: use queued, delivered, filtered, errored or held", ""};

// Written so that each finds its partial index, where it has one.
std::string_view messagesWith(DeliveryState state) {
  switch (state) {
    case DeliveryState::kQueued:
      return "m.seq IN (SELECT message FROM delivery WHERE state = 0)";
    case DeliveryState::kDelivered:
      return "EXISTS (SELECT 1 FROM delivery d WHERE d.message = m.seq AND d.state = 1)";
    case DeliveryState::kFiltered:
      return "EXISTS (SELECT 1 FROM delivery d WHERE d.message = m.seq AND d.state = 2)";
    case DeliveryState::kErrored:
      return "m.seq IN (SELECT message FROM delivery WHERE state = 3 AND state >= 3)";
    case DeliveryState::kHeld:
      return "m.seq IN (SELECT message FROM delivery WHERE state = 4 AND state >= 3)";
  }
  return "";
}

}  // namespace

void Where::add(std::string_view condition) {
  sql_ += sql_.empty() ? " WHERE " : " AND ";
  sql_ += condition;
}

void Where::add(std::string_view condition, const Value& value) {
  add(condition);
  values_.push_back(value);
  sql_ += "$" + std::to_string(values_.size());
}

void Where::addMessage(const MessageFilter& filter) {
  if (!filter.channel.empty()) add("m.channel = ", std::string_view(filter.channel));
  if (filter.type.ends_with('*')) {
    // As routes have it. Not LIKE, whose wildcards a type may hold.
    const std::string_view prefix = std::string_view(filter.type).substr(0, filter.type.size() - 1);
    const auto characters =
        std::count_if(prefix.begin(), prefix.end(), [](char c) { return (c & 0xC0) != 0x80; });
    add("substr(m.type, 1, " + std::to_string(characters) + ") = ", prefix);
  } else if (!filter.type.empty()) {
    add("m.type = ", std::string_view(filter.type));
  }
  if (!filter.control_id.empty()) {
    add("m.control_id <> ''");
    add("m.control_id = ", std::string_view(filter.control_id));
  }
  if (filter.since) add("m.received >= ", toMilliseconds(*filter.since));
  if (filter.until) add("m.received < ", toMilliseconds(*filter.until));
}

Result<Done> Where::matches(const MessageFilter& filter) {
  addMessage(filter);
  if (filter.state.empty()) return Done{};
  const auto state = stateOf(filter.state);
  if (!state) return kNoSuchState;
  add(messagesWith(*state));
  return Done{};
}

Result<Done> Where::replayable(const MessageFilter& filter) {
  addMessage(filter);
  if (filter.state.empty()) {
    add("(d.state = 1 OR d.state = 3)");
    return Done{};
  }
  const auto state = stateOf(filter.state);
  if (!state) return kNoSuchState;
  if (*state == DeliveryState::kQueued || *state == DeliveryState::kHeld)
    return Error{Code::kInvalid, "only delivered, filtered or errored messages are replayed", ""};
  if (*state == DeliveryState::kErrored) add("d.state >= 3");
  add("d.state = ", static_cast<std::int64_t>(*state));
  return Done{};
}

}  // namespace pontis
