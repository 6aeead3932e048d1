// Lexicon: each distinct word once, with a small number, how often it is used, and what comparing
// asks of it again and again.
//
// A Lexicon may stand on another one, which it then reads and never changes: so can a search name
// words that the index has never seen.
//
// Thread safety: any number of threads may read; adding needs the Lexicon alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/index/chunks.h"
#include "engine/index/large_pages.h"
#include "engine/index/name_words.h"

namespace pontis {

class SnapshotIn;   // snapshot.h
class SnapshotOut;  // snapshot.h

class Lexicon {
 public:
  using Id = std::uint32_t;
  static constexpr Id kNone = 0;

  // What a word is used as; what that means is up to the owner.
  enum class Use : std::uint8_t { kFirst, kSecond };

  // `names`: sound and nicknames of the words are wanted.
  explicit Lexicon(bool names) : names_(names) {}
  Lexicon(const Lexicon* base, bool names) : base_(base), names_(names) {}

  // The number of the word, a new one if need be; kNone for an empty word.
  Id intern(std::string_view text);

  std::string_view text(Id id) const;
  unsigned sound(Id id) const { return at(id).sound; }
  NicknameGroups nicknames(Id id) const { return at(id).nicknames; }
  // Which letters and digits occur, a bit each (lettersOf() in similarity.h).
  std::uint32_t letters(Id id) const { return at(id).letters; }
  std::uint32_t uses(Id id, Use use) const { return at(id).uses[static_cast<int>(use)]; }
  void count(Id id, Use use, int by) { words_[id].uses[static_cast<int>(use)] += by; }

  void save(SnapshotOut& out) const;
  void load(SnapshotIn& in);
  std::size_t bytes() const;

 private:
  // Numbers of a Lexicon that stands on another begin here.
  static constexpr Id kLocal = 0x80000000;

  struct Word {
    std::uint32_t text = 0;  // place in text_
    std::uint8_t length = 0;
    std::uint32_t sound = 0;
    std::uint32_t letters = 0;
    NicknameGroups nicknames;
    std::uint32_t uses[2] = {0, 0};
  };

  const Word& at(Id id) const {
    if (base_ == nullptr) return words_[id];
    return (id & kLocal) != 0 ? words_[id & ~kLocal] : base_->at(id);
  }
  std::string_view own(Id id) const {
    const Word& word = words_[id];
    return {&text_[word.text], word.length};
  }
  // Where in slots_ the word is, or would be.
  std::size_t slot(std::string_view text) const;
  Id find(std::string_view text) const;
  Id add(std::string_view text);
  void grow();

  const Lexicon* base_ = nullptr;
  bool names_;
  Chunks<Word, 1 << 12> words_;  // the first is none
  Chunks<char, 1 << 12> text_;   // a word lies in one chunk
  std::size_t size_ = 1, text_end_ = 0;
  Column<Id> slots_;  // open addressing; empty until the first word
};

}  // namespace pontis
