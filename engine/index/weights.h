// Weights: how much each degree of agreement in each field says for or against one person.
//
// For a field and a level: the share of pairs of records of *one* person that show it (m), and the
// share of pairs of *different* persons (u), among the pairs that state the field. Its weight is
// log2(m/u): I. P. Fellegi, A. B. Sunter, "A Theory for Record Linkage", JASA 64 (1969). For full
// agreement u is the share of that value in the index at hand (vocabulary.h).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

namespace pontis {

enum class Field : std::uint8_t {
  kGiven,
  kMiddle,
  kFamily,
  kSuffix,
  kBirthDate,
  kGender,
  kStreet,  // with the house number
  kCity,
  kPostalCode,
  kPhone,
  kEmail,
  kBirthPlace,
  kMother,
  kSocialSecurity,
  kIdentifier,       // of an authority that numbers a person once
  kInsurance,        // the same, but families and swindlers share it
  kLocalIdentifier,  // of one that may number a person twice
};
inline constexpr std::size_t kFields = 17;
const char* toString(Field field);

enum class AgreementLevel : std::uint8_t {
  kMissing,
  kEqual,
  kVariant,  // nickname, gendered form; a number written another way
  kSimilar,  // a slip
  kAlike,    // two slips
  kPart,     // an initial, one word of several, the other given name, the year alone
  kSwapped,  // given and family name, day and month
  kNear,     // part of the date, the street without its number
  kDiffers,
};
inline constexpr std::size_t kLevels = 9;
const char* toString(AgreementLevel level);

class Weights {
 public:
  struct Shares {
    float same = 0, others = 0;  // m, u
  };
  using Table = std::array<std::array<Shares, kLevels>, kFields>;

  explicit Weights(const Table& table);
  static std::shared_ptr<const Weights> shipped();

  float bits(Field field, AgreementLevel level) const {
    return bits_[static_cast<std::size_t>(field)][static_cast<std::size_t>(level)];
  }
  // The most that any degree of agreement short of the full one can be worth, and any at all.
  float mostUnequal(Field field) const { return unequal_[static_cast<std::size_t>(field)]; }
  float most(Field field) const {
    return std::max({0.f, mostUnequal(field), bits(field, AgreementLevel::kEqual)});
  }
  // Of full agreement on a value that `share` of all records have.
  float equalBits(Field field, double share) const;
  const Table& table() const { return table_; }

 private:
  Table table_;
  std::array<std::array<float, kLevels>, kFields> bits_{};
  std::array<float, kFields> unequal_{};
};

}  // namespace pontis
