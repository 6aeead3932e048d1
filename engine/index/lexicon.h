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

  // Lasts until the next word is added.
  std::string_view text(Id id) const {
    const Head& word = at(id);
    return {reinterpret_cast<const char*>(&word + 1), word.length};
  }
  unsigned sound(Id id) const { return at(id).sound; }
  NicknameGroups nicknames(Id id) const { return at(id).nicknames; }
  // Which letters and digits occur, a bit each (lettersOf() in similarity.h).
  std::uint32_t letters(Id id) const { return at(id).letters; }
  std::uint32_t uses(Id id, Use use) const { return at(id).uses[static_cast<int>(use)]; }
  void count(Id id, Use use, int by) { own(id).uses[static_cast<int>(use)] += by; }
  // Tells the processor that the word will be asked for.
  void prefetch(Id id) const { __builtin_prefetch(&at(id)); }

  void save(SnapshotOut& out) const;
  void load(SnapshotIn& in);
  // Adds all words of another Lexicon, and its counts. Returns the number of each here, by its
  // number there. REQUIRES: neither stands on another one
  std::vector<Id> absorb(const Lexicon& other);

  std::size_t bytes() const;

 private:
  // Numbers of a Lexicon that stands on another begin here.
  static constexpr Id kLocal = 0x80000000;

  // A word: this, then its letters. Its number is its place, so that one look finds all of it.
  struct Head {
    std::uint32_t uses[2];
    std::uint32_t letters;
    NicknameGroups nicknames;
    std::uint32_t sound : 24, length : 8;
  };
  static_assert(sizeof(Head) == 20 && alignof(Head) == 4);
  using Units = Chunks<std::uint32_t, std::size_t{1} << 16>;

  static std::size_t unitsOf(std::size_t length) { return (sizeof(Head) + length + 3) / 4; }
  // Calls visit(id) for each word, in the order in which they came.
  template <class Visit>
  void each(const Visit& visit) const;

  const Head& at(Id id) const {
    if ((id & kLocal) != 0) return *reinterpret_cast<const Head*>(&local_[id & ~kLocal]);
    return base_ != nullptr ? base_->own(id) : own(id);
  }
  Head& own(Id id) { return reinterpret_cast<Head&>(words_[id]); }
  const Head& own(Id id) const { return reinterpret_cast<const Head&>(words_[id]); }

  static std::size_t home(std::uint32_t tag, std::size_t slots) {
    return static_cast<std::size_t>(std::uint64_t{tag} * slots >> 32);
  }
  std::size_t next(std::size_t slot) const { return slot + 1 == slots_.size() ? 0 : slot + 1; }
  // Where in slots_ the word is, or would be.
  std::size_t slot(std::string_view text, std::uint32_t tag) const;
  Id find(std::string_view text, std::uint32_t tag) const;
  Id add(std::string_view text);
  void grow();

  struct Slot {
    std::uint32_t tag = 0;  // of the text
    Id id = kNone;
  };

  const Lexicon* base_ = nullptr;
  bool names_;
  Units words_;                       // the first is none; a word lies in one chunk
  std::vector<std::uint32_t> local_;  // the words of a Lexicon that stands on another
  std::size_t end_ = 0, size_ = 0;    // of words_, or of local_
  Column<Slot> slots_;                // open addressing; empty until the first word
};

}  // namespace pontis
