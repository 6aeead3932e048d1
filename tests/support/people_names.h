// The word lists of the synthetic people: common names, towns and streets of Europe. Common names
// are facts; nobody in particular is meant.
#pragma once

#include <span>
#include <string_view>

namespace pontis {

enum class Naming {
  kWestern,
  kPolish,
  kCzech,
  kBulgarian,
  kGreek,
  kIcelandic,
  kSpanish,
  kPortuguese
};

// Words are separated by blanks, '_' is a blank within a word; the commonest come first.
struct Culture {
  std::string_view country;  // ISO 3166-1; also the key of its identifier scheme, if it has one
  int share = 0;             // of a thousand people
  Naming naming = Naming::kWestern;
  int takes_name = 0;     // of a hundred wives, how many take the husband's name
  int second_given = 0;   // of a hundred people
  int states_number = 0;  // of a hundred records
  std::string_view male, female;
  std::string_view families;      // of men; the Slavic and Greek ones are bent for women
  std::string_view heads, tails;  // of which the rare family names are made
  std::string_view towns;         // "Berlin:10###": '#' is a digit, '@' a letter of the postal code
  std::string_view streets;       // "Linden%": % is where the form goes
  std::string_view forms;         // "straße weg"
  bool number_first = false;      // "12 High Street"
  std::string_view call;          // country code of telephones
};

std::span<const Culture> cultures();

// Short for long: "Hans Johannes"; pairs that clerks mix up.
struct ShortName {
  std::string_view full, brief;
};
std::span<const ShortName> shortNames();

}  // namespace pontis
