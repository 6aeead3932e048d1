#include "engine/index/blocking_keys.h"

#include <algorithm>

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

void BlockingKeys::add(unsigned kind, std::uint64_t one, std::uint64_t other, std::uint64_t finer,
                       std::uint64_t finest) {
  if (one == 0 || other == 0 || count_ == keys_.size()) return;
  BlockingKey& key = keys_[count_++];
  key.hashes[0] = mixed(mixed(kind, one), other);
  if (finer != 0) key.hashes[1] = mixed(key.hashes[0], finer);
  if (finer != 0 && finest != 0) key.hashes[2] = mixed(key.hashes[1], finest);
}

BlockingKeys::BlockingKeys(const Side& side, const Vocabulary& words) {
  const Row& row = side.row;
  const std::uint64_t given = row.given != 0 ? words.names.sound(row.given) : 0;
  const std::uint64_t family = row.family != 0 ? words.names.sound(row.family) : 0;
  const std::uint64_t birth = row.birth.complete() ? row.birth.bits : 0;
  const std::uint64_t year = row.birth.year();
  // In a small index few share a birthday, a street or a postal code; in a large one the finer
  // keys count.
  add(1, birth, 1, row.postal, given);
  add(2, birth, given, family, row.postal);
  add(3, birth, family, given, row.postal);
  // In any order: given and family names are mistaken for each other.
  if (row.given != 0 && row.family != 0)
    add(4, std::min(row.given, row.family), std::max(row.given, row.family),
        year != 0 ? year : row.postal, birth != 0 ? birth : row.street);
  add(5, row.postal, 1, family, given);
  add(6, row.city, 1, given, year != 0 ? year : family);
  add(7, row.street, 1, row.house, given);
  add(8, row.phone, 1, given, birth);
  add(9, row.ssn, 1, birth, given);
  add(10, row.email, 1, given, birth);
  add(11, family, row.place, given, year);
  add(14, row.family, 1, given, year != 0 ? year : row.postal);
  add(12, given, row.place, year != 0 ? year : family, family);
  eachExtra(side.extras, [&](Extra kind, Extras values) {
    if (kind >= Extra::kIdentifier)
      add(13, mixed(values[0], 1), (std::uint64_t{values[2]} << 32 | values[1]) & ~kDoubtful, birth,
          given);
    if (kind == Extra::kPhone) add(8, values[0], 1, given, birth);
    if (kind == Extra::kFamilyWord && values[0] != row.family)
      add(3, birth, words.names.sound(values[0]), given, row.postal);
    if (kind == Extra::kAddress) add(7, values[0], 1, values[1], given);
  });
}

}  // namespace pontis
