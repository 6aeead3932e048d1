// The smallest Segments there is, for tests of what walks a message but does not parse it.
#pragma once

#include <string>
#include <vector>

#include "engine/core/segments.h"

namespace pontis {

// A message of segments ended by CR or LF, with the delimiters that MSH-1 and MSH-2 declare.
class SegmentsText : public Segments {
 public:
  explicit SegmentsText(std::string text) : text_(std::move(text)) {
    std::string_view rest = text_;
    if (rest.size() > 7) delimiters_ = {rest[3], rest[4], rest[5], rest[6], rest[7], '\0'};
    while (!rest.empty()) {
      const std::size_t end = rest.find_first_of("\r\n");
      if (end != 0) lines_.push_back(rest.substr(0, end));
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
  }

  std::string_view type() const override { return ""; }
  std::vector<std::optional<std::string>> find(std::string_view) const override { return {}; }
  const Delimiters& delimiters() const override { return delimiters_; }
  std::size_t size() const override { return lines_.size(); }
  std::string_view name(std::size_t segment) const override { return lines_[segment].substr(0, 3); }
  std::size_t fields(std::size_t segment) const override {
    return pieces(lines_[segment], delimiters_.field) - (name(segment) == "MSH" ? 0 : 1);
  }
  std::string_view field(std::size_t segment, std::size_t number) const override {
    if (name(segment) == "MSH" && number == 1) return lines_[segment].substr(3, 1);
    return piece(lines_[segment], delimiters_.field, number + (name(segment) == "MSH" ? 0 : 1));
  }
  // Only what the tests use: the separators and the escape itself.
  void decode(std::string_view raw, std::string& out) const override {
    for (std::size_t i = 0; i < raw.size(); ++i) {
      const bool escape =
          raw[i] == delimiters_.escape && i + 2 < raw.size() && raw[i + 2] == delimiters_.escape;
      const std::size_t at = escape ? std::string_view("FSTRE").find(raw[i + 1]) : 5;
      out += at == 5 ? raw[i] : std::string_view("|^&~\\")[at];
      if (at != 5) i += 2;
    }
  }

 private:
  std::string text_;
  Delimiters delimiters_;
  std::vector<std::string_view> lines_;
};

}  // namespace pontis
