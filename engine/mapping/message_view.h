// MessageView: the fields of one message, laid out for fast reading, with a mark for every leaf
// that reached the output. What has no mark in the end is the loss report.
//
// Not thread safe; kept and reused by one thread. Views stay valid until the next read().
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/segments.h"
#include "engine/mapping/values.h"

namespace pontis {

class MessageView {
 public:
  // Lays out `message`, which must outlive the use of this view.
  void read(const Segments& message);

  const Delimiters& delimiters() const { return delimiters_; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(names_.size()); }
  const std::vector<std::uint32_t>& names() const { return names_; }  // packed
  std::uint32_t fields(std::uint32_t segment) const {
    return starts_[segment + 1] - starts_[segment];
  }
  // Field `number` (1-based), raw; empty if absent.
  std::string_view field(std::uint32_t segment, std::uint32_t number) const {
    return number - 1 < fields(segment) ? fields_[starts_[segment] + number - 1]
                                        : std::string_view();
  }

  // Says what became of the leaf that starts where `leaf` does. kRead wins over every other.
  void mark(std::string_view leaf, Reason reason);
  // The same for every leaf that starts inside `text`.
  void markAll(std::string_view text);
  Reason state(std::string_view leaf) const;

  // Where the log of marks stands; withdraw() takes back all kRead marks since then.
  std::size_t log() const { return log_.size(); }
  void withdraw(std::size_t since, Reason reason);

 private:
  bool inside(std::string_view text) const {
    return text.data() >= base_ && text.data() < base_ + marks_.size();
  }
  void copyAll();

  Delimiters delimiters_;
  std::vector<std::uint32_t> names_;
  std::vector<std::uint32_t> starts_;
  std::vector<std::string_view> fields_;
  std::string copy_;
  const char* base_ = nullptr;
  std::vector<Reason> marks_;
  std::vector<std::uint32_t> log_;
};

}  // namespace pontis
