#include "engine/mapping/message_view.h"

#include <algorithm>
#include <functional>

#include "engine/mapping/grammar.h"

namespace pontis {

void MessageView::read(const Segments& message) {
  delimiters_ = message.delimiters();
  names_.clear();
  starts_.assign(1, 0);
  fields_.clear();
  log_.clear();
  const char* low = nullptr;
  const char* high = nullptr;
  std::size_t total = 0;
  for (std::size_t i = 0; i < message.size(); ++i) {
    names_.push_back(packed(message.name(i)));
    const std::size_t count = std::min<std::size_t>(message.fields(i), 60000);
    for (std::size_t n = 1; n <= count; ++n) {
      const std::string_view text = message.field(i, n);
      fields_.push_back(text);
      // MSH-1 and MSH-2 are the separators; they need not lie in the text.
      if (text.empty() || (i == 0 && n <= 2)) continue;
      if (low == nullptr || std::less<>()(text.data(), low)) low = text.data();
      if (high == nullptr || std::less<>()(high, text.data() + text.size()))
        high = text.data() + text.size();
      total += text.size() + 1;
    }
    starts_.push_back(static_cast<std::uint32_t>(fields_.size()));
  }
  base_ = low;
  std::size_t span = low == nullptr ? 0 : static_cast<std::size_t>(high - low);
  if (span > 4 * total + 65536) {
    copyAll();
    span = copy_.size();
  }
  marks_.assign(span, Reason::kUnread);
}

// For a document whose fields do not lie in one text.
void MessageView::copyAll() {
  copy_.clear();
  std::size_t total = 0;
  for (const std::string_view field : fields_) total += field.size() + 1;
  copy_.reserve(total);
  for (std::string_view& field : fields_) {
    const std::size_t at = copy_.size();
    copy_.append(field).push_back('\0');
    field = std::string_view(copy_).substr(at, field.size());
  }
  base_ = copy_.data();
}

void MessageView::mark(std::string_view leaf, Reason reason) {
  if (leaf.empty() || !inside(leaf)) return;
  Reason& state = marks_[static_cast<std::size_t>(leaf.data() - base_)];
  if (state == Reason::kRead || state == Reason::kTimeCut) return;
  state = reason;
  if (reason == Reason::kRead) log_.push_back(static_cast<std::uint32_t>(leaf.data() - base_));
}

void MessageView::markAll(std::string_view text) {
  if (text.empty() || !inside(text)) return;
  bool start = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (start) mark(text.substr(i), Reason::kRead);
    start =
        c == delimiters_.component || c == delimiters_.subcomponent || c == delimiters_.repetition;
  }
}

Reason MessageView::state(std::string_view leaf) const {
  if (leaf.empty() || !inside(leaf)) return Reason::kUnread;
  return marks_[static_cast<std::size_t>(leaf.data() - base_)];
}

void MessageView::withdraw(std::size_t since, Reason reason) {
  for (std::size_t i = since; i < log_.size(); ++i) marks_[log_[i]] = reason;
  log_.resize(since);
}

}  // namespace pontis
