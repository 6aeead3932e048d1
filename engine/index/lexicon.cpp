#include "engine/index/lexicon.h"

#include <algorithm>
#include <cstring>
#include <functional>

#include "engine/index/folding.h"
#include "engine/index/similarity.h"

namespace pontis {
namespace {

constexpr std::size_t kLongest = 60;

std::uint32_t tagOf(std::string_view text) {
  return static_cast<std::uint32_t>(std::hash<std::string_view>{}(text));
}

}  // namespace

std::size_t Lexicon::slot(std::string_view text, std::uint32_t tag) const {
  std::size_t at = home(tag, slots_.size());
  while (slots_[at].id != kNone && (slots_[at].tag != tag || this->text(slots_[at].id) != text))
    at = next(at);
  return at;
}

Lexicon::Id Lexicon::find(std::string_view text, std::uint32_t tag) const {
  return slots_.empty() ? kNone : slots_[slot(text, tag)].id;
}

Lexicon::Id Lexicon::intern(std::string_view text) {
  text = text.substr(0, kLongest);
  if (text.empty()) return kNone;
  const std::uint32_t tag = tagOf(text);
  if (base_ != nullptr)
    if (const Id known = base_->find(text, tag); known != kNone) return known;
  if ((size_ + 1) * 5 >= slots_.size() * 4) grow();
  Slot& slot = slots_[this->slot(text, tag)];
  if (slot.id == kNone) slot = {tag, add(text)};
  return slot.id;
}

Lexicon::Id Lexicon::add(std::string_view text) {
  Head head{};
  head.letters = lettersOf(text);
  head.sound = names_ ? soundOf(text) : 0;
  if (names_) head.nicknames = nicknameGroups(text);
  head.length = static_cast<std::uint8_t>(text.size());
  const std::size_t units = unitsOf(text.size());
  end_ = std::max<std::size_t>(end_, 1);
  if (base_ == nullptr) {
    if (end_ % Units::kEach + units > Units::kEach) end_ += Units::kEach - end_ % Units::kEach;
    words_.reach(end_ + units);
  } else {
    if (local_.empty()) local_.reserve(128);
    local_.resize(end_ + units);
  }
  std::uint32_t* at = base_ == nullptr ? &words_[end_] : &local_[end_];
  std::memcpy(at, &head, sizeof(Head));
  std::memcpy(at + sizeof(Head) / 4, text.data(), text.size());
  const Id id = static_cast<Id>(end_) | (base_ == nullptr ? 0 : kLocal);
  end_ += units;
  ++size_;
  return id;
}

void Lexicon::grow() {
  Column<Slot> old(slots_.empty() ? (base_ != nullptr ? 32 : 1024) : slots_.size() * 5 / 4);
  old.swap(slots_);
  for (const Slot& one : old) {
    if (one.id == kNone) continue;
    std::size_t at = home(one.tag, slots_.size());
    while (slots_[at].id != kNone) at = next(at);
    slots_[at] = one;
  }
}

template <class Visit>
void Lexicon::each(const Visit& visit) const {
  for (std::size_t at = 1; at < end_;) {
    const std::size_t left = Units::kEach - at % Units::kEach;
    // What a chunk has no room for begins the next.
    const std::size_t length = left * 4 < sizeof(Head) ? 0 : own(static_cast<Id>(at)).length;
    if (length > 0) visit(static_cast<Id>(at));
    at += length > 0 ? unitsOf(length) : left;
  }
}

std::vector<Lexicon::Id> Lexicon::absorb(const Lexicon& other) {
  std::vector<Id> out(other.end_ + 1, kNone);
  // Not by their slots: in the order of their hashes they would crowd the slots here.
  other.each([&](Id id) {
    out[id] = intern(other.text(id));
    for (const Use use : {Use::kFirst, Use::kSecond})
      count(out[id], use, static_cast<int>(other.uses(id, use)));
  });
  return out;
}

std::size_t Lexicon::bytes() const {
  return words_.bytes() + local_.capacity() * sizeof(std::uint32_t) +
         slots_.capacity() * sizeof(Slot);
}

}  // namespace pontis
