#include "engine/index/vocabulary.h"

#include <algorithm>

namespace pontis {
namespace {

using Use = Lexicon::Use;

// How often an average value is seen, and how many records that knowledge is worth. From published
// name statistics: two people share a given name about once in 200, a family name once in 1,000.
struct Prior {
  double share, records;
};
constexpr Prior kGiven{0.004, 500}, kFamily{0.001, 500}, kStreet{0.0005, 500}, kCity{0.003, 500},
    kPostal{0.001, 500};

// A value seen once, or never, has not been measured: this many are added to each count.
constexpr double kUnseen = 0.5;

double smoothed(std::uint32_t count, std::uint32_t of, const Prior& prior) {
  return (count + kUnseen + prior.share * prior.records) / (of + 1 + prior.records);
}

unsigned dayIndex(PackedDate date) {
  return std::min(date.month(), 12u) * 32 + std::min(date.day(), 31u);
}

}  // namespace

void Vocabulary::count(const MatchRow& row, int by) {
  const auto add = [by](Lexicon& words, Lexicon::Id id, Use use, std::uint32_t& sum) {
    if (id != Lexicon::kNone) words.count(id, use, by), sum += by;
  };
  add(names, row.given, Use::kFirst, given_);
  add(names, row.family, Use::kSecond, family_);
  add(places, row.street, Use::kFirst, streets_);
  add(places, row.city, Use::kSecond, cities_);
  add(places, row.place, Use::kSecond, cities_);
  add(codes, row.postal, Use::kFirst, postals_);
  records_ += by;
  if (row.birth.complete()) days_[dayIndex(row.birth)] += by, births_ += by;
}

Vocabulary::Renumbering Vocabulary::absorb(const Vocabulary& other) {
  records_ += other.records_;
  births_ += other.births_;
  given_ += other.given_;
  family_ += other.family_;
  streets_ += other.streets_;
  cities_ += other.cities_;
  postals_ += other.postals_;
  for (std::size_t day = 0; day < days_.size(); ++day) days_[day] += other.days_[day];
  return {names.absorb(other.names), places.absorb(other.places), codes.absorb(other.codes)};
}

void Vocabulary::Renumbering::apply(MatchRow& row) const {
  for (Lexicon::Id* id : {&row.given, &row.middle, &row.family, &row.mother}) *id = names[*id];
  for (Lexicon::Id* id : {&row.street, &row.city, &row.place}) *id = places[*id];
  for (Lexicon::Id* id : {&row.house, &row.postal}) *id = codes[*id];
}

void Vocabulary::Renumbering::apply(std::span<std::uint32_t> extras) const {
  while (!extras.empty()) {
    const auto kind = static_cast<Extra>(extras[0] & kKindBits);
    if (kind == Extra::kFamilyWord || kind == Extra::kGivenWord) extras[1] = names[extras[1]];
    if (kind == Extra::kAddress) {
      extras[1] = places[extras[1]], extras[2] = codes[extras[2]];
      extras[3] = places[extras[3]], extras[4] = codes[extras[4]];
    }
    extras = extras.subspan(1 + valuesOf(kind));
  }
}

double Vocabulary::shareOfGiven(Lexicon::Id id) const {
  const Vocabulary& of = base_ != nullptr ? *base_ : *this;
  return smoothed(names.uses(id, Use::kFirst), of.given_, kGiven);
}
double Vocabulary::shareOfFamily(Lexicon::Id id) const {
  const Vocabulary& of = base_ != nullptr ? *base_ : *this;
  return smoothed(names.uses(id, Use::kSecond), of.family_, kFamily);
}
double Vocabulary::shareOfStreet(Lexicon::Id id) const {
  const Vocabulary& of = base_ != nullptr ? *base_ : *this;
  return smoothed(places.uses(id, Use::kFirst), of.streets_, kStreet);
}
double Vocabulary::shareOfCity(Lexicon::Id id) const {
  const Vocabulary& of = base_ != nullptr ? *base_ : *this;
  return smoothed(places.uses(id, Use::kSecond), of.cities_, kCity);
}
double Vocabulary::shareOfPostal(Lexicon::Id id) const {
  const Vocabulary& of = base_ != nullptr ? *base_ : *this;
  return smoothed(codes.uses(id, Use::kFirst), of.postals_, kPostal);
}

double Vocabulary::shareOfBirth(PackedDate date) const {
  const Vocabulary& of = base_ != nullptr ? *base_ : *this;
  // Eighty years are alive together; days of the year are even but for those that stand for
  // "not known".
  constexpr double kYears = 80, kDays = 366, kWorth = 2000;
  if (date.month() == 0 || date.month() > 12 || date.day() > 31) return 1 / kYears / kDays;
  const double day = (of.days_[dayIndex(date)] + kWorth / kDays) / (of.births_ + kWorth);
  return std::max(day, 0.5 / kDays) / kYears;
}

}  // namespace pontis
