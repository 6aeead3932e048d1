#include "tests/support/people_household.h"

#include <algorithm>
#include <chrono>
#include <map>

#include "tests/support/people.h"

namespace pontis {
namespace {

using Words = std::vector<std::string>;

// The lists of a culture, cut into words.
struct Lexicon {
  Words male, female, families, heads, tails, towns, codes, streets, forms;
};

Words cut(std::string_view text) {
  Words words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    std::string word(text.substr(0, end));
    std::replace(word.begin(), word.end(), '_', ' ');
    words.push_back(std::move(word));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

const Lexicon& lexicon(const Culture& culture) {
  static const std::vector<Lexicon> kAll = [] {
    std::vector<Lexicon> all;
    for (const Culture& one : cultures()) {
      Lexicon words{cut(one.male),
                    cut(one.female),
                    cut(one.families),
                    cut(one.heads),
                    cut(one.tails),
                    cut(one.towns),
                    {},
                    cut(one.streets),
                    cut(one.forms)};
      for (std::string& town : words.towns) {
        const std::size_t colon = town.rfind(':');
        words.codes.push_back(town.substr(colon + 1));
        town.resize(colon);
      }
      all.push_back(std::move(words));
    }
    return all;
  }();
  return kAll[static_cast<std::size_t>(&culture - cultures().data())];
}

// The first words are the commonest.
const std::string& common(const Words& words, Dice& dice) {
  const double u = static_cast<double>(dice.below(1 << 24)) / (1 << 24);
  return words[static_cast<std::size_t>(static_cast<double>(words.size()) * u * (0.35 + 0.65 * u))];
}
const std::string& any(const Words& words, Dice& dice) {
  return words[dice.below(static_cast<std::uint32_t>(words.size()))];
}

// A family name of the country in the form that men have: a common one or a rare one.
std::string oneFamily(const Culture& culture, Dice& dice) {
  const Lexicon& words = lexicon(culture);
  if (words.tails.empty() || dice.perCent(45)) return common(words.families, dice);
  const std::string& head = any(words.heads, dice);
  const std::string middle = dice.perCent(35) ? lowerCase(any(words.heads, dice)) : "";
  return head + middle + any(words.tails, dice);
}

// As somebody is born with it, in the form of men.
std::string anyFamily(const Culture& culture, Dice& dice) {
  std::string family = oneFamily(culture, dice);
  const bool two = culture.naming == Naming::kSpanish || culture.naming == Naming::kPortuguese;
  if (two) family += " " + oneFamily(culture, dice);
  // Elsewhere one in fifty is double-barrelled.
  const bool western = culture.naming == Naming::kWestern || culture.naming == Naming::kPolish;
  if (western && dice.perCent(2)) family += "-" + oneFamily(culture, dice);
  return family;
}

std::string firstOf(const std::string& family) { return family.substr(0, family.find(' ')); }
std::string lastOf(const std::string& family) { return family.substr(family.rfind(' ') + 1); }

// What children are called after both parents.
std::string childFamily(const Culture& culture, const std::string& father,
                        const std::string& mother) {
  if (culture.naming == Naming::kSpanish) return firstOf(father) + " " + firstOf(mother);
  if (culture.naming == Naming::kPortuguese) return lastOf(mother) + " " + lastOf(father);
  return father;
}

bool endsWith(std::string_view text, std::string_view tail) { return text.ends_with(tail); }
std::string swapTail(std::string_view text, std::string_view from, std::string_view to) {
  return std::string(text.substr(0, text.size() - from.size())) + std::string(to);
}

std::string patronymic(const std::string& father, char sex) {
  std::string name = father;
  for (const auto& [from, to] : {std::pair{"й", "ев"}, {"и", "иев"}, {"о", "ов"}, {"а", "ов"}})
    if (endsWith(father, from)) {
      name = swapTail(father, from, to);
      return sex == 'F' ? name + "а" : name;
    }
  return name + (sex == 'F' ? "ова" : "ов");
}

CalendarDay plusDays(const CalendarDay& day, int days) {
  using namespace std::chrono;
  const sys_days at = year_month_day(year(day.year), month(static_cast<unsigned>(day.month)),
                                     std::chrono::day(static_cast<unsigned>(day.day)));
  const year_month_day then(at + std::chrono::days(days));
  return {static_cast<int>(then.year()), static_cast<int>(static_cast<unsigned>(then.month())),
          static_cast<int>(static_cast<unsigned>(then.day()))};
}

// The day `years` ago, give or take one.
CalendarDay yearsBefore(const CalendarDay& day, int years, Dice& dice) {
  return plusDays(day, -365 * years - static_cast<int>(dice.below(366)));
}

class Builder {
 public:
  Builder(std::uint64_t seed, std::uint64_t number)
      : seed_(seed), dice_(Dice::key(seed, number, 1)) {
    auto share = static_cast<int>(dice_.below(1000));
    for (const Culture& culture : cultures()) {
      home_.culture = &culture;
      if ((share -= culture.share) < 0) break;
    }
  }

  Household build(int size) {
    home_.members.reserve(static_cast<std::size_t>(size));
    if (size == 1)
      addAdult(dice_.perCent(50) ? 'F' : 'M', People::kDay, dice_.between(18, 94));
    else if (size == 2 && dice_.perCent(72))
      addCouple(dice_.between(22, 88));
    else if (size == 2)
      addFamily(1, size);
    else
      addFamily(dice_.perCent(82) ? 2 : 1, size);
    addHomes();
    return std::move(home_);
  }

 private:
  Member& addMember(char sex, const CalendarDay& birth) {
    Member member;
    member.sex = sex;
    member.birth = birth;
    home_.members.push_back(std::move(member));
    return home_.members.back();
  }

  void name(Member& member, const std::string& given) {
    const Culture& culture = *home_.culture;
    const Lexicon& words = lexicon(culture);
    const Words& names = member.sex == 'F' ? words.female : words.male;
    member.given = given.empty() ? common(names, dice_) : given;
    if (!dice_.perCent(culture.second_given)) return;
    member.second = common(names, dice_);
    if (member.second == member.given) member.second.clear();
  }

  std::size_t addAdult(char sex, const CalendarDay& before, int years) {
    const Culture& culture = *home_.culture;
    CalendarDay birth = yearsBefore(before, years, dice_);
    // Where births were registered late, many are of 1 January.
    if (culture.country == "TR" && dice_.perCent(6)) birth.month = birth.day = 1;
    Member& member = addMember(sex, birth);
    name(member, "");
    member.of_men = anyFamily(culture, dice_);
    member.family = bent(culture.naming, member.of_men, sex);
    if (culture.naming == Naming::kBulgarian)
      member.second = patronymic(common(lexicon(culture).male, dice_), sex);
    member.mother_family = bent(culture.naming, oneFamily(culture, dice_), 'F');
    return home_.members.size() - 1;
  }

  void addCouple(int years) {
    const std::size_t he = addAdult('M', People::kDay, years);
    const std::size_t she = addAdult('F', People::kDay, std::max(19, years - dice_.between(-4, 7)));
    marry(he, she);
  }

  void marry(std::size_t he, std::size_t she) {
    home_.keeper = she;
    const int year = home_.members[she].birth.year + dice_.between(20, 36);
    // Of those who have lived to that year, a fifth did not marry.
    if (dice_.perCent(22) || year >= People::kDay.year) return;
    home_.members[she].spouse_family = home_.members[he].of_men;
    home_.members[he].spouse_family = home_.members[she].family;
    home_.wedding = {year, dice_.between(4, 10), dice_.between(1, 28)};
  }

  // Births from the youngest back, then the parents who fit them.
  void addFamily(int parents, int size) {
    const int children = size - parents;
    std::vector<CalendarDay> births;
    std::vector<int> orders;
    CalendarDay birth = plusDays(People::kDay, -1 - static_cast<int>(dice_.below(365 * 20)));
    while (static_cast<int>(births.size()) < children) {
      births.push_back(birth);
      orders.push_back(0);
      if (static_cast<int>(births.size()) < children && dice_.perMille(35)) {
        births.push_back(birth);
        orders.back() = 2;
        orders.push_back(1);
      }
      birth = plusDays(birth, -dice_.between(400, 1900));
    }
    const CalendarDay eldest = births.back();
    addParents(parents, eldest);
    const std::string& father = fatherFamily_;
    for (std::size_t i = births.size(); i-- > 0;) addChild(births[i], orders[i], father);
  }

  void addParents(int parents, const CalendarDay& eldest) {
    const Culture& culture = *home_.culture;
    if (parents == 2) {
      const std::size_t he = addAdult('M', eldest, dice_.between(21, 42));
      const std::size_t she = addAdult('F', eldest, dice_.between(20, 36));
      marry(he, she);
      fatherFamily_ = home_.members[he].of_men;
      fatherGiven_ = home_.members[he].given;
      motherFamily_ = home_.members[she].family;
      return;
    }
    const char sex = dice_.perCent(85) ? 'F' : 'M';
    const std::size_t one = addAdult(sex, eldest, dice_.between(19, 36));
    home_.keeper = one;
    const bool mother = sex == 'F';
    motherFamily_ =
        mother ? home_.members[one].family : bent(culture.naming, anyFamily(culture, dice_), 'F');
    // Half of the mothers alone gave their children their own name.
    fatherFamily_ =
        !mother || dice_.perCent(50) ? home_.members[one].of_men : anyFamily(culture, dice_);
    fatherGiven_ = mother ? common(lexicon(culture).male, dice_) : home_.members[one].given;
  }

  void addChild(const CalendarDay& birth, int order, const std::string& father) {
    const Culture& culture = *home_.culture;
    const Words& names = [&]() -> const Words& {
      Member& child = addMember(dice_.perCent(49) ? 'F' : 'M', birth);
      return child.sex == 'F' ? lexicon(culture).female : lexicon(culture).male;
    }();
    const std::size_t at = home_.members.size() - 1;
    Member& child = home_.members[at];
    child.birth_order = order;
    std::string given = common(names, dice_);
    // Some twins are called alike: the same first letter.
    if (order == 2 && at > 0 && home_.members[at - 1].sex == child.sex && dice_.perCent(25))
      for (int tries = 0; tries < 12 && given[0] != home_.members[at - 1].given[0]; ++tries)
        given = any(names, dice_);
    for (int tries = 0; tries < 9 && isTaken(given, at); ++tries) given = any(names, dice_);
    // One son in twenty has his father's name.
    if (child.sex == 'M' && !isTaken(fatherGiven_, at) && dice_.perCent(5)) given = fatherGiven_;
    name(child, given);
    child.family =
        culture.naming == Naming::kIcelandic
            ? bent(culture.naming, icelandicFather(), child.sex)
            : bent(culture.naming, childFamily(culture, father, motherFamily_), child.sex);
    if (culture.naming == Naming::kBulgarian) child.second = patronymic(fatherGiven_, child.sex);
    child.mother_family = motherFamily_;
  }

  std::string icelandicFather() {
    if (genitive_.empty()) genitive_ = common(lexicon(*home_.culture).families, dice_);
    return genitive_;
  }

  bool isTaken(const std::string& given, std::size_t before) const {
    for (std::size_t i = 0; i < before; ++i)
      if (home_.members[i].given == given &&
          home_.members[i].birth.year > home_.members[before].birth.year - 18)
        return true;
    return false;
  }

  void addHomes() {
    const int count = dice_.perCent(55) ? 1 : dice_.perCent(67) ? 2 : 3;
    std::vector<CalendarDay> days;
    for (int i = 1; i < count; ++i)
      days.push_back({dice_.between(2005, 2025), dice_.between(1, 12), dice_.between(1, 28)});
    std::sort(days.begin(), days.end());
    home_.moves = std::move(days);
    const Lexicon& words = lexicon(*home_.culture);
    std::size_t town = dice_.below(static_cast<std::uint32_t>(words.towns.size()));
    for (int i = 0; i < count; ++i) {
      if (i > 0 && dice_.perCent(35))
        town = dice_.below(static_cast<std::uint32_t>(words.towns.size()));
      home_.homes.push_back(address(town));
      home_.landlines.push_back(landline());
    }
  }

  PostalAddress address(std::size_t town) {
    const Culture& culture = *home_.culture;
    const Lexicon& words = lexicon(culture);
    const std::uint32_t which = dice_.below(static_cast<std::uint32_t>(words.streets.size()));
    const std::uint32_t form =
        dice_.below(static_cast<std::uint32_t>(std::max<std::size_t>(1, words.forms.size())));
    PostalAddress home;
    home.line = words.streets[which];
    if (const std::size_t at = home.line.find('%'); at != home.line.npos)
      home.line.replace(at, 1, words.forms.empty() ? "" : words.forms[form]);
    home.house_number = std::to_string(1 + dice_.below(dice_.perCent(60) ? 40 : 180));
    if (dice_.perCent(7)) home.house_number += static_cast<char>('a' + dice_.below(4));
    const std::string_view country = culture.country;
    if ((country == "PL" || country == "AT" || country == "CZ" || country == "TR") &&
        dice_.perCent(50))
      home.house_number += "/" + std::to_string(1 + dice_.below(40));
    home.city = words.towns[town];
    // A street has one postal code.
    const auto row = static_cast<std::uint64_t>(&culture - cultures().data());
    Dice code(Dice::key(seed_ ^ 77, row * 1000 + town, which * 100 + form));
    for (const char c : words.codes[town])
      home.postal_code += c == '#'   ? static_cast<char>('0' + code.below(10))
                          : c == '@' ? static_cast<char>('A' + code.below(26))
                                     : c;
    home.country = std::string(country);
    home.use = "H";
    return home;
  }

  std::string landline() {
    std::string digits = "2";
    for (int i = 0; i < 7; ++i) digits += static_cast<char>('0' + dice_.below(10));
    return std::string(home_.culture->call) + " " + digits;
  }

  std::uint64_t seed_;
  Dice dice_;
  Household home_;
  std::string fatherFamily_, fatherGiven_, motherFamily_, genitive_;
};

}  // namespace

Household makeHousehold(std::uint64_t seed, std::uint64_t number, int size) {
  return Builder(seed, number).build(size);
}

std::string bent(Naming naming, std::string_view family, char sex) {
  const std::string same(family);
  if (naming == Naming::kIcelandic) return same + (sex == 'F' ? "dóttir" : "son");
  if (sex == 'M') return same;
  const auto change = [&](std::initializer_list<std::pair<const char*, const char*>> tails) {
    for (const auto& [from, to] : tails)
      if (endsWith(family, from)) return swapTail(family, from, to);
    return same;
  };
  switch (naming) {
    case Naming::kPolish:
      return change({{"ski", "ska"}, {"cki", "cka"}, {"dzki", "dzka"}});
    case Naming::kBulgarian:
      return change({{"ски", "ска"}, {"ов", "ова"}, {"ев", "ева"}});
    case Naming::kGreek:
      return change({{"όπουλος", "οπούλου"},
                     {"ης", "η"},
                     {"ής", "ή"},
                     {"ας", "α"},
                     {"άς", "ά"},
                     {"ος", "ου"},
                     {"ός", "ού"}});
    case Naming::kCzech:
      if (endsWith(family, "ová") || endsWith(family, "á") || endsWith(family, "í")) return same;
      if (endsWith(family, "ý")) return swapTail(family, "ý", "á");
      if (endsWith(family, "a")) return swapTail(family, "a", "ová");
      if (endsWith(family, "ek")) return swapTail(family, "ek", "ková");
      if (endsWith(family, "ec")) return swapTail(family, "ec", "cová");
      return same + "ová";
    default:
      return same;
  }
}

std::string anyTown(const Culture& culture, Dice& dice) {
  return any(lexicon(culture).towns, dice);
}

std::string anyMobile(const Culture& culture, Dice& dice) {
  std::string digits = "6";
  for (int i = 0; i < 8; ++i) digits += static_cast<char>('0' + dice.below(10));
  return std::string(culture.call) + " " + digits;
}

}  // namespace pontis
