// Name words: a person's name as the words that are compared.
//
// Titles and particles go (Dr, van, de la), suffixes are read (Jr, III), double-barrelled and
// Iberian names become several words, "Mc Veety" and "San Juan" one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pontis {

// Of one spelling of a given or family name (folding.h), in order. A suffix or title is left out.
std::vector<std::string> nameWords(std::string_view folded);

// Jr and II, Sr and I, III, IV, V as 2, 1, 3, 4, 5; 0 if it is none of them.
std::uint8_t readSuffix(std::string_view text);
// The suffix that ends a name ("smith jr"), or 0.
std::uint8_t suffixIn(std::string_view folded);

// True if the words are the forms of one family name, or patronymic, for men and for women:
// Novák and Nováková, Kowalski and Kowalska, Ivanovich and Ivanovna, Kazlauskas and Kazlauskienė.
bool sameForBothSexes(std::string_view a, std::string_view b);

// Groups of given names that stand for each other (Robert, Bob); at most two for a word, 0 for
// none.
struct NicknameGroups {
  std::uint16_t first = 0, second = 0;
};
NicknameGroups nicknameGroups(std::string_view word);

}  // namespace pontis
