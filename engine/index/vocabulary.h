// Vocabulary: the words of an index, and how often each value is seen, so that agreeing on a rare
// value says more than agreeing on a common one.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/index/lexicon.h"
#include "engine/index/row.h"

namespace pontis {

struct Vocabulary {
  Vocabulary() : names(true), places(false), codes(false) {}
  // Stands on another one, which it reads only.
  explicit Vocabulary(const Vocabulary& base)
      : names(&base.names, true),
        places(&base.places, false),
        codes(&base.codes, false),
        base_(&base) {}
  Vocabulary& operator=(const Vocabulary&) = delete;

  Lexicon names;   // kFirst: given names, kSecond: family names
  Lexicon places;  // kFirst: streets, kSecond: cities and places of birth
  Lexicon codes;   // kFirst: postal codes, kSecond: house numbers

  // Counts the values of a row in, or out again (`by` = -1).
  void count(const MatchRow& row, int by);

  // The numbers here of the words of another Vocabulary, by their numbers there.
  struct Renumbering {
    std::vector<Lexicon::Id> names, places, codes;

    void apply(MatchRow& row) const;
    void apply(std::span<std::uint32_t> extras) const;
  };
  // Adds all words of another one, and its counts.
  Renumbering absorb(const Vocabulary& other);

  // The share of records with that value, smoothed by what is seen elsewhere: a value that is
  // rare or unknown here is taken to be as common as the average one.
  double shareOfGiven(Lexicon::Id id) const;
  double shareOfFamily(Lexicon::Id id) const;
  double shareOfStreet(Lexicon::Id id) const;
  double shareOfCity(Lexicon::Id id) const;
  double shareOfPostal(Lexicon::Id id) const;
  double shareOfBirth(PackedDate date) const;

  void save(SnapshotOut& out) const;
  void load(SnapshotIn& in);
  std::size_t bytes() const { return names.bytes() + places.bytes() + codes.bytes(); }
  std::uint32_t records() const { return base_ != nullptr ? base_->records() : records_; }

  // Of how many records the birth date is known in full.
  std::uint32_t births() const { return base_ != nullptr ? base_->births() : births_; }

 private:
  const Vocabulary* base_ = nullptr;
  std::uint32_t records_ = 0, births_ = 0;
  std::uint32_t given_ = 0, family_ = 0, streets_ = 0, cities_ = 0, postals_ = 0;
  std::array<std::uint32_t, 32 * 13> days_{};  // births by month and day
};

}  // namespace pontis
