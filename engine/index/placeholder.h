// Placeholder: tells values that stand for nothing (BABY BOY, NACHNAME UNBEKANNT, 1900-01-01,
// 999-99-9999, NO FIXED ABODE) from what somebody stated. Two records that share one share nothing:
// it must neither link nor block.
//
// Two knowledges: lists, in the languages of Europe, of what clerks write where they know nothing;
// and the frequency of a value in its field, for the habits of one house.
//
// Folded text means here: lower case, Latin letters without marks (ö may be o or oe), digits, words
// separated by one blank, nothing else. Cyrillic and Greek are expected transliterated. Upper case
// and ASCII punctuation are tolerated everywhere, so raw ASCII will do as well.
//
// Thread safety: the functions may be called by any thread; a FrequentValues belongs to one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace pontis {

enum class Standing : std::uint8_t {
  kStated,   // it may be true
  kWeak,     // as a rule a default (1 January), or shared by many: little evidence, no blocking key
  kNothing,  // stands for nothing
  kNewborn,  // names only: nothing is known yet but that it is a baby
};

struct NameStanding {
  Standing standing = Standing::kStated;
  char sex = 0;  // 'F' or 'M' if the placeholder says so: "BABY GIRL", "UNKNOWN MALE"

  bool operator==(const NameStanding&) const = default;
};

// Given names: one field, or all given names with blanks between. Empty is kNothing.
NameStanding judgeGiven(std::string_view folded);
// A family name. "Boy", "Baby" and "Infant" alone are family names and stated.
NameStanding judgeFamily(std::string_view folded);
// Both together, worse than either: "JOHN DOE", "MAX MUSTERMANN", "TEST PATIENT", "N N". If one of
// them is stated and the other is not, this says kStated: judge them apart.
NameStanding judgeName(std::string_view given, std::string_view family);
// The same for who has judged them apart.
NameStanding judgeName(std::string_view given, std::string_view family,
                       const NameStanding& of_given, const NameStanding& of_family);

// A date as Demographics has it, or YYYYMMDD. 1 January of any year is kWeak. What is no date is
// kStated: that is for its reader to say.
Standing judgeDate(std::string_view date);

// An identifier: kNothing if it has fewer than `shortest` letters and digits, if these are all
// equal or one run (123456789, 987654321), if it is one of the numbers printed on samples, or words
// (NONE). Leading zeros before one last digit are kWeak (00000001).
Standing judgeNumber(std::string_view number, std::size_t shortest = 4);

// A telephone number in any format.
Standing judgePhone(std::string_view phone);

// An address of e-mail. What an office shares (info@, reception@) is kWeak.
Standing judgeEmail(std::string_view email);

// The lines of a postal address: NO FIXED ABODE, HOMELESS, UNKNOWN. General delivery is kWeak.
Standing judgeAddress(std::string_view folded);

Standing judgePostalCode(std::string_view code);

// Any other words: a city, a birth place.
Standing judgeWords(std::string_view folded);

// ---- what frequency tells

// How the values of a field are spread over people.
enum class Spread : std::uint8_t {
  kNames,  // a few are common, many are rare (Zipf): names, cities
  kDates,  // nearly even: birth dates
  kOwn,    // one value a person or household: identifiers, telephones, e-mail
};

// Returns how often a value of such a field may occur before it is taken for a placeholder, given
// how often each distinct value occurs (in any order). The greatest number if they are too few to
// tell: fewer than 1000 values or 50 distinct ones.
std::uint32_t frequencyLimit(Spread spread, std::span<const std::uint32_t> counts);

// Counts the values of one field, and answers. Keeps 64 bits of each, not the value.
class FrequentValues {
 public:
  explicit FrequentValues(Spread spread) : spread_(spread) {}

  void add(std::string_view value);
  // The limit is computed anew when the values have grown by an eighth.
  bool isPlaceholder(std::string_view value);
  std::uint32_t count(std::string_view value) const;
  std::size_t total() const { return total_; }

 private:
  Spread spread_;
  std::unordered_map<std::uint64_t, std::uint32_t> counts_;
  std::size_t total_ = 0, judged_ = 0;
  std::uint32_t limit_ = 0xFFFFFFFF;
};

}  // namespace pontis
