#include "engine/tree/delimited.h"

#include <algorithm>

namespace pontis {

std::string_view Delimited::item(std::string_view text, std::size_t segment, std::size_t n) const {
  const Segment& at = segments_[segment];
  const std::size_t count = separators(segment);
  if (n > count) return {};
  const std::uint32_t* const separators = separators_.data() + at.first;
  const std::uint32_t from = n == 0 ? at.begin : separators[n - 1] + 1;
  const std::uint32_t to = n == count ? at.end : separators[n];
  return text.substr(from, to - from);
}

void Delimited::open(std::string_view text, const Line& line) {
  Segment segment{line.begin, line.begin, static_cast<std::uint32_t>(separators_.size()), {}, 0};
  segment.name_size = line.name_size;
  for (std::uint8_t i = 0; i < line.name_size; ++i) {
    const char c = text[line.begin + i];
    segment.name[i] = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  segments_.push_back(segment);
}

std::uint32_t Delimited::scanLine(std::string_view text, std::uint32_t at,
                                  const bool (&stop)[256]) {
  // Every position is written and only a separator's is kept: a branch here would be mispredicted
  // at each field.
  std::uint32_t found[512];
  const char* const data = text.data();
  const char separator = separator_;
  const auto size = static_cast<std::uint32_t>(text.size());
  for (;;) {
    const std::uint32_t limit = std::min<std::uint32_t>(size, at + std::min(size - at, 512u));
    std::size_t count = 0;
    while (at < limit && !stop[static_cast<unsigned char>(data[at])]) {
      found[count] = at;
      count += data[at] == separator;
      ++at;
    }
    separators_.insert(separators_.end(), found, found + count);
    if (at < limit || at == size) return at;
  }
}

void Delimited::scan(std::string_view text, std::uint32_t at, const Grammar& grammar) {
  bool stop[256] = {};
  for (int c = 0; c < 0x20; ++c) stop[c] = c != '\t';
  stop[static_cast<unsigned char>(grammar.separator)] = false;
  stop[static_cast<unsigned char>(grammar.terminator)] = true;
  stop[static_cast<unsigned char>(grammar.second_terminator)] = true;
  separator_ = grammar.separator;
  const auto ends = [&](char c) {
    return c == grammar.terminator || c == grammar.second_terminator;
  };
  const std::size_t size = text.size();
  separators_.reserve(std::min<std::size_t>(size / 5 + 8, 4096));
  segments_.reserve(std::min<std::size_t>(size / 64 + 4, 4096));
  while (at < size) {
    const Line line = grammar.line(text, at, *this);
    notes_ |= line.notes;
    if (line.kind == Line::Kind::kBlank) {
      while (at < size && !ends(text[at])) ++at;
    } else {
      if (line.kind == Line::Kind::kSegment) open(text, line);
      while ((at = scanLine(text, at, stop)) < size && !ends(text[at])) {
        notes_ |= grammar.control_note;
        ++at;
      }
      segments_.back().end = at;
    }
    if (at < size && text[at] == grammar.terminator && at + 1 < size &&
        text[at + 1] == grammar.second_terminator)
      ++at;
    ++at;
  }
}

}  // namespace pontis
