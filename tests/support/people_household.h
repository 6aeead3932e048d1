// A household of synthetic people: who lives together, how old they are, how they are called, where
// they lived before. For people.cpp only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/person.h"
#include "engine/index/identifier_scheme.h"
#include "tests/support/people_names.h"
#include "tests/support/people_spelling.h"

namespace pontis {

struct Member {
  char sex = 'F';
  CalendarDay birth;
  int birth_order = 0;
  std::string given, second, family, mother_family;
  std::string of_men;         // the family name as a man would have it
  std::string spouse_family;  // of who is married in this household: the other's, of a man
};

struct Household {
  const Culture* culture = nullptr;
  std::vector<Member> members;
  std::uint64_t keeper = 0;  // the member whose telephone the children have
  CalendarDay wedding;
  std::vector<PostalAddress> homes;
  std::vector<CalendarDay> moves;
  std::vector<std::string> landlines;
};

Household makeHousehold(std::uint64_t seed, std::uint64_t number, int size);

// A family name as a man or woman has it: Novák, Nováková; Παπαδόπουλος, Παπαδοπούλου.
std::string bent(Naming naming, std::string_view family, char sex);
std::string anyTown(const Culture& culture, Dice& dice);
std::string anyMobile(const Culture& culture, Dice& dice);

}  // namespace pontis
