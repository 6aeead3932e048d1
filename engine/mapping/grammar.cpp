#include "engine/mapping/grammar.h"

#include <algorithm>

namespace pontis {
namespace {

bool has(const std::vector<std::uint32_t>& names, std::uint32_t name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::uint32_t addGroup(Grammar& grammar, const Part& part) {
  const auto index = static_cast<std::uint32_t>(grammar.groups.size());
  grammar.groups.emplace_back();
  Grammar::Group group;
  bool open = true;  // whether everything so far may be missing
  for (const Part& inner : part.parts) {
    Grammar::Element element;
    element.many = inner.many;
    element.optional = inner.optional || inner.many;
    if (inner.segment.empty()) {
      element.group = addGroup(grammar, inner);
      const auto& first = grammar.groups[element.group].first;
      if (open) group.first.insert(group.first.end(), first.begin(), first.end());
    } else {
      element.segment = packed(inner.segment);
      group.known.push_back(element.segment);
      if (open) group.first.push_back(element.segment);
    }
    open = open && element.optional;
    group.elements.push_back(element);
  }
  grammar.groups[index] = std::move(group);
  return index;
}

}  // namespace

std::string unpacked(std::uint32_t name) {
  std::string out;
  for (const int shift : {16, 8, 0}) {
    const auto c = static_cast<unsigned char>(name >> shift & 0xFF);
    if (c != 0) out += c > 0x20 && c < 0x7F ? static_cast<char>(c) : '?';
  }
  return out;
}

Grammar Grammar::compile(const MessageBlock& block) {
  Grammar grammar;
  grammar.name = block.name;
  addGroup(grammar, block.root);
  return grammar;
}

void Groups::match(const Grammar& grammar, const std::vector<std::uint32_t>& segments) {
  groups_.assign(1, Group{0, kNone, 1});
  open_.assign(1, Open{0, 0});
  owner_.assign(segments.size(), 0);
  next_.assign(segments.size(), kNone);
  for (std::uint32_t i = 0; i < segments.size(); ++i) {
    const bool placed = late(grammar, segments, segments[i]) || forward(grammar, segments[i]);
    if (!placed) anyOrder(grammar, segments[i]);
    place(i);
  }
  close(0);
}

// Leaves the groups above `depth` (in the sense of the stack: inside it).
void Groups::close(std::size_t depth) {
  while (open_.size() > depth) {
    groups_[open_.back().group].end = static_cast<std::uint32_t>(groups_.size());
    open_.pop_back();
  }
}

void Groups::place(std::uint32_t segment) {
  Group& group = groups_[open_.back().group];
  owner_[segment] = open_.back().group;
  if (group.first == kNone)
    group.first = segment;
  else
    next_[group.last] = segment;
  group.last = segment;
}

// Opens a group of `kind`, and those in it, down to the one that begins with `name`.
bool Groups::descend(const Grammar& grammar, std::uint32_t kind, std::uint32_t name) {
  const auto index = static_cast<std::uint32_t>(groups_.size());
  groups_.push_back({kind, open_.back().group, index + 1});
  open_.push_back({index, 0});
  const auto& elements = grammar.groups[kind].elements;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    open_.back().cursor = i;
    if (elements[i].segment == name) return true;
    if (elements[i].segment == 0 && has(grammar.groups[elements[i].group].first, name))
      return descend(grammar, elements[i].group, name);
  }
  return true;
}

// True if `name` comes late for the innermost group: it is missing there, and what makes the group
// (a required segment, a group inside) has not come yet. PV1 before PID, say.
bool Groups::late(const Grammar& grammar, const std::vector<std::uint32_t>& segments,
                  std::uint32_t name) const {
  const Open& at = open_.back();
  const Group& group = groups_[at.group];
  if (at.group == 0 || at.group + 1 != groups_.size()) return false;
  const auto& elements = grammar.groups[group.kind].elements;
  bool before = false;
  for (std::size_t i = 0; i < at.cursor; ++i) before = before || elements[i].segment == name;
  if (!before) return false;
  for (std::uint32_t i = group.first; i != kNone; i = next_[i]) {
    if (segments[i] == name) return false;
    for (const auto& element : elements)
      if (element.segment == segments[i] && !element.optional) return false;
  }
  return true;
}

// Finds the place of `name` at or after where each open group stands, from the inside out.
bool Groups::forward(const Grammar& grammar, std::uint32_t name) {
  for (std::size_t depth = open_.size(); depth-- > 0;) {
    const Open& at = open_[depth];
    const auto& elements = grammar.groups[groups_[at.group].kind].elements;
    const bool empty = groups_[at.group].first == kNone && at.group + 1 == groups_.size();
    for (std::size_t i = at.cursor; i < elements.size(); ++i) {
      const auto& element = elements[i];
      if (i == at.cursor && !element.many && !empty) continue;
      const bool here = element.segment == name;
      if (!here && (element.segment != 0 || !has(grammar.groups[element.group].first, name)))
        continue;
      close(depth + 1);
      open_.back().cursor = i;
      return here || descend(grammar, element.group, name);
    }
  }
  return false;
}

bool Groups::anyOrder(const Grammar& grammar, std::uint32_t name) {
  for (std::size_t depth = open_.size(); depth-- > 0;) {
    const auto& kind = grammar.groups[groups_[open_[depth].group].kind];
    if (has(kind.known, name)) return close(depth + 1), true;
    for (std::size_t i = 0; i < kind.elements.size(); ++i) {
      const auto& element = kind.elements[i];
      if (element.segment != 0 || !has(grammar.groups[element.group].first, name)) continue;
      close(depth + 1);
      return descend(grammar, element.group, name);
    }
  }
  return false;
}

}  // namespace pontis
