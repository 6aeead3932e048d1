// Grammar: the groups of one message structure, and the matching of a message against them.
//
// Matching never fails. A segment that stands out of order joins the innermost open group that
// knows it; one that no group knows joins the group before it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/mapping/syntax.h"

namespace pontis {

// Three characters of a segment's name in one number.
constexpr std::uint32_t packed(std::string_view name) {
  std::uint32_t out = 0;
  for (const char c : name.substr(0, 3)) out = out << 8 | static_cast<unsigned char>(c);
  return out;
}

// The name again; '?' for what is no printable ASCII.
std::string unpacked(std::uint32_t name);

struct Grammar {
  struct Element {
    std::uint32_t segment = 0;  // 0: a group
    std::uint32_t group = 0;    // index of `groups`
    bool many = false;
    bool optional = false;
  };
  struct Group {
    std::vector<Element> elements;
    std::vector<std::uint32_t> first;  // segments that it can begin with
    std::vector<std::uint32_t> known;  // segments that stand directly in it
  };

  std::string name;
  std::vector<Group> groups;  // [0] is the message

  static Grammar compile(const MessageBlock& block);
};

// The groups of one message. Group 0 is the whole; the groups below `g` are g+1 … end(g)-1.
class Groups {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  struct Group {
    std::uint32_t kind;  // index of Grammar::groups
    std::uint32_t parent;
    std::uint32_t end;            // one past its last descendant
    std::uint32_t first = kNone;  // its first direct segment
    std::uint32_t last = kNone;
  };

  // Sorts the segments, given by their packed names, into groups.
  void match(const Grammar& grammar, const std::vector<std::uint32_t>& segments);

  const Group& operator[](std::uint32_t group) const { return groups_[group]; }
  std::uint32_t of(std::uint32_t segment) const { return owner_[segment]; }
  // The next segment that stands directly in the same group, or kNone.
  std::uint32_t next(std::uint32_t segment) const { return next_[segment]; }

 private:
  struct Open {
    std::uint32_t group;
    std::size_t cursor;  // index of the element that was matched last
  };

  bool late(const Grammar& grammar, const std::vector<std::uint32_t>& segments,
            std::uint32_t name) const;
  bool forward(const Grammar& grammar, std::uint32_t name);
  bool anyOrder(const Grammar& grammar, std::uint32_t name);
  bool descend(const Grammar& grammar, std::uint32_t kind, std::uint32_t name);
  void place(std::uint32_t segment);
  void close(std::size_t depth);

  std::vector<Group> groups_;
  std::vector<Open> open_;
  std::vector<std::uint32_t> owner_;
  std::vector<std::uint32_t> next_;
};

}  // namespace pontis
