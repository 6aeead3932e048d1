// Placing: which resource makes which segment, in which group.
#include <algorithm>

#include "engine/mapping/conversions.h"
#include "engine/mapping/reverse_run.h"

namespace pontis {
namespace {

bool knows(const Grammar::Group& group, std::uint32_t segment) {
  return std::find(group.known.begin(), group.known.end(), segment) != group.known.end();
}

std::uint32_t parentOf(const Grammar& grammar, std::uint32_t kind) {
  for (std::uint32_t i = 0; i < grammar.groups.size(); ++i)
    for (const auto& element : grammar.groups[i].elements)
      if (element.segment == 0 && element.group == kind) return i;
  return Draft::kNone;
}

}  // namespace

void ReverseRun::chooseBlocks() {
  for (std::size_t i = 0; i < resources_.size(); ++i)
    if (i != header_) resources_[i].block = blockFor(resources_[i]);
}

// The map that makes a segment of the message; of several the one whose marks the resource bears.
int ReverseRun::blockFor(const Resource& resource) {
  int chosen = -1;
  std::size_t most = 0;
  const std::string_view named = mapOf(resource);
  for (const int map : reverse_.maps) {
    const ReverseBlock& block = reverse_.blocks[static_cast<std::size_t>(map)];
    if (block.resource != resource.type || block.rows.empty()) continue;
    if (!named.empty() ? block.name != named : ours_ && block.name != block.resource) continue;
    const auto& groups = grammar_->groups;
    const bool there = std::any_of(groups.begin(), groups.end(),
                                   [&](const auto& group) { return knows(group, block.anchor); });
    if (!there || block.anchor == packed("MSH")) continue;
    // Of two maps that nothing else tells apart the one that says "when" less is the usual one.
    const bool usual = std::all_of(
        block.when.terms.begin(), block.when.terms.end(),
        [](auto& term) { return term.path.segment.empty() || term.path.segment == "MSH"; });
    const std::size_t marks = 2 * block.marks.size() + (usual ? 1 : 0);
    const bool bears =
        !named.empty() || ours_ ||
        std::all_of(block.marks.begin(), block.marks.end(),
                    [&](const ReverseConstant& mark) { return holds(mark, resource.node); });
    At at;
    at.segment = msh_;
    const Frame frame{block, resource.node, at, {}, kNone};
    const int root = static_cast<int>(block.when.terms.size()) - 1;
    if (!bears || (root >= 0 && eval(block.when, root, frame, nullptr) == Truth::kNo)) continue;
    if (chosen < 0 || marks > most) chosen = map, most = marks;
  }
  return chosen;
}

// The name of the map that made the resource, if it says one.
std::string_view ReverseRun::mapOf(const Resource& resource) {
  const std::uint32_t meta = member(resource.node, "meta");
  const std::uint32_t tag = meta == kNone ? kNone : itemOf(meta, "tag", "system", kMapTag);
  return tag == kNone ? std::string_view() : memberText(tag, "code");
}

// References between resources, seen from both ends.
void ReverseRun::link() {
  for (std::size_t i = 0; i < resources_.size(); ++i) {
    if (resources_[i].block < 0) continue;
    const ReverseBlock& block = reverse_.blocks[static_cast<std::size_t>(resources_[i].block)];
    Frame frame{block, resources_[i].node, {}, {}, kNone};
    for (const ReverseLink& one : block.links)
      each(frame, frame.node, one.path, 0, [&](std::uint32_t node) {
        const std::uint32_t reference = member(node, "reference");
        const std::size_t other =
            reference == kNone ? resources_.size() : resolve(nodes_[reference].text, node);
        if (other == resources_.size() || resources_[other].block < 0) return false;
        take(reference);
        resources_[i].links.push_back({other, false});
        resources_[other].links.push_back({i, one.lists});
        return false;
      });
  }
}

// The group a resource's segment belongs in, where the grammar has several for it. Entries of ours
// stand in the order of segments: it is the group of the linked one that stands last before. Else
// who lists the resource says more than whom it names, and an inner group more than an outer.
std::uint32_t ReverseRun::kindOf(const Resource& resource, std::size_t index) const {
  const std::uint32_t anchor = reverse_.blocks[static_cast<std::size_t>(resource.block)].anchor;
  // Beside the one whose segment it shares.
  for (const auto& [other, child] : resource.links)
    if (other < index && resources_[other].block >= 0 && resources_[other].block < resource.block &&
        resources_[other].kind != kNone &&
        reverse_.blocks[static_cast<std::size_t>(resources_[other].block)].anchor == anchor)
      return resources_[other].kind;
  std::uint32_t chosen = kNone;
  std::size_t best = 0;
  for (std::uint32_t kind = 0; kind < grammar_->groups.size(); ++kind) {
    if (!knows(grammar_->groups[kind], anchor)) continue;
    const std::uint32_t parent = parentOf(*grammar_, kind);
    std::size_t depth = 0;
    for (std::uint32_t up = parent; up != kNone; up = parentOf(*grammar_, up)) ++depth;
    std::size_t score = 0;
    for (const auto& [other, child] : resource.links) {
      if (resources_[other].block < 0 || (ours_ && other >= index)) continue;
      const std::uint32_t segment =
          reverse_.blocks[static_cast<std::size_t>(resources_[other].block)].anchor;
      const bool around = knows(grammar_->groups[kind], segment) ||
                          (parent != kNone && knows(grammar_->groups[parent], segment));
      if (around)
        score = std::max(score,
                         ours_ ? other + 1 : (child ? std::size_t{100} : std::size_t{1}) + depth);
    }
    if (chosen == kNone || score > best) chosen = kind, best = score;
  }
  return chosen;
}

void ReverseRun::place() {
  for (std::size_t i = 0; i < resources_.size(); ++i)
    if (resources_[i].block >= 0) resources_[i].kind = kindOf(resources_[i], i);
  for (std::uint32_t kind = 0; kind < grammar_->groups.size(); ++kind) {
    for (const bool merging : {false, true}) {
      for (std::size_t i = 0; i < resources_.size(); ++i) {
        if (resources_[i].kind != kind || !resources_[i].segments.empty()) continue;
        if (merging ? merge(i) : shares(i)) continue;
        placeOne(i);
      }
    }
  }
}

// Whether a linked resource, whose map stands before this one's, makes the same segment.
bool ReverseRun::shares(std::size_t index) const {
  const Resource& one = resources_[index];
  const auto& block = reverse_.blocks[static_cast<std::size_t>(one.block)];
  return std::any_of(one.links.begin(), one.links.end(), [&](const Resource::Link& link) {
    const Resource& two = resources_[link.other];
    return two.block >= 0 && two.block < one.block && two.kind == one.kind &&
           reverse_.blocks[static_cast<std::size_t>(two.block)].anchor == block.anchor;
  });
}

// One OBR for the DiagnosticReport and for the ServiceRequest that it is based on.
bool ReverseRun::merge(std::size_t index) {
  Resource& one = resources_[index];
  const auto& block = reverse_.blocks[static_cast<std::size_t>(one.block)];
  for (const auto& [other, child] : one.links) {
    const Resource& two = resources_[other];
    if (two.segments.empty() || two.block >= one.block || two.kind != one.kind ||
        reverse_.blocks[static_cast<std::size_t>(two.block)].anchor != block.anchor)
      continue;
    one.group = two.group;
    // Two rows may name one reference, so that it is linked twice.
    if (std::find(one.segments.begin(), one.segments.end(), two.segments[0]) == one.segments.end())
      one.segments.push_back(two.segments[0]);
  }
  return !one.segments.empty();
}

void ReverseRun::placeOne(std::size_t index) {
  Resource& one = resources_[index];
  const auto& block = reverse_.blocks[static_cast<std::size_t>(one.block)];
  const Grammar::Element* element = elementOf(one.kind, block.anchor);
  std::uint32_t group = 0;
  if (one.kind != 0) {
    const bool heads = headOf(one.kind) == block.anchor;
    const std::uint32_t lacking = element->many && !heads ? kNone : block.anchor;
    group = heads ? kNone : best(index, one.kind, lacking);
    if (group == kNone) group = freshGroup(index, one.kind);
  }
  if (group == kNone) return;
  if (!element->many && out_->find(block.anchor, group) != kNone) return;
  one.group = group;
  one.segments.push_back(out_->addSegment(block.anchor, group));
}

// A new group of `kind`, in the right one of its parents; kNone if there can be only one.
std::uint32_t ReverseRun::freshGroup(std::size_t index, std::uint32_t kind) {
  if (kind == 0) return 0;
  const std::uint32_t parent = parentOf(*grammar_, kind);
  std::uint32_t around = parent == 0 ? 0 : best(index, parent, kNone);
  if (around == kNone) around = freshGroup(index, parent);
  if (around == kNone) return kNone;
  bool many = false;
  for (const auto& element : grammar_->groups[parent].elements)
    if (element.segment == 0 && element.group == kind) many = element.many;
  for (const std::uint32_t inner : out_->group(around).groups)
    if (!many && out_->group(inner).kind == kind) return inner;
  return out_->addGroup(kind, around);
}

// The group of `kind` that the resource is linked to best; without a link the last that was begun
// before it. Not one that has the segment `lacking` already.
std::uint32_t ReverseRun::best(std::size_t index, std::uint32_t kind, std::uint32_t lacking) const {
  std::uint32_t chosen = kNone;
  int strongest = -1;
  for (std::uint32_t group = 1; group < out_->groups(); ++group) {
    if (out_->group(group).kind != kind) continue;
    if (lacking != kNone && out_->find(lacking, group) != kNone) continue;
    int strength = 0;
    for (const auto& [other, child] : resources_[index].links) {
      const std::uint32_t at = resources_[other].group;
      if (at == kNone) continue;
      if (at == group) strength = std::max(strength, 3);
      for (std::uint32_t up = at; up != kNone && strength < 2; up = out_->group(up).parent)
        if (up == group) strength = 2;
      for (std::uint32_t up = group; up != kNone && strength < 1; up = out_->group(up).parent)
        if (up == at && up != 0) strength = 1;
    }
    if (strength >= strongest) chosen = group, strongest = strength;
  }
  return chosen;
}

const Grammar::Element* ReverseRun::elementOf(std::uint32_t kind, std::uint32_t segment) const {
  for (const auto& element : grammar_->groups[kind].elements)
    if (element.segment == segment) return &element;
  return nullptr;
}

// The segment that a group cannot be without, else its first.
std::uint32_t ReverseRun::headOf(std::uint32_t kind) const {
  const auto& elements = grammar_->groups[kind].elements;
  for (const auto& element : elements)
    if (element.segment != 0 && !element.optional) return element.segment;
  for (const auto& element : elements)
    if (element.segment != 0) return element.segment;
  return 0;
}

}  // namespace pontis
