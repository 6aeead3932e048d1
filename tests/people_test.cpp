// The synthetic people are as honest as they claim: the same for everyone who asks, consistent,
// with numbers that are valid. With PONTIS_PEOPLE=folder the two sets are written there for the
// program:
//   recorded.csv  12,000 people as hospitals have them (people with several records)
//   register.csv  25,000 people, one record each, in households
//   columns.txt   the --map that both want
#include "tests/support/people.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

#include "engine/base/text.h"
#include "tests/support/people_household.h"
#include "tests/support/people_spelling.h"

namespace pontis {
namespace {

constexpr std::uint64_t kSeed = 20260105;
constexpr std::uint64_t kRecorded = 12'000, kRegistered = 25'000;

std::string recorded(std::uint64_t seed, std::uint64_t persons) {
  std::ostringstream out;
  writeRecorded(out, seed, persons);
  return out.str();
}

int days(const CalendarDay& day) { return day.year * 372 + day.month * 31 + day.day; }

TEST(People, AreTheSameForEveryoneWhoAsks) {
  EXPECT_EQ(recorded(kSeed, 200), recorded(kSeed, 200));
  EXPECT_NE(recorded(kSeed, 200), recorded(kSeed + 1, 200));
  const People people(kSeed);
  const Demographics far = people.recorded(9'999'999, 1);
  for (std::uint64_t i = 0; i < 100; ++i) people.recorded(i, 0);
  EXPECT_EQ(people.recorded(9'999'999, 1), far) << "a person is a function of the index alone";
}

TEST(People, LiveInHouseholdsThatCanBe) {
  const People people(kSeed);
  std::map<std::uint64_t, std::vector<SyntheticPerson>> households;
  for (std::uint64_t i = 0; i < kRegistered; ++i) {
    SyntheticPerson person = people.at(i);
    EXPECT_EQ(person.index, i);
    EXPECT_LE(person.birth, People::kDay);
    EXPECT_FALSE(person.given.empty() || person.family.empty());
    EXPECT_TRUE(isUtf8(person.given) && isUtf8(person.family) && isUtf8(person.homes[0].line));
    EXPECT_EQ(person.homes.size(), person.moves.size() + 1);
    EXPECT_TRUE(person.married.empty() || days(person.wedding) > days(person.birth) + 19 * 372)
        << i;
    households[person.household].push_back(std::move(person));
  }
  std::size_t twins = 0, alone = 0;
  for (const auto& [number, home] : households) {
    alone += home.size() == 1;
    for (std::size_t i = 1; i < home.size(); ++i) {
      EXPECT_EQ(home[i].homes, home[0].homes) << number;
      EXPECT_EQ(home[i].culture, home[0].culture) << number;
      const bool twin = home[i].birth_order == 2;
      twins += twin;
      if (twin) {
        EXPECT_EQ(home[i].birth, home[i - 1].birth) << number;
        EXPECT_NE(home[i].given, home[i - 1].given) << number;
      }
      for (std::size_t k = 0; k < i; ++k) {
        const int apart = std::abs(days(home[i].birth) - days(home[k].birth));
        const bool siblings = home[i].mother_family == home[k].mother_family &&
                              home[i].birth.year > 2005 && home[k].birth.year > 1995;
        EXPECT_TRUE(!siblings || apart == 0 || apart > 300) << number;
        EXPECT_FALSE(home[i].given == home[k].given && home[i].birth == home[k].birth) << number;
      }
    }
  }
  EXPECT_GT(households.size(), kRegistered / 3);
  EXPECT_GT(alone, households.size() / 4);
  EXPECT_GT(twins, 100u);
}

TEST(People, HaveValidNumbersOfTheirOwn) {
  const People people(kSeed);
  std::map<std::string, std::uint64_t> numbers;
  std::size_t without = 0;
  for (std::uint64_t i = 0; i < kRegistered; ++i) {
    const SyntheticPerson person = people.at(i);
    const IdentifierScheme* scheme = findScheme(person.culture->country);
    if (!scheme) {
      ++without;
      continue;
    }
    const IdentifierJudgement judgement = scheme->judge(person.number, People::kDay);
    IdentifierJudgement bearer;
    bearer.birth = person.birth;
    EXPECT_TRUE(judgement.valid) << scheme->country << " " << judgement.why;
    EXPECT_NE(birthAgrees(judgement, bearer.birthDate()), Agreement::kContradicts)
        << scheme->country;
    EXPECT_NE(sexAgrees(judgement, std::string(1, person.sex)), Agreement::kContradicts)
        << scheme->country;
    const auto [other, fresh] = numbers.emplace(person.number, i);
    EXPECT_TRUE(fresh) << scheme->country << ": people " << other->second << " and " << i;
  }
  EXPECT_LT(without, kRegistered / 20) << "only Portugal has none";
}

TEST(People, AreDistinctInTheCleanRegister) {
  const People people(kSeed + 1);
  std::map<std::string, int> seen;
  int same = 0;
  for (std::uint64_t i = 0; i < kRegistered; ++i) {
    const SyntheticPerson person = people.at(i);
    IdentifierJudgement bearer;
    bearer.birth = person.birth;
    same += seen[person.given + "|" + person.family + "|" + bearer.birthDate()]++;
  }
  EXPECT_LE(same, 5) << "namesakes born on one day are as rare as in life";
}

// What a difference between two records of one person is worth counting.
std::map<std::string, int> differences(const People& people, std::uint64_t persons) {
  std::map<std::string, int> count;
  for (std::uint64_t i = 0; i < persons; ++i)
    for (int copy = 1; copy < people.copies(i); ++copy) {
      const Demographics a = people.recorded(i, 0), b = people.recorded(i, copy);
      ++count["pairs"];
      const auto folded = [](const std::string& text) {
        return lowerCase(withMarks(romanized(text), Marks::kLost));
      };
      const PersonName &one = a.names[0], &other = b.names[0];
      count["given"] += folded(one.given) != folded(other.given);
      count["family"] += folded(one.family) != folded(other.family);
      count["script"] += isAscii(one.family) != isAscii(other.family);
      count["birth date"] += a.birth_date != b.birth_date;
      count["gender"] += a.gender != b.gender;
      count["number in both"] += !a.identifiers.empty() && !b.identifiers.empty();
      count["number differs"] +=
          !a.identifiers.empty() && !b.identifiers.empty() && a.identifiers != b.identifiers;
      count["telephone in both"] += !a.phones.empty() && !b.phones.empty();
      count["postal code differs"] += !a.addresses.empty() && !b.addresses.empty() &&
                                      a.addresses[0].postal_code != b.addresses[0].postal_code;
    }
  return count;
}

TEST(People, AreRecordedWithTheMistakesOfLife) {
  std::map<std::string, int> count = differences(People(kSeed), 6000);
  const int pairs = count["pairs"];
  for (const auto& [what, n] : count)
    std::cout << what << ": " << n << " (" << 100.0 * n / pairs << " %)\n";
  // Of a thousand pairs. Outside of these the set would be made easy, or impossible.
  const std::map<std::string, std::pair<int, int>> expected = {{"given", {80, 250}},
                                                               {"family", {80, 250}},
                                                               {"script", {50, 200}},
                                                               {"birth date", {30, 100}},
                                                               {"gender", {20, 80}},
                                                               {"number in both", {400, 650}},
                                                               {"number differs", {5, 30}},
                                                               {"telephone in both", {300, 500}},
                                                               {"postal code differs", {150, 350}}};
  for (const auto& [what, range] : expected) {
    EXPECT_GE(count[what] * 1000, range.first * pairs) << what;
    EXPECT_LE(count[what] * 1000, range.second * pairs) << what;
  }
}

TEST(People, HaveFamilyNamesThatAreBentForWomen) {
  EXPECT_EQ(bent(Naming::kPolish, "Kowalski", 'F'), "Kowalska");
  EXPECT_EQ(bent(Naming::kPolish, "Nowak", 'F'), "Nowak");
  EXPECT_EQ(bent(Naming::kCzech, "Novák", 'F'), "Nováková");
  EXPECT_EQ(bent(Naming::kCzech, "Novotný", 'F'), "Novotná");
  EXPECT_EQ(bent(Naming::kCzech, "Svoboda", 'F'), "Svobodová");
  EXPECT_EQ(bent(Naming::kCzech, "Jelínek", 'F'), "Jelínková");
  EXPECT_EQ(bent(Naming::kBulgarian, "Иванов", 'F'), "Иванова");
  EXPECT_EQ(bent(Naming::kGreek, "Παπαδόπουλος", 'F'), "Παπαδοπούλου");
  EXPECT_EQ(bent(Naming::kIcelandic, "Jóns", 'F'), "Jónsdóttir");
  EXPECT_EQ(bent(Naming::kWestern, "Müller", 'F'), "Müller");
}

TEST(People, AreSpelledInTheWaysOfSystems) {
  EXPECT_EQ(withMarks("Jürgen Groß", Marks::kNational), "Juergen Gross");
  EXPECT_EQ(withMarks("Łucja Żółć", Marks::kLost), "Lucja Zolc");
  EXPECT_EQ(withMarks("Ærø Ångström", Marks::kNational), "Aeroe Aangstroem");
  EXPECT_EQ(romanized("Γεώργιος Παπαδοπούλου"), "Georgios Papadopoulou");
  EXPECT_EQ(romanized("Христо Желев"), "Hristo Zhelev");
  EXPECT_EQ(upperCase("Müßig Łódź Ağaç Γεώργιος Елена"), "MÜSSIG ŁÓDŹ AĞAÇ ΓΕΏΡΓΙΟΣ ЕЛЕНА");
  EXPECT_EQ(lowerCase("MÜLLER ŁÓDŹ ŽIŽEK ΓΕΏΡΓΙΟΣ ЕЛЕНА ȘTEFAN"),
            "müller łódź žižek γεώργιοσ елена ștefan");
  Dice dice(1);
  for (int i = 0; i < 200; ++i) {
    const std::string slipped = mistyped("Kowalska", dice);
    EXPECT_TRUE(isUtf8(slipped) && slipped.size() >= 7 && slipped.size() <= 11) << slipped;
    EXPECT_NE(miskeyed("1984-01-25", dice), "1984-01-25");
  }
}

TEST(People, AreWrittenForWhoeverAsks) {
  const char* folder = std::getenv("PONTIS_PEOPLE");
  if (!folder) GTEST_SKIP() << "PONTIS_PEOPLE names no folder";
  const std::filesystem::path at(folder);
  std::filesystem::create_directories(at);
  std::ofstream first(at / "recorded.csv"), second(at / "register.csv"), map(at / "columns.txt");
  writeRecorded(first, kSeed, kRecorded);
  writeRegister(second, kSeed + 1, kRegistered);
  map << peopleColumns();
  EXPECT_TRUE(first.flush() && second.flush() && map.flush());
}

}  // namespace
}  // namespace pontis
