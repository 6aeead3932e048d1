// MatchRow: what the matcher keeps of a person: numbers of words, in one cache line.
//
// What a person has more than one of, and identifiers, stand in a list of extras beside it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/index/lexicon.h"

namespace pontis {

// A date in 32 bits: year, month and day as written, even if there is no such day; what is not
// stated is 0. 0 as a whole: no date.
struct PackedDate {
  std::uint32_t bits = 0;

  static PackedDate of(unsigned year, unsigned month, unsigned day) {
    return {(year & 0x3FFF) << 14 | (month & 0x7F) << 7 | (day & 0x7F)};
  }
  unsigned year() const { return bits >> 14; }
  unsigned month() const { return bits >> 7 & 0x7F; }
  unsigned day() const { return bits & 0x7F; }
  bool complete() const { return year() != 0 && month() != 0 && day() != 0; }
  explicit operator bool() const { return bits != 0; }
  bool operator==(const PackedDate&) const = default;
};

struct MatchRow {
  Lexicon::Id given = 0, middle = 0;  // the first given name, the second
  Lexicon::Id family = 0;             // all its words as one
  PackedDate birth;
  Lexicon::Id street = 0, house = 0, city = 0, postal = 0;
  std::uint32_t phone = 0;   // its last nine digits + 1
  std::uint32_t email = 0;   // hash
  Lexicon::Id place = 0;     // of birth
  Lexicon::Id mother = 0;    // her family name
  std::uint32_t ssn = 0;     // its digits + 1
  std::uint32_t extras = 0;  // place of its list (extras_store.h)
  std::uint16_t state = 0;   // hash
  std::uint8_t gender = 0;   // 1 female, 2 male, 3 other
  std::uint8_t suffix = 0;
  std::uint8_t birth_order = 0;
  std::uint8_t known = 0;        // 1 if there is such a record
  std::uint8_t extra_words = 0;  // length of its list of extras
  std::uint8_t extra_kinds = 0;  // which kinds are in it: bitOf()
};
static_assert(sizeof(MatchRow) == 64);

// A list of extras is a sequence of: a word with the kind in its lowest bits, then that kind's
// values. Of an identifier that word holds a hash of the system too, and is its first value.
enum class Extra : std::uint32_t {
  kFamilyWord,       // one word of several, or another family name
  kGivenWord,        // another given name
  kAddress,          // street, house, city, postal
  kPhone,            // as in MatchRow
  kEmail,            //
  kIdentifier,       // system, two halves of a packed code
  kInsurance,        // the same, of an insurance
  kLocalIdentifier,  // the same, of an authority that numbers one person more than once
};
constexpr unsigned valuesOf(Extra kind) {
  return kind == Extra::kAddress ? 4 : kind >= Extra::kIdentifier ? 2 : 1;
}
constexpr std::uint32_t kKindBits = 7;
constexpr std::uint8_t bitOf(Extra kind) {
  return static_cast<std::uint8_t>(1u << static_cast<unsigned>(kind));
}

using Extras = std::span<const std::uint32_t>;

// Of a packed code: the number may agree with another, but not contradict it.
constexpr std::uint64_t kDoubtful = std::uint64_t{1} << 63;

// Calls visit(kind, values) for each extra.
template <class Visit>
void eachExtra(Extras extras, const Visit& visit) {
  while (!extras.empty()) {
    const auto kind = static_cast<Extra>(extras[0] & kKindBits);
    visit(kind, kind >= Extra::kIdentifier ? extras.first(1 + valuesOf(kind))
                                           : extras.subspan(1, valuesOf(kind)));
    extras = extras.subspan(1 + valuesOf(kind));
  }
}

}  // namespace pontis
