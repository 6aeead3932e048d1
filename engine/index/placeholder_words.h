// Placeholder words: what clerks in Europe write where they know no name and no address. The lists
// are in placeholder_words.cpp; placeholder.h is for whoever has a value to judge.
//
// Words are lower case ASCII letters and digits; ae, oe and ue count as a, o and u.
#pragma once

#include <cstdint>
#include <string_view>

namespace pontis {

struct PlaceholderWord {
  enum Kind : std::uint8_t {
    kNone,
    kNothing,  // "unknown": alone enough
    kFiller,   // "name", "person": means nothing beside one that is enough
    kNewborn,  // "baby"
    kSex,      // "boy", "daughter", "male"
    kOf,       // "of", "von", "de"
  };
  Kind kind = kNone;
  char sex = 0;  // 'F', 'M'
};

// `next`: another word that is read as if it were written together with the first.
PlaceholderWord placeholderWord(std::string_view word, std::string_view next = "");

// Phrases that words do not tell: "x se disant", "do not use".
bool isPlaceholderPhrase(std::string_view text);
// "john|doe": given and family name that are only together nobody's.
bool isPlaceholderPair(std::string_view both);
// A given name that is a sex: "boy", "male"; not "nina", which is also Spanish for a girl.
bool isBareSex(std::string_view word);
// Words for a baby that are family names as well.
bool isFamilyToo(std::string_view word);
// "no fixed abode", "homeless".
bool isNoAbode(std::string_view text);

}  // namespace pontis
