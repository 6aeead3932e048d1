#include "tests/support/people.h"

#include <algorithm>
#include <map>

#include "tests/support/people_household.h"
#include "tests/support/people_spelling.h"

namespace pontis {
namespace {

// How twelve people in a row live together.
constexpr std::array<std::array<int, 8>, 7> kBlocks{{{1, 2, 3, 1, 4, 1, 0, 0},
                                                     {5, 2, 2, 1, 1, 1, 0, 0},
                                                     {4, 4, 2, 1, 1, 0, 0, 0},
                                                     {3, 3, 2, 2, 1, 1, 0, 0},
                                                     {1, 1, 1, 1, 2, 2, 4, 0},
                                                     {6, 3, 1, 2, 0, 0, 0, 0},
                                                     {2, 2, 2, 1, 1, 1, 3, 0}}};
constexpr std::uint64_t kBlock = 12;

// One to one below the room of every scheme that gives numbers in a row, and neighbours far apart.
constexpr std::uint64_t kStride = 616'318'177;

std::string mailDomain(Dice& dice) {
  static constexpr const char* kDomains[] = {"mail.example",  "post.example", "web.example",
                                             "inbox.example", "home.example", "example.org"};
  return kDomains[dice.below(std::size(kDomains))];
}

std::string mailName(const SyntheticPerson& person, Dice& dice) {
  const std::string family = person.married.empty() ? person.family : person.married;
  std::string name;
  const std::string year = std::to_string(person.birth.year);
  const std::string given = lowerCase(withMarks(romanized(person.given), Marks::kLost));
  const std::string last = lowerCase(withMarks(romanized(family), Marks::kLost));
  switch (dice.below(4)) {
    case 0:
      name = given + "." + last;
      break;
    case 1:
      name = given.substr(0, 1) + last + year.substr(2);
      break;
    case 2:
      name = given + year + "." + last.substr(0, 3);
      break;
    default:
      name = last + "." + given + std::to_string(dice.below(90) + 10);
  }
  std::erase_if(name, [](char c) { return c == ' ' || c == '\'' || (c & 0x80) != 0; });
  return name + "@" + mailDomain(dice);
}

void addMarriage(const Household& home, const Member& member, SyntheticPerson& person, Dice& dice) {
  if (member.spouse_family.empty() || person.sex != 'F') return;
  person.wedding = home.wedding;
  if (!dice.perCent(person.culture->takes_name)) return;
  const std::string taken = bent(person.culture->naming, member.spouse_family, 'F');
  // One in seven adds it to her own.
  person.married = dice.perCent(15) ? taken + "-" + person.family : taken;
}

}  // namespace

SyntheticPerson People::at(std::uint64_t index) const {
  const std::uint64_t block = index / kBlock;
  const auto& sizes = kBlocks[Dice(Dice::key(seed_, block, 11)).below(kBlocks.size())];
  std::uint64_t place = index % kBlock, number = 0;
  while (place >= static_cast<std::uint64_t>(sizes[number]))
    place -= static_cast<std::uint64_t>(sizes[number++]);

  SyntheticPerson person;
  person.index = index;
  person.household = block * 8 + number;
  const Household home = makeHousehold(seed_, person.household, sizes[number]);
  const Member& member = home.members[place];
  Dice dice(Dice::key(seed_, index, 12));
  person.culture = home.culture;
  person.sex = member.sex;
  person.birth = member.birth;
  person.birth_order = member.birth_order;
  person.given = member.given;
  person.second = member.second;
  person.family = member.family;
  person.mother_family = member.mother_family;
  person.homes = home.homes;
  person.moves = home.moves;
  person.landlines = home.landlines;
  addMarriage(home, member, person, dice);
  person.birth_place = dice.perCent(70) ? home.homes.front().city : anyTown(*home.culture, dice);

  // A child has the telephone of its mother, or of whoever brings it up.
  const bool child = kDay.year - person.birth.year < 14;
  Dice phone(Dice::key(seed_, child ? index - place + home.keeper : index, 13));
  person.first_mobile = anyMobile(*home.culture, phone);
  person.mobile = phone.perCent(30) ? anyMobile(*home.culture, phone) : person.first_mobile;
  person.new_mobile = {phone.between(2008, 2024), phone.between(1, 12), 1};
  if (!child) person.email = mailName(person, dice);

  const std::uint64_t serial = index * kStride + Dice(seed_).below(1'000'000);
  if (const IdentifierScheme* scheme = findScheme(person.culture->country))
    person.number = scheme->make(person.birth, person.sex, serial);
  return person;
}

int People::copies(std::uint64_t index) const {
  const std::uint32_t roll = Dice(Dice::key(seed_, index, 14)).below(100);
  return roll < 50 ? 1 : roll < 80 ? 2 : roll < 93 ? 3 : roll < 98 ? 4 : 5;
}

std::string identifierSystem(const Culture& culture) {
  const IdentifierScheme* scheme = findScheme(culture.country);
  if (!scheme) return "";
  return scheme->oid.empty() ? std::string(scheme->name) : "urn:oid:" + std::string(scheme->oid);
}

}  // namespace pontis
