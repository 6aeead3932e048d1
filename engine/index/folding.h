// Folding: names and places in any European spelling as plain words that can be compared.
//
// Case, accents and punctuation go; Cyrillic and Greek letters become Latin ones. What a country
// writes in two ways becomes one: ö, oe and ø; å and aa; ä, ae and æ; ü and ue; ß and ss. The
// result is for comparing only, never for showing: "Joel" becomes "jol".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pontis {

// Words of a-z and 0-9, one blank between; hyphens stay inside words if `hyphens`, else they part
// words. Apostrophes vanish: "O'Brien" is one word. Scripts that are not known leave their UTF-8.
std::string fold(std::string_view text, bool hyphens = false);

// The words of what fold() returned; they borrow from it.
std::vector<std::string_view> splitWords(std::string_view folded);

// The letters and digits of an identifier, in lower case.
std::string foldCode(std::string_view text);

// How a word sounds, roughly: its first letter and the classes of its next consonants, at most
// four. 0 for an empty word.
unsigned soundOf(std::string_view word);

}  // namespace pontis
