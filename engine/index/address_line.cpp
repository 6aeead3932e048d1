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

// What kinds of streets are called, long and short.
std::string_view abbreviated(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 44> kKinds{{
      {"street", "st"},    {"str", "st"},        {"strasse", "st"},   {"straat", "st"},
      {"avenu", "av"},     {"ave", "av"},        {"avenida", "av"},   {"avda", "av"},
      {"road", "rd"},      {"drive", "dr"},      {"lane", "ln"},      {"place", "pl"},
      {"court", "ct"},     {"circle", "cir"},    {"circuit", "cct"},  {"crescent", "cr"},
      {"cres", "cr"},      {"close", "cl"},      {"boulevard", "bd"}, {"blvd", "bd"},
      {"square", "sq"},    {"terrace", "tce"},   {"ter", "tce"},      {"parade", "pde"},
      {"highway", "hwy"},  {"parkway", "pkwy"},  {"trail", "trl"},    {"grove", "gr"},
      {"gardens", "gdns"}, {"calle", "c"},       {"rua", "r"},        {"ru", "r"},
      {"via", "v"},        {"platz", "pl"},      {"ulica", "ul"},     {"north", "n"},
      {"south", "s"},      {"east", "e"},        {"west", "w"},       {"mount", "mt"},
      {"saint", "st"},     {"causeway", "cswy"}, {"way", "wy"},       {"valley", "vly"},
  }};
  for (const auto& [name, abbreviation] : kKinds)
    if (word == name) return abbreviation;
  return word;
}

// "hauptstrasse", "hauptstr": the kind is part of the word in Germanic languages.
std::string shortened(std::string_view word) {
  for (const std::string_view ending : {"strasse", "straat", "str"})
    if (word.size() > ending.size() + 3 && word.ends_with(ending))
      return std::string(word.substr(0, word.size() - ending.size())) + "st";
  return std::string(abbreviated(word));
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
      street.push_back(shortened(word));
    }
  }
  for (const std::string& word : street) out.street += (out.street.empty() ? "" : " ") + word;
  return out;
}

}  // namespace pontis
