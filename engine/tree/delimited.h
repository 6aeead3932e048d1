// Delimited: where the segments and fields of a delimited text (HL7 v2, X12, NCPDP) stand.
//
// It holds positions only: one pass over the text, no copy, two allocations whatever the number of
// fields. Names, repetitions and escapes are the business of the standard that owns the text.
//
// Thread safety: immutable after scan().
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace pontis {

class Delimited {
 public:
  // What stands at the beginning of a line (the text after a terminator).
  struct Line {
    enum class Kind { kSegment, kBlank, kContinues } kind = Kind::kSegment;
    std::uint32_t begin = 0;     // kSegment: where it begins, after any indentation
    std::uint8_t name_size = 0;  // kSegment: length of its name, at most 3
    std::uint32_t notes = 0;     // bits of the standard's own; collected in notes()
  };

  struct Grammar {
    char separator;              // between fields
    char terminator;             // ends a segment ...
    char second_terminator;      // ... and so does this one; both in this order count as one
    std::uint32_t control_note;  // added to notes() if the text has other C0 controls (not TAB)
    // Decides what the line at `at` is. `before` holds what has been scanned so far. kContinues
    // reopens the last segment, which then contains the terminators in between.
    Line (*line)(std::string_view text, std::uint32_t at, const Delimited& before);
  };

  // Scans `text` from `at`. The text is not kept: the owner of the text passes it again.
  // REQUIRES: text.size() < 2^32
  void scan(std::string_view text, std::uint32_t at, const Grammar& grammar);

  // Segments are addressed 0-based.
  std::size_t size() const { return segments_.size(); }
  std::uint32_t begin(std::size_t segment) const { return segments_[segment].begin; }
  std::uint32_t end(std::size_t segment) const { return segments_[segment].end; }

  // The name in capitals; it stays valid while this object is not moved.
  std::string_view name(std::size_t segment) const {
    return {segments_[segment].name, segments_[segment].name_size};
  }

  // How many separators stand in the segment.
  std::size_t separators(std::size_t segment) const {
    return last(segment) - segments_[segment].first;
  }

  // The text before the first separator (n = 0) or after the nth; empty if there are fewer.
  std::string_view item(std::string_view text, std::size_t segment, std::size_t n) const;

  char separator() const { return separator_; }
  std::uint32_t notes() const { return notes_; }

 private:
  struct Segment {
    std::uint32_t begin, end;
    std::uint32_t first;  // index into separators_
    char name[3];
    std::uint8_t name_size;
  };

  std::size_t last(std::size_t segment) const {
    return segment + 1 < segments_.size() ? segments_[segment + 1].first : separators_.size();
  }
  void open(std::string_view text, const Line& line);
  // Collects separators from `at` up to the end of the line, which it returns.
  std::uint32_t scanLine(std::string_view text, std::uint32_t at, const bool (&stop)[256]);

  std::vector<Segment> segments_;
  std::vector<std::uint32_t> separators_;
  char separator_ = 0;
  std::uint32_t notes_ = 0;
};

}  // namespace pontis
