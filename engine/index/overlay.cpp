#include "engine/index/overlay.h"

#include <algorithm>

namespace pontis {
namespace {

std::vector<Identifier> identifiers(const std::vector<Identifier>& known,
                                    const std::vector<Identifier>& said) {
  std::vector<Identifier> out = said;
  for (const Identifier& one : known) {
    const bool stated = std::any_of(said.begin(), said.end(), [&](const Identifier& other) {
      return other.system == one.system;
    });
    if (!stated) out.push_back(one);
  }
  return out;
}

}  // namespace

Demographics overlaid(const Demographics& known, const Demographics& said) {
  Demographics out = known;
  out.identifiers = identifiers(known.identifiers, said.identifiers);
  if (!said.mother_identifiers.empty()) out.mother_identifiers = said.mother_identifiers;
  if (!said.names.empty()) out.names = said.names;
  if (!said.addresses.empty()) out.addresses = said.addresses;
  for (const auto list : {&Demographics::phones, &Demographics::emails, &Demographics::work_phones})
    if (!(said.*list).empty()) out.*list = said.*list;
  for (const auto text :
       {&Demographics::birth_date, &Demographics::gender, &Demographics::birth_place,
        &Demographics::mother_family, &Demographics::mother_given, &Demographics::multiple_birth,
        &Demographics::birth_order, &Demographics::death_date, &Demographics::deceased,
        &Demographics::language, &Demographics::marital_status})
    if (!(said.*text).empty()) out.*text = said.*text;
  return out;
}

}  // namespace pontis
