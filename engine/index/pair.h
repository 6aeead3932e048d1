// Pair: the comparison of one pair of described persons, at work. See comparison.h.
//
// Lives on the stack of the thread that compares.
#pragma once

#include <string_view>

#include "engine/index/comparison.h"

namespace pontis {

// Of the pairs of different persons that come to be compared, so many live together.
inline constexpr double kShareOfHousehold = 0.0005;

bool sharesNickname(NicknameGroups a, NicknameGroups b);
inline bool isInitial(std::string_view word) { return word.size() == 1; }

// Whether words of these letters (Lexicon::letters) and so many letters in both are not alike.
bool tooDifferent(std::uint32_t a, std::uint32_t b, std::size_t letters);

// Numbers of the same authority, as digits: a slip is one digit, or two neighbours swapped.
AgreementLevel compareDigits(std::string_view a, std::string_view b);

class Pair {
 public:
  using Id = Lexicon::Id;

  Pair(const Side& a, const Side& b, const Scale& scale, WordMemo& memo)
      : a_(a),
        b_(b),
        words_(scale.words),
        weights_(scale.weights),
        among_(scale.among),
        memo_(memo) {}

  // Compares the pair, field by field; false, and only in part, if it is seen to stay below the
  // bar.
  bool reaches(const Bar& bar);
  const Compared& compared() const { return out_; }

 private:
  void set(Field field, AgreementLevel level) {
    out_.set(field, level, weights_.bits(field, level));
  }
  void setEqual(Field field, double share) {
    out_.set(field, AgreementLevel::kEqual, weights_.equalBits(field, share));
  }

  // At most so many bits will come of them.
  float mostOfAddresses() const;
  float mostOfOrigin() const;

  AgreementLevel nameLevel(Id a, Id b) const;
  AgreementLevel freshNameLevel(Id a, Id b) const;
  void compareFamily();
  // kPart if a word of one family name is a word of the other.
  AgreementLevel familyParts() const;
  void compareGiven();
  static bool isFurtherGiven(Id word, const Side& side);
  void compareMiddle();
  // Given and family name in each other's place.
  bool mayBeExchanged() const;
  void compareExchangedNames();
  void compareSuffix() {
    const std::uint8_t a = a_.row.suffix, b = b_.row.suffix;
    if (a != 0 && b != 0)
      set(Field::kSuffix, a == b ? AgreementLevel::kEqual : AgreementLevel::kDiffers);
  }
  void compareBirths();
  void compareGender() {
    const std::uint8_t a = a_.row.gender, b = b_.row.gender;
    if (a != 0 && b != 0)
      set(Field::kGender, a == b ? AgreementLevel::kEqual : AgreementLevel::kDiffers);
  }

  struct Place {
    Id street, house, city, postal;
  };
  void compareAddresses();
  void comparePlaces(const Place& a, const Place& b, Compared& out) const;
  AgreementLevel phraseLevel(Id a, Id b) const;
  AgreementLevel freshPhraseLevel(Id a, Id b) const;
  AgreementLevel codeLevel(Id a, Id b) const;
  AgreementLevel streetLevel(const Place& a, const Place& b) const;
  void comparePhones();
  void compareEmails();
  void compareOrigin();
  void compareSocialSecurity();
  void compareIdentifiers();

  const Side &a_, &b_;
  const Vocabulary& words_;
  const Weights& weights_;
  const Population& among_;
  WordMemo& memo_;
  Compared out_;
};

}  // namespace pontis
