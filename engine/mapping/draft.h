// Draft: a segmented message while it is put together, group by group.
//
// Leaves may be set in any order; write() puts the groups in the order of the grammar and the
// leaves where they belong, escaped. The delimiters are HL7's own (|^~\&).
//
// Not thread safe: one Draft belongs to one conversion.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/mapping/grammar.h"

namespace pontis {

class Draft {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  // A leaf's place. Components and subcomponents count from 1.
  struct Leaf {
    std::uint16_t field = 0;
    std::uint16_t repetition = 1;
    std::uint8_t component = 1;
    std::uint8_t subcomponent = 1;
    auto operator<=>(const Leaf&) const = default;
  };

  struct Segment {
    std::uint32_t name = 0;
    std::uint32_t group = 0;
    std::uint32_t element = 0;  // which of the group's elements it is
    std::vector<std::pair<Leaf, std::string>> leaves;
  };

  struct Group {
    std::uint32_t kind = 0;  // index of Grammar::groups
    std::uint32_t parent = kNone;
    std::vector<std::uint32_t> groups;
    std::vector<std::uint32_t> segments;
  };

  // Group 0 is the message. `grammar` outlives this.
  explicit Draft(const Grammar& grammar) : grammar_(&grammar) { groups_.emplace_back(); }

  // Another grammar. REQUIRES: there is nothing yet but the header
  void follow(const Grammar& grammar);

  std::uint32_t addGroup(std::uint32_t kind, std::uint32_t parent);
  // `after` is an element of the group behind which the segment belongs, or kNone.
  std::uint32_t addSegment(std::uint32_t name, std::uint32_t group, std::uint32_t after = kNone);

  const Group& group(std::uint32_t group) const { return groups_[group]; }
  std::uint32_t groups() const { return static_cast<std::uint32_t>(groups_.size()); }
  const Segment& segment(std::uint32_t segment) const { return segments_[segment]; }

  // The first segment of that name in the group itself, or kNone.
  std::uint32_t find(std::uint32_t name, std::uint32_t group) const;
  // The innermost group, from `group` outwards, whose kind knows the segment; or kNone.
  std::uint32_t home(std::uint32_t name, std::uint32_t group) const;

  // A segment that stands nowhere, and what was set in it, which is gone then.
  std::uint32_t scratch();
  std::vector<std::pair<Leaf, std::string>> take(std::uint32_t scratch);

  // Empty if it is not set.
  std::string_view text(std::uint32_t segment, const Leaf& leaf) const;
  // True if anything of the field, or of the component, is set; 0 stands for any.
  bool has(std::uint32_t segment, int field, int component, int subcomponent,
           int repetition = 0) const;
  // The number of the last repetition that has a leaf.
  std::uint16_t repetitions(std::uint32_t segment, std::uint16_t field) const;
  // Does nothing to a leaf that is set, and returns false. REQUIRES: `text` is not empty
  bool set(std::uint32_t segment, const Leaf& leaf, std::string text);
  void force(std::uint32_t segment, const Leaf& leaf, std::string text);

  // The segments in the order of the message; those without a leaf are left out.
  std::vector<std::uint32_t> ordered() const;
  // The number of the segment among its like: in the group, or where the group repeats.
  std::size_t ordinal(std::uint32_t segment) const;

  // Segments end in CR. Text is UTF-8.
  std::string write() const;

 private:
  void collect(std::uint32_t group, std::vector<std::uint32_t>& out) const;
  std::string line(const Segment& segment) const;

  const Grammar* grammar_;
  std::vector<Group> groups_;
  std::vector<Segment> segments_;
};

}  // namespace pontis
