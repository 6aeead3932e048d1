#include "engine/index/lexicon.h"

#include <algorithm>
#include <functional>

#include "engine/index/folding.h"
#include "engine/index/similarity.h"

namespace pontis {
namespace {

constexpr std::size_t kLongest = 60;

}  // namespace

std::string_view Lexicon::text(Id id) const {
  if (base_ != nullptr && (id & kLocal) == 0) return base_->text(id);
  return own(id & ~kLocal);
}

std::size_t Lexicon::slot(std::string_view text) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = std::hash<std::string_view>{}(text)&mask;
  while (slots_[at] != kNone && own(slots_[at]) != text) at = (at + 1) & mask;
  return at;
}

Lexicon::Id Lexicon::find(std::string_view text) const {
  return slots_.empty() ? kNone : slots_[slot(text)];
}

Lexicon::Id Lexicon::intern(std::string_view text) {
  text = text.substr(0, kLongest);
  if (text.empty()) return kNone;
  if (base_ != nullptr)
    if (const Id known = base_->find(text); known != kNone) return known;
  if (size_ * 4 >= slots_.size() * 3) grow();
  const std::size_t at = slot(text);
  if (slots_[at] == kNone) slots_[at] = add(text);
  return base_ != nullptr ? slots_[at] | kLocal : slots_[at];
}

Lexicon::Id Lexicon::add(std::string_view text) {
  if (text_end_ % text_.kEach + text.size() > text_.kEach)
    text_end_ += text_.kEach - text_end_ % text_.kEach;
  text_.reach(text_end_ + text.size());
  words_.reach(size_ + 1);
  std::copy(text.begin(), text.end(), &text_[text_end_]);
  Word& word = words_[size_];
  word.text = static_cast<std::uint32_t>(text_end_);
  word.length = static_cast<std::uint8_t>(text.size());
  word.letters = lettersOf(text);
  word.sound = names_ ? soundOf(text) : 0;
  if (names_) word.nicknames = nicknameGroups(text);
  text_end_ += text.size();
  return static_cast<Id>(size_++);
}

void Lexicon::grow() {
  slots_.assign(slots_.empty() ? (base_ != nullptr ? 32 : 1024) : slots_.size() * 2, kNone);
  for (Id id = 1; id < size_; ++id) slots_[slot(own(id))] = id;
}

std::size_t Lexicon::bytes() const {
  return words_.bytes() + text_.bytes() + slots_.capacity() * sizeof(Id);
}

}  // namespace pontis
