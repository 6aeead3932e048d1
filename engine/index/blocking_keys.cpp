#include "engine/index/blocking_keys.h"

namespace pontis {
namespace {

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  std::uint64_t x = a * 0x9E3779B97F4A7C15 ^ (b + 0x7F4A7C159E3779B9) * 0xC2B2AE3D27D4EB4F;
  x ^= x >> 29;
  x *= 0xBF58476D1CE4E5B9;
  x ^= x >> 32;
  x *= 0x94D049BB133111EB;
  return x ^ x >> 29;
}

}  // namespace

std::uint8_t BlockingKeys::root(unsigned kind, std::uint64_t value) {
  if (value == 0 || count_ == keys_.size()) return 0;
  keys_[count_++] = {mixed(kind, value), 0, 0};
  return count_;
}

std::uint8_t BlockingKeys::under(std::uint8_t parent, unsigned kind, std::uint64_t value) {
  if (parent == 0 || value == 0 || count_ == keys_.size()) return 0;
  BlockingKey& above = keys_[parent - 1];
  ++above.children;
  keys_[count_++] = {mixed(mixed(above.hash, kind), value), parent, 0};
  return count_;
}

BlockingKeys::BlockingKeys(const Side& side, const Vocabulary& words, bool thorough)
    : row_(side.row),
      given_(row_.given != 0 ? words.names.sound(row_.given) : 0),
      family_(row_.family != 0 ? words.names.sound(row_.family) : 0),
      birth_(row_.birth.complete() ? row_.birth.bits : 0),
      year_(row_.birth.year()) {
  // Names under a birth date in any order: they are mistaken for each other.
  enum : unsigned { kName = 1, kGiven, kFamily, kPostal, kHouse, kYear, kBirth };
  const std::uint8_t birth = root(1, birth_);
  under(under(birth, kName, given_), kPostal, row_.postal);
  if (family_ != given_) under(under(birth, kName, family_), kPostal, row_.postal);
  const std::uint8_t postal = root(2, row_.postal);
  under(under(postal, kFamily, family_), kGiven, given_);
  under(under(postal, kGiven, given_), kYear, year_);
  const std::uint8_t family = root(3, row_.family);
  const std::uint8_t both = under(family, kGiven, given_);
  under(both, kYear, year_ != 0 ? year_ : row_.postal);
  const std::uint8_t street = root(4, row_.street);
  under(under(street, kHouse, row_.house), kGiven, given_);
  under(root(5, row_.phone), kGiven, given_);
  under(root(6, row_.ssn), kBirth, birth_);
  if (thorough || row_.postal == 0) under(under(root(7, row_.city), kGiven, given_), kYear, year_);
  if (thorough || birth_ == 0 || row_.postal == 0) {
    under(under(root(8, row_.place), kFamily, family_), kGiven, given_);
    under(under(root(9, row_.place), kGiven, given_), kYear, year_);
  }
  if (thorough || birth_ == 0) under(root(10, row_.email), kGiven, given_);
  eachExtra(side.extras, [&](Extra kind, Extras values) {
    if (kind >= Extra::kIdentifier)
      under(root(11, mixed(values[0], (std::uint64_t{values[2]} << 32 | values[1]) & ~kDoubtful)),
            kBirth, birth_);
    if (kind == Extra::kPhone) under(root(5, values[0]), kGiven, given_);
    if (kind == Extra::kFamilyWord) under(under(root(3, values[0]), kGiven, given_), kYear, year_);
    if (kind == Extra::kAddress)
      under(under(root(4, values[0]), kHouse, values[1]), kGiven, given_);
  });
}

}  // namespace pontis
