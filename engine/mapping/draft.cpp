#include "engine/mapping/draft.h"

#include <algorithm>

#include "engine/core/segments.h"

namespace pontis {
namespace {

// As field content; a line break is \.br\ (HL7 v2.9 section 2.7).
void appendEscaped(std::string& out, std::string_view text) {
  while (true) {
    const std::size_t at = text.find_first_of("\r\n");
    encodeEscapes(text.substr(0, at), {}, out);
    if (at == std::string_view::npos) return;
    out += "\\.br\\";
    text.remove_prefix(at);
    text.remove_prefix(text.starts_with("\r\n") ? 2 : 1);
  }
}

}  // namespace

void Draft::follow(const Grammar& grammar) {
  grammar_ = &grammar;
  for (Segment& segment : segments_) segment.element = 0;
}

std::uint32_t Draft::addGroup(std::uint32_t kind, std::uint32_t parent) {
  const auto index = static_cast<std::uint32_t>(groups_.size());
  Group made;
  made.kind = kind;
  made.parent = parent;
  groups_.push_back(std::move(made));
  groups_[parent].groups.push_back(index);
  return index;
}

std::uint32_t Draft::addSegment(std::uint32_t name, std::uint32_t group, std::uint32_t after) {
  const auto& elements = grammar_->groups[groups_[group].kind].elements;
  Segment made;
  made.name = name;
  made.group = group;
  made.element = static_cast<std::uint32_t>(elements.size());
  for (std::size_t i = elements.size(); i-- > 0;) {
    if (elements[i].segment != name) continue;
    const bool behind = after == kNone || i >= after;
    if (behind || made.element == elements.size()) made.element = static_cast<std::uint32_t>(i);
  }
  const auto index = static_cast<std::uint32_t>(segments_.size());
  segments_.push_back(std::move(made));
  groups_[group].segments.push_back(index);
  return index;
}

std::uint32_t Draft::scratch() {
  segments_.emplace_back();
  return static_cast<std::uint32_t>(segments_.size()) - 1;
}

std::vector<std::pair<Draft::Leaf, std::string>> Draft::take(std::uint32_t scratch) {
  auto leaves = std::move(segments_[scratch].leaves);
  if (scratch + 1 == segments_.size()) segments_.pop_back();
  return leaves;
}

std::uint32_t Draft::find(std::uint32_t name, std::uint32_t group) const {
  for (const std::uint32_t segment : groups_[group].segments)
    if (segments_[segment].name == name) return segment;
  return kNone;
}

std::uint32_t Draft::home(std::uint32_t name, std::uint32_t group) const {
  for (; group != kNone; group = groups_[group].parent) {
    const auto& known = grammar_->groups[groups_[group].kind].known;
    if (std::find(known.begin(), known.end(), name) != known.end()) return group;
  }
  return kNone;
}

std::string_view Draft::text(std::uint32_t segment, const Leaf& leaf) const {
  for (const auto& [place, text] : segments_[segment].leaves)
    if (place == leaf) return text;
  return {};
}

bool Draft::has(std::uint32_t segment, int field, int component, int subcomponent,
                int repetition) const {
  const auto& leaves = segments_[segment].leaves;
  return std::any_of(leaves.begin(), leaves.end(), [&](const auto& leaf) {
    return leaf.first.field == field && (repetition == 0 || leaf.first.repetition == repetition) &&
           (component == 0 || leaf.first.component == component) &&
           (subcomponent == 0 || leaf.first.subcomponent == subcomponent);
  });
}

std::uint16_t Draft::repetitions(std::uint32_t segment, std::uint16_t field) const {
  std::uint16_t last = 0;
  for (const auto& [place, text] : segments_[segment].leaves)
    if (place.field == field) last = std::max(last, place.repetition);
  return last;
}

bool Draft::set(std::uint32_t segment, const Leaf& leaf, std::string text) {
  if (!this->text(segment, leaf).empty()) return false;
  segments_[segment].leaves.emplace_back(leaf, std::move(text));
  return true;
}

void Draft::force(std::uint32_t segment, const Leaf& leaf, std::string text) {
  for (auto& [place, old] : segments_[segment].leaves)
    if (place == leaf) return void(old = std::move(text));
  segments_[segment].leaves.emplace_back(leaf, std::move(text));
}

void Draft::collect(std::uint32_t group, std::vector<std::uint32_t>& out) const {
  const Group& from = groups_[group];
  const auto& elements = grammar_->groups[from.kind].elements;
  for (std::size_t i = 0; i <= elements.size(); ++i) {
    for (const std::uint32_t segment : from.segments)
      if (segments_[segment].element == i && !segments_[segment].leaves.empty())
        out.push_back(segment);
    if (i == elements.size() || elements[i].segment != 0) continue;
    for (const std::uint32_t inner : from.groups)
      if (groups_[inner].kind == elements[i].group) collect(inner, out);
  }
}

std::vector<std::uint32_t> Draft::ordered() const {
  std::vector<std::uint32_t> out;
  collect(0, out);
  return out;
}

std::size_t Draft::ordinal(std::uint32_t segment) const {
  const Segment& one = segments_[segment];
  const bool heads = one.group != 0 && find(one.name, one.group) == segment;
  std::size_t count = 1;
  if (!heads) {
    for (const std::uint32_t other : groups_[one.group].segments) {
      if (other == segment) break;
      count += segments_[other].name == one.name;
    }
    return count;
  }
  const Group& parent = groups_[groups_[one.group].parent];
  for (const std::uint32_t group : parent.groups) {
    if (group == one.group) break;
    count += groups_[group].kind == groups_[one.group].kind;
  }
  return count;
}

std::string Draft::line(const Segment& segment) const {
  auto leaves = segment.leaves;
  std::sort(leaves.begin(), leaves.end());
  std::string out = unpacked(segment.name);
  // MSH-1 is the separator itself, MSH-2 the others.
  const bool header = segment.name == packed("MSH");
  Leaf at;
  at.field = header ? 2 : 0;
  if (header) out += "|^~\\&";
  for (const auto& [place, text] : leaves) {
    for (; at.field < place.field; ++at.field, at.repetition = at.component = at.subcomponent = 1)
      out += '|';
    for (; at.repetition < place.repetition; ++at.repetition, at.component = at.subcomponent = 1)
      out += '~';
    for (; at.component < place.component; ++at.component, at.subcomponent = 1) out += '^';
    for (; at.subcomponent < place.subcomponent; ++at.subcomponent) out += '&';
    appendEscaped(out, text);
  }
  return out += '\r';
}

std::string Draft::write() const {
  std::string out;
  for (const std::uint32_t segment : ordered()) out += line(segments_[segment]);
  return out;
}

}  // namespace pontis
