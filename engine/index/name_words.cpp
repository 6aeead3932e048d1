#include "engine/index/name_words.h"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>

#include "engine/index/folding.h"
#include "engine/index/nicknames.h"

namespace pontis {
namespace {

bool isTitle(std::string_view word) {
  static const std::set<std::string_view> kTitles{
      "dr",   "prof", "mr",    "mrs", "ms",  "miss", "sir",      "dame",   "lord", "lady",
      "herr", "frau", "dipl",  "ing", "mag", "med",  "senor",    "senora", "sra",  "dott",
      "mme",  "mlle", "baron", "rev", "fr",  "earl", "viscount", "duke",   "md",   "phd"};
  return kTitles.contains(word);
}

bool isParticle(std::string_view word) {
  static const std::set<std::string_view> kParticles{
      "de", "la",  "las", "los", "del", "della", "di",  "da",  "das",  "do",  "dos", "du",  "des",
      "le", "van", "von", "vom", "zu",  "zum",   "zur", "der", "den",  "ter", "ten", "af",  "av",
      "el", "al",  "y",   "e",   "i",   "bin",   "ibn", "ben", "bint", "of",  "the", "und", "and"};
  return kParticles.contains(word);
}

// Is written apart as often as not.
bool joinsTheNext(std::string_view word) {
  static const std::set<std::string_view> kPrefixes{"mc",   "mac", "o",   "st",  "san",  "santa",
                                                    "fitz", "ap",  "abu", "abd", "abdul"};
  return kPrefixes.contains(word);
}

std::string stemOf(std::string_view word) {
  struct Ending {
    std::string_view ending, instead;
  };
  static constexpr std::array kEndings{Ending{"ovna", "ovich"},
                                       Ending{"evna", "evich"},
                                       Ending{"ichna", "ich"},
                                       Ending{"skaya", "ski"},
                                       Ending{"skaia", "ski"},
                                       Ending{"skaja", "ski"},
                                       Ending{"ska", "ski"},
                                       Ending{"cka", "cki"},
                                       Ending{"skiy", "ski"},
                                       Ending{"skij", "ski"},
                                       Ending{"skii", "ski"},
                                       Ending{"sky", "ski"},
                                       Ending{"cky", "cki"},
                                       Ending{"dzka", "dzki"},
                                       Ending{"aya", "y"},
                                       Ending{"ova", ""},
                                       Ending{"eva", ""},
                                       Ending{"iova", ""},
                                       Ending{"ov", ""},
                                       Ending{"ev", ""},
                                       Ending{"off", ""},
                                       Ending{"ina", "in"},
                                       Ending{"auskiene", "ausk"},
                                       Ending{"auskaite", "ausk"},
                                       Ending{"iene", ""},
                                       Ending{"aite", ""},
                                       Ending{"yte", ""},
                                       Ending{"ute", ""},
                                       Ending{"as", ""},
                                       Ending{"is", ""},
                                       Ending{"us", ""},
                                       Ending{"ou", ""},
                                       Ending{"os", ""},
                                       Ending{"na", "n"},
                                       Ending{"a", ""},
                                       Ending{"ek", "k"}};
  for (const Ending& one : kEndings)
    if (word.size() > one.ending.size() + 2 && word.ends_with(one.ending))
      return std::string(word.substr(0, word.size() - one.ending.size())).append(one.instead);
  return std::string(word);
}

}  // namespace

std::uint8_t readSuffix(std::string_view text) {
  const std::string word = foldCode(text);
  if (word == "jr" || word == "junior" || word == "ii" || word == "2nd" || word == "2") return 2;
  if (word == "sr" || word == "senior" || word == "i" || word == "1st" || word == "1") return 1;
  if (word == "iii" || word == "3rd" || word == "3") return 3;
  if (word == "iv" || word == "4th" || word == "4") return 4;
  if (word == "v" || word == "5th" || word == "5") return 5;
  return 0;
}

std::uint8_t suffixIn(std::string_view folded) {
  const auto words = splitWords(folded);
  return words.size() > 1 && words.back().size() > 1 ? readSuffix(words.back()) : 0;
}

std::vector<std::string> nameWords(std::string_view folded) {
  const auto words = splitWords(folded);
  std::vector<std::string> out, dropped;
  std::string head;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    const bool suffix = i > 0 && i + 1 == words.size() && word.size() > 1 && readSuffix(word) != 0;
    if (suffix || isTitle(word) || (isParticle(word) && words.size() > 1)) {
      dropped.emplace_back(word);
    } else if (joinsTheNext(word) && i + 1 < words.size()) {
      head = word;
    } else {
      out.push_back(head + std::string(word));
      head.clear();
    }
  }
  return out.empty() ? dropped : out;
}

bool sameForBothSexes(std::string_view a, std::string_view b) {
  if (a.size() < 4 || b.size() < 4 || a.substr(0, 3) != b.substr(0, 3)) return false;
  const std::string x = stemOf(a), y = stemOf(b);
  return x.size() > 2 && x == y;
}

NicknameGroups nicknameGroups(std::string_view word) {
  static const auto kGroups = [] {
    std::unordered_map<std::string, NicknameGroups> out;
    std::uint16_t group = 0;
    for (const char* line : nicknames()) {
      ++group;
      const std::string folded = fold(line);
      for (const std::string_view name : splitWords(folded)) {
        NicknameGroups& of = out[std::string(name)];
        if (of.first == 0)
          of.first = group;
        else if (of.second == 0 && of.first != group)
          of.second = group;
      }
    }
    return out;
  }();
  const auto found = kGroups.find(std::string(word));
  return found == kGroups.end() ? NicknameGroups{} : found->second;
}

}  // namespace pontis
