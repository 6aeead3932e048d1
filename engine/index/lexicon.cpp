#include "engine/index/lexicon.h"

#include <functional>

#include "engine/index/folding.h"

namespace pontis {
namespace {

constexpr std::size_t kLongest = 60;

}  // namespace

std::string_view Lexicon::text(Id id) const {
  if (base_ != nullptr && (id & kLocal) == 0) return base_->text(id);
  const Word& word = words_[id & ~kLocal];
  return std::string_view(text_).substr(word.text, word.length);
}

std::size_t Lexicon::slot(std::string_view text) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = std::hash<std::string_view>{}(text)&mask;
  while (slots_[at] != kNone) {
    const Word& word = words_[slots_[at]];
    if (std::string_view(text_).substr(word.text, word.length) == text) break;
    at = (at + 1) & mask;
  }
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
  if (words_.size() * 4 >= slots_.size() * 3) grow();
  const std::size_t at = slot(text);
  if (slots_[at] == kNone) {
    Word word;
    word.text = static_cast<std::uint32_t>(text_.size());
    word.length = static_cast<std::uint8_t>(text.size());
    word.sound = names_ ? soundOf(text) : 0;
    if (names_) word.nicknames = nicknameGroups(text);
    text_ += text;
    slots_[at] = static_cast<Id>(words_.size());
    words_.push_back(word);
  }
  return base_ != nullptr ? slots_[at] | kLocal : slots_[at];
}

void Lexicon::grow() {
  slots_.assign(slots_.empty() ? (base_ != nullptr ? 32 : 1024) : slots_.size() * 2, kNone);
  for (Id id = 1; id < words_.size(); ++id) {
    const Word& word = words_[id];
    slots_[slot(std::string_view(text_).substr(word.text, word.length))] = id;
  }
}

std::size_t Lexicon::bytes() const {
  return words_.capacity() * sizeof(Word) + text_.capacity() + slots_.capacity() * sizeof(Id);
}

}  // namespace pontis
