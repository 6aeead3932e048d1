// Synthetic people of Europe: households with twins, siblings and namesakes, in 24 countries and
// three scripts, with moves, marriages and valid national numbers; and what hospitals make of them.
//
// Nobody is meant: names are common ones or made of syllables, numbers come from the rules of their
// schemes, mail goes to domains that cannot exist (RFC 2606). Everything is a function of the seed
// and of an index: person 9,999,999 costs as little as person 0, on every machine the same.
//
// Thread safety: const members may be called by any thread.
#pragma once

#include <array>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "engine/core/person.h"
#include "engine/index/identifier_scheme.h"
#include "tests/support/people_names.h"

namespace pontis {

// The truth about one person, in the spelling of the country.
struct SyntheticPerson {
  std::uint64_t index = 0, household = 0;
  const Culture* culture = nullptr;
  char sex = 'F';
  CalendarDay birth;
  int birth_order = 0;        // 1, 2 of twins
  std::string given, second;  // second: further given names, the Bulgarian patronymic
  std::string family;         // at birth
  std::string married;        // since `wedding`; empty if it never changed
  CalendarDay wedding;
  std::string mother_family;  // the mother's at her birth
  std::string birth_place;
  std::string number;  // national, as its scheme writes it; empty in Portugal
  // Homes from the first to the present one, and the days of moving; the same for the household.
  std::vector<PostalAddress> homes;
  std::vector<CalendarDay> moves;
  std::vector<std::string> landlines;  // of each home
  std::string first_mobile, mobile;    // of a child: its parent's
  CalendarDay new_mobile;
  std::string email;
};

class People {
 public:
  // The day on which the population is as it is; nobody is born later.
  static constexpr CalendarDay kDay{2026, 1, 1};

  explicit People(std::uint64_t seed) : seed_(seed) {}

  SyntheticPerson at(std::uint64_t index) const;

  // As a careful register holds the person on kDay: right, though not everything is known, and what
  // is not may be a placeholder (one in a hundred).
  Demographics registered(std::uint64_t index) const;

  // How many records hospitals have of the person: 1 … 5.
  int copies(std::uint64_t index) const;
  // One of them: how the person lived and was called on some day since 2005, in the conventions of
  // one of eight systems, with the mistakes that are made. REQUIRES: 0 <= copy
  Demographics recorded(std::uint64_t index, int copy) const;

 private:
  std::uint64_t seed_;
};

// The system under which a person's national number is stated: urn:oid:…, or the scheme's name.
std::string identifierSystem(const Culture& culture);

// CSV with the columns record, entity_id (the index of the person: the truth), given, middle, …
// The records of a person stand apart from each other, as in life.
void writeRecorded(std::ostream& out, std::uint64_t seed, std::uint64_t persons);
void writeRegister(std::ostream& out, std::uint64_t seed, std::uint64_t persons);
// What `pontis index link` wants to know of these columns.
std::string peopleColumns();

}  // namespace pontis
