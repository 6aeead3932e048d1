#include <algorithm>
#include <array>
#include <utility>

#include "engine/index/description.h"
#include "engine/index/folding.h"

namespace pontis {
namespace {

bool hasDigit(std::string_view word) {
  return std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// What is abbreviated in the names of streets, in full: slips are seen in long words.
std::string_view inFull(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 42> kShort{{
      {"st", "street"},    {"str", "strasse"},  {"av", "avenu"},       {"ave", "avenu"},
      {"avda", "avenida"}, {"rd", "road"},      {"dr", "drive"},       {"drv", "drive"},
      {"ln", "lane"},      {"pl", "place"},     {"ct", "court"},       {"crt", "court"},
      {"cir", "circle"},   {"cct", "circuit"},  {"cr", "crescent"},    {"cres", "crescent"},
      {"cl", "close"},     {"bd", "boulevard"}, {"blvd", "boulevard"}, {"bvd", "boulevard"},
      {"sq", "square"},    {"tce", "terrace"},  {"ter", "terrace"},    {"pde", "parade"},
      {"hwy", "highway"},  {"pkwy", "parkway"}, {"trl", "trail"},      {"tr", "trail"},
      {"gr", "grove"},     {"gdns", "gardens"}, {"c", "calle"},        {"r", "rua"},
      {"v", "via"},        {"ul", "ulica"},     {"mt", "mount"},       {"cswy", "causeway"},
      {"wy", "way"},       {"vly", "valley"},   {"hts", "heights"},    {"pt", "point"},
      {"ft", "fort"},      {"rte", "route"},
  }};
  for (const auto& [abbreviation, name] : kShort)
    if (word == abbreviation) return name;
  return word;
}

// "hauptstr": the kind is part of the word in Germanic languages.
std::string inFull(std::string_view word, bool first) {
  if (first && word == "st") return "saint";
  if (word.size() > 6 && word.ends_with("str")) return std::string(word) + "asse";
  return std::string(inFull(word));
}

bool namesFlat(std::string_view word) {
  return word == "apt" || word == "apartment" || word == "unit" || word == "suit" ||
         word == "flat" || word == "fl" || word == "top" || word == "room" || word == "ste";
}

bool isDirection(std::string_view word) {
  return word == "n" || word == "s" || word == "e" || word == "w" || word == "north" ||
         word == "south" || word == "east" || word == "west";
}

}  // namespace

AddressLine readAddressLine(std::string_view line) {
  AddressLine out;
  const std::string folded = fold(line);
  const auto words = splitWords(folded);
  std::vector<std::string> street;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (namesFlat(word) && i > 0) {
      ++i;  // and its number
    } else if (hasDigit(word) && out.house.empty() && (i == 0 || i + 1 == words.size())) {
      out.house = word;
    } else if (isDirection(word) && words.size() > 2) {
      continue;  // as often left out as written
    } else {
      street.push_back(inFull(word, street.empty()));
    }
  }
  for (const std::string& word : street) out.street += word;
  return out;
}

}  // namespace pontis
