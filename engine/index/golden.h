// Golden record: what is known of a person, of the best that its records say.
//
// Records are heard in this order: those of a domain that is `unique` (a national register knows
// better than a ward), then the latest described, then by their names. Retired records say nothing
// but their identifiers' history, unless all are retired. For each field:
//
//   names           the first record that states family and given name; then, without repeats, the
//                   other names that records state, marked "A" (alias) if they were unmarked or "L"
//   birth date      the most precise; of those what most records say; then the first
//   gender          what most records say of F and M; else the first of another code
//   addresses       the first record's that states any; then those of a use not yet there
//   phones, e-mail  all, without repeats, in the order of the records
//   identifiers     all, without repeats: the records' own names, then what they carry
//   mother          family and given name of the first record that states the family name; all
//                   her identifiers
//   deceased        "Y" if a record says so; the death date as the birth date
//   all else        the first record that states it
#pragma once

#include <vector>

#include "engine/base/clock.h"
#include "engine/core/person.h"

namespace pontis {

// What one record contributes.
struct Witness {
  Demographics person;  // the first identifier names the record
  Time updated{};
  bool authoritative = false;  // its domain is unique
  bool retired = false;
};

Demographics goldenRecord(std::vector<Witness> witnesses);

}  // namespace pontis
