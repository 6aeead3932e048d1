// Addresses.
#include <algorithm>
#include <array>

#include "engine/index/description.h"
#include "engine/index/pair.h"
#include "engine/index/similarity.h"

namespace pontis {
namespace {

constexpr double kHousesInStreet = 50;

}  // namespace

AgreementLevel Pair::phraseLevel(Id a, Id b) const {
  if (a == b) return AgreementLevel::kEqual;
  return memo_.level(WordMemo::Kind::kPlaces, a, b, [&] { return freshPhraseLevel(a, b); });
}

AgreementLevel Pair::codeLevel(Id a, Id b) const {
  if (a == b) return AgreementLevel::kEqual;
  return memo_.level(WordMemo::Kind::kCodes, a, b,
                     [&] { return compareDigits(words_.codes.text(a), words_.codes.text(b)); });
}

AgreementLevel Pair::freshPhraseLevel(Id a, Id b) const {
  const std::string_view x = words_.places.text(a), y = words_.places.text(b);
  if (tooDifferent(words_.places.letters(a), words_.places.letters(b), x.size() + y.size()))
    return AgreementLevel::kDiffers;
  const AgreementLevel level =
      compareWords({x, words_.places.letters(a)}, {y, words_.places.letters(b)});
  // Long names take more slips.
  const std::size_t shorter = std::min(x.size(), y.size());
  if (level == AgreementLevel::kAlike && shorter >= 10 && editDistance(x, y, 2) <= 2)
    return AgreementLevel::kSimilar;
  if (level == AgreementLevel::kDiffers && shorter >= 10 && editDistance(x, y, 3) <= 3)
    return AgreementLevel::kAlike;
  return level;
}

AgreementLevel Pair::streetLevel(const Place& a, const Place& b) const {
  const AgreementLevel street = phraseLevel(a.street, b.street);
  if (a.house == 0 || b.house == 0)
    return street == AgreementLevel::kEqual     ? AgreementLevel::kAlike
           : street <= AgreementLevel::kSimilar ? AgreementLevel::kPart
                                                : AgreementLevel::kDiffers;
  const AgreementLevel house = codeLevel(a.house, b.house);
  if (house == AgreementLevel::kEqual && street <= AgreementLevel::kSimilar)
    return street == AgreementLevel::kEqual ? AgreementLevel::kEqual : AgreementLevel::kSimilar;
  if (house == AgreementLevel::kSimilar && street <= AgreementLevel::kSimilar)
    return street == AgreementLevel::kEqual ? AgreementLevel::kAlike : AgreementLevel::kPart;
  const bool near = street == AgreementLevel::kEqual ||
                    (street == AgreementLevel::kAlike && house == AgreementLevel::kEqual);
  return near ? AgreementLevel::kNear : AgreementLevel::kDiffers;
}

void Pair::comparePlaces(const Place& a, const Place& b, Compared& out) const {
  const auto put = [&](Field field, AgreementLevel level) {
    out.set(field, level, weights_.bits(field, level));
  };
  if (a.street != 0 && b.street != 0) {
    const AgreementLevel level = streetLevel(a, b);
    const double share = words_.shareOfStreet(a.street);
    if (level == AgreementLevel::kEqual)
      out.set(
          Field::kStreet, level,
          weights_.equalBits(Field::kStreet, std::max(share / kHousesInStreet,
                                                      among_.families ? kShareOfHousehold : 0)));
    else
      put(Field::kStreet, level);
  }
  if (a.city != 0 && b.city != 0) {
    const AgreementLevel city = phraseLevel(a.city, b.city);
    if (city == AgreementLevel::kEqual)
      out.set(Field::kCity, city, weights_.equalBits(Field::kCity, words_.shareOfCity(a.city)));
    else
      put(Field::kCity, city == AgreementLevel::kVariant ? AgreementLevel::kSimilar : city);
  }
  if (a.postal != 0 && b.postal != 0) {
    if (a.postal == b.postal)
      out.set(Field::kPostalCode, AgreementLevel::kEqual,
              weights_.equalBits(Field::kPostalCode, words_.shareOfPostal(a.postal)));
    else
      put(Field::kPostalCode, codeLevel(a.postal, b.postal));
  }
  // A postal code and its city say nearly the same; somebody who moved has moved in all fields.
  float& city = out.bits[static_cast<std::size_t>(Field::kCity)];
  float& postal = out.bits[static_cast<std::size_t>(Field::kPostalCode)];
  float& street = out.bits[static_cast<std::size_t>(Field::kStreet)];
  if (city > 0 && postal > 0) (city < postal ? city : postal) *= 0.4f;
  if (city < 0 && postal < 0) (city > postal ? city : postal) *= 0.4f;
  if (street < 0 && city + postal < 0) street *= 0.5f;
}

void Pair::compareAddresses() {
  const auto list = [](const Side& side, auto& out) {
    const MatchRow& row = side.row;
    std::size_t count = 0;
    out[count++] = Place{row.street, row.house, row.city, row.postal};
    if (!side.has(Extra::kAddress)) return count;
    eachExtra(side.extras, [&](Extra kind, Extras values) {
      if (kind == Extra::kAddress && count < out.size())
        out[count++] = Place{values[0], values[1], values[2], values[3]};
    });
    return count;
  };
  std::array<Place, 6> ours, theirs;
  const std::size_t m = list(a_, ours), n = list(b_, theirs);
  float best = -1e9f;
  Compared chosen;
  for (std::size_t i = 0; i < m; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      Compared now;
      comparePlaces(ours[i], theirs[j], now);
      const float total =
          now.weight(Field::kStreet) + now.weight(Field::kCity) + now.weight(Field::kPostalCode);
      if (total > best) best = total, chosen = now;
    }
  for (const Field field : {Field::kStreet, Field::kCity, Field::kPostalCode})
    out_.set(field, chosen.level(field), chosen.weight(field));
}

}  // namespace pontis
