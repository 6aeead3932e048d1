// References: to the resources of other segments, and to those that are made of values.
#include <algorithm>

#include "engine/mapping/run.h"

namespace pontis {

bool Run::referred(const Node& node, std::uint32_t index, bool array) {
  const auto use = [&](const Instance& other) {
    urn_ = "urn:uuid:";
    appendUuid(urn_, other.uuid);
    return item(index, {urn_, 3}, array);
  };
  if (node.source.kind == PlanSource::Kind::kRef) {
    const Instance* other = nearest(node.source.name, current_->group);
    return other != nullptr && use(*other);
  }
  bool any = false;
  const std::uint32_t end = groups_[current_->group].end;
  for (const std::uint32_t i : by_template_[static_cast<std::size_t>(node.source.name)]) {
    const Instance& other = instances_[i];
    if (other.dropped) continue;
    if (other.group < current_->group || other.group >= end) continue;
    if (other.duplicate && named(other, i, end)) continue;
    any = use(other) || any;
    if (any && !array) break;
  }
  return any;
}

// Whether the same resource stands in the current group already, before the instance `index`.
bool Run::named(const Instance& one, std::size_t index, std::uint32_t end) const {
  for (const std::uint32_t i : by_template_[static_cast<std::size_t>(one.made_by)]) {
    const Instance& other = instances_[i];
    if (i < index && other.uuid == one.uuid && other.group >= current_->group && other.group < end)
      return true;
  }
  return false;
}

// A reference: to a segment's resource, whose URN is the value at hand; or to one made of the
// value, which is queued unless it is known already.
bool Run::reference(const Node& node, const Frame& frame) {
  if (node.queue < 0) {
    out_.append(R"({"reference":")").append(frame.text) += "\"}";
    ++content_;
    return true;
  }
  if (!valued(frame.text)) return false;
  const Uuid* uuid = queued(node.queue, frame);
  if (uuid == nullptr) return false;
  out_ += R"({"reference":"urn:uuid:)";
  appendUuid(out_, *uuid);
  out_ += "\"}";
  ++content_;
  return true;
}

// The identity of the resource that template `made_by` makes of the value; queued if it is new.
// Null if nothing in the value says who it is.
const Uuid* Run::queued(std::int16_t made_by, const Frame& frame) {
  // The same person often stands in several fields.
  for (std::size_t i = instances_.size(); i > anchored_ && i + 16 > instances_.size(); --i) {
    const Instance& known_one = instances_[i - 1];
    if (known_one.made_by != made_by || known_one.frame.text != frame.text) continue;
    if (marking_) twins_.emplace_back(frame.text, known_one.frame.text);
    return known_one.dropped ? nullptr : &known_one.uuid;
  }
  Instance made;
  made.made_by = made_by;
  made.segment = current_->segment;
  made.group = current_->group;
  made.frame = frame;
  std::uint32_t slots[32];
  std::copy(std::begin(slots_), std::end(slots_), slots);
  resolve(plan_->templates[static_cast<std::size_t>(made_by)], made);
  identify(made);
  std::copy(std::begin(slots), std::end(slots), slots_);
  if (made.uuid == Uuid{}) return nullptr;
  if (made.duplicate) {
    const Instance& first = instances_[known(made.uuid)];
    if (marking_ && first.frame.text == frame.text)
      twins_.emplace_back(frame.text, first.frame.text);
    return first.dropped ? nullptr : &first.uuid;
  }
  instances_.push_back(std::move(made));
  remember(instances_.size() - 1);
  return instances_.back().dropped ? nullptr : &instances_.back().uuid;
}

}  // namespace pontis
