#include <string>

#include "engine/index/identifier_rules.h"

namespace pontis::identifier {
namespace {

constexpr std::string_view kPpsSigns = "WABCDEFGHIJKLMNOPQRSTUV";
constexpr std::string_view kDniSigns = "TRWAGMYFPDXBNJZSQVHLCKE";
constexpr std::string_view kMonths = "ABCDEHLMPRST";  // codice fiscale
constexpr std::string_view kOmocodia = "LMNPQRSTUV";  // … where two people would share one

char digitOf(int value) { return static_cast<char>('0' + value); }
bool isLetter(char c) { return c >= 'A' && c <= 'Z'; }

IdentifierJudgement good() {
  IdentifierJudgement judgement;
  judgement.valid = true;
  return judgement;
}

char ppsSign(std::string_view seven, char second) {
  int sum = weighted(seven, {8, 7, 6, 5, 4, 3, 2});
  // Of the second letter only A to I count; W, T and X mark older numbers.
  if (second >= 'A' && second <= 'I') sum += 9 * (second - 'A' + 1);
  return kPpsSigns[static_cast<std::size_t>(sum % 23)];
}

int nhsDigit(std::string_view nine) {
  return (11 - weighted(nine, {10, 9, 8, 7, 6, 5, 4, 3, 2}) % 11) % 11;
}

char kvnrDigit(std::string_view letter_and_eight) {
  std::string digits = padded(static_cast<unsigned>(letter_and_eight[0] - 'A' + 1), 2);
  digits += letter_and_eight.substr(1);
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const int value = digit(digits, i) * (i % 2 ? 2 : 1);
    sum += value / 10 + value % 10;
  }
  return digitOf(sum % 10);
}

// The number with its fourth digit, the check digit, taken out.
int vnrRest(std::string_view three, std::string_view date) {
  return (weighted(three, {3, 7, 9}) + weighted(date, {5, 8, 4, 2, 1, 6})) % 11;
}

char eanDigit(std::string_view twelve) {
  return digitOf((10 - weighted(twelve, {1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3}) % 10) % 10);
}

// Omocodia: a digit, or the letter that stands for it; -1 if it is neither.
int fiscalDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const std::size_t at = kOmocodia.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

char fiscalSign(std::string_view fifteen) {
  static constexpr int kOdd[] = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                                 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
  int sum = 0;
  for (std::size_t i = 0; i < fifteen.size(); ++i) {
    const char c = fifteen[i];
    const int value = isLetter(c) ? c - 'A' : c - '0';
    sum += i % 2 == 0 ? kOdd[value] : value;  // the first character has the odd place
  }
  return static_cast<char>('A' + sum % 26);
}

std::string fiscalLetters(std::uint64_t serial) {
  static constexpr std::string_view kConsonants = "BCDFGLMNPRSTVZ";
  std::string letters;
  for (int i = 0; i < 6; ++i, serial /= kConsonants.size())
    letters += kConsonants[serial % kConsonants.size()];
  return letters;
}

// Ireland: Social Welfare Consolidation Act 2005, section 262, and the Revenue's description of the
// PPSN: seven digits, a check letter modulo 23, since 2013 a second letter that counts.
IdentifierJudgement judgePps(std::string_view text, const CalendarDay&) {
  if ((text.size() != 8 && text.size() != 9) || !areDigits(text.substr(0, 7), 7))
    return refuse(kFormat);
  const char second = text.size() == 9 ? text[8] : 0;
  static constexpr std::string_view kSecond = "ABCDEFGHIWTX";
  if (kPpsSigns.find(text[7]) == kPpsSigns.npos || (second && kSecond.find(second) == kSecond.npos))
    return refuse(kFormat);
  return text[7] == ppsSign(text.substr(0, 7), second) ? good() : refuse(kCheckDigit);
}

std::string makePps(const CalendarDay&, char, std::uint64_t serial) {
  const std::string seven = padded(1'000'000 + serial % 9'000'000, 7);
  const char second = serial / 9'000'000 % 2 ? 'H' : 'A';
  return seven + ppsSign(seven, second) + second;
}

// United Kingdom: NHS Data Dictionary, attribute NHS NUMBER: nine digits, check digit modulo 11; a
// rest of 10 is not given.
IdentifierJudgement judgeNhs(std::string_view text, const CalendarDay&) {
  if (!areDigits(text, 10)) return refuse(kFormat);
  return nhsDigit(text) == digit(text, 9) ? good() : refuse(kCheckDigit);
}

std::string makeNhs(const CalendarDay&, char, std::uint64_t serial) {
  // At most two numbers in a row are not given: a step of three keeps serials apart.
  for (std::uint64_t body = 400'000'000 + serial % 90'000'000 * 3;; ++body) {
    const std::string nine = padded(body, 9);
    if (const int check = nhsDigit(nine); check < 10) return nine + digitOf(check);
  }
}

// Netherlands: Wet algemene bepalingen burgerservicenummer (2007) and Logisch Ontwerp GBA: nine
// digits that pass the test of eleven. Shorter ones lost their leading zeros.
IdentifierJudgement judgeBsn(std::string_view given, const CalendarDay&) {
  if (given.size() < 8 || !areDigits(given, given.size()) || given.size() > 9)
    return refuse(kFormat);
  const std::string text = given.size() == 8 ? "0" + std::string(given) : std::string(given);
  if (number(text, 0, 9) == 0) return refuse(kFormat);
  if (weighted(text, {9, 8, 7, 6, 5, 4, 3, 2, -1}) % 11 != 0) return refuse(kCheckDigit);
  IdentifierJudgement judgement = good();
  judgement.canonical = text;
  return judgement;
}

std::string makeBsn(const CalendarDay&, char, std::uint64_t serial) {
  for (std::uint64_t body = 10'000'000 + serial % 29'000'000 * 3;; ++body) {
    const std::string eight = padded(body, 8);
    if (const int check = weighted(eight, {9, 8, 7, 6, 5, 4, 3, 2}) % 11; check < 10)
      return eight + digitOf(check);
  }
}

// Belgium: koninklijk besluit van 3 april 1984 (rijksregisternummer): YYMMDD, three digits (odd for
// men), 97 less the rest of the nine digits by 97, which since 2000 have a 2 before them. BIS
// numbers have 20 or 40 added to the month; parts of the date that are not known are 0.
IdentifierJudgement judgeNn(std::string_view text, const CalendarDay& now) {
  if (!areDigits(text, 11)) return refuse(kFormat);
  const long long nine = number(text, 0, 9), check = number(text, 9, 2);
  const bool before = 97 - nine % 97 == check, after = 97 - (2'000'000'000 + nine) % 97 == check;
  if (!before && !after) return refuse(kCheckDigit);
  CalendarDay day{(after && !before ? 2000 : 1900) + static_cast<int>(number(text, 0, 2)),
                  static_cast<int>(number(text, 2, 2)), static_cast<int>(number(text, 4, 2))};
  const bool bis = day.month >= 20;
  if (bis) day.month %= 20;
  const auto serial = static_cast<int>(number(text, 6, 3));
  // Of month 20 to 32 the sex was not known when the number was given.
  const char sex = bis && digit(text, 2) < 4 ? char{0} : oddIsMale(serial);
  if (day.month != 0 && day.day != 0) return born(day, sex, now);
  if (day.month > 12 || day.day > 31 || day.year > now.year) return refuse(kBirthDate);
  IdentifierJudgement judgement = good();
  judgement.birth = {day.year, day.month, 0};
  judgement.sex = sex;
  return judgement;
}

std::string makeNn(const CalendarDay& birth, char sex, std::uint64_t serial) {
  const std::string nine = padded(static_cast<unsigned>(birth.year % 100), 2) +
                           padded(static_cast<unsigned>(birth.month), 2) +
                           padded(static_cast<unsigned>(birth.day), 2) +
                           padded(serial % 498 * 2 + (sex == 'M' ? 1 : 2), 3);
  const long long value = number(nine, 0, 9) + (birth.year < 2000 ? 0 : 2'000'000'000);
  return nine + padded(static_cast<unsigned>(97 - value % 97), 2);
}

// France: NIR (décret n° 82-103, INSEE), Identité Nationale de Santé (ANS): sex, YY, month (20 and
// above where the civil record is incomplete), department (2A, 2B for Corsica), commune, order, 97
// less the rest by 97.
IdentifierJudgement judgeNir(std::string_view given, const CalendarDay& now) {
  if (given.size() != 15) return refuse(kFormat);
  std::string text(given);
  long long less = 0;
  if (text[5] == '2' && (text[6] == 'A' || text[6] == 'B')) {
    less = text[6] == 'A' ? 1'000'000 : 2'000'000;
    text[6] = '0';
  }
  if (!areDigits(text, 15) || text[0] == '0') return refuse(kFormat);
  if (97 - (number(text, 0, 13) - less) % 97 != number(text, 13, 2)) return refuse(kCheckDigit);
  const auto month = static_cast<int>(number(text, 3, 2));
  IdentifierJudgement judgement = good();
  judgement.sex = oddIsMale(digit(text, 0));
  judgement.century = false;
  judgement.birth = {0, month >= 1 && month <= 12 ? month : 0, 0};
  judgement.birth.year = latestYear(static_cast<int>(number(text, 1, 2)), judgement.birth, now);
  return judgement;
}

std::string makeNir(const CalendarDay& birth, char sex, std::uint64_t serial) {
  const std::string thirteen =
      (sex == 'M' ? "1" : "2") + padded(static_cast<unsigned>(birth.year % 100), 2) +
      padded(static_cast<unsigned>(birth.month), 2) + padded(1 + serial % 19, 2) +
      padded(1 + serial / 19 % 400, 3) + padded(1 + serial / 7600 % 998, 3);
  return thirteen + padded(static_cast<unsigned>(97 - number(thirteen, 0, 13) % 97), 2);
}

// Germany: § 290 SGB V, Richtlinie zum Aufbau der Krankenversichertennummer (GKV-Spitzenverband),
// the part that never changes: a letter, eight digits, check digit with weights 1 and 2.
IdentifierJudgement judgeKvnr(std::string_view text, const CalendarDay&) {
  if (text.size() != 10 || !isLetter(text[0]) || !areDigits(text.substr(1), 9))
    return refuse(kFormat);
  return text[9] == kvnrDigit(text.substr(0, 9)) ? good() : refuse(kCheckDigit);
}

std::string makeKvnr(const CalendarDay&, char, std::uint64_t serial) {
  const std::string nine =
      static_cast<char>('A' + serial / 100'000'000 % 26) + padded(serial % 100'000'000, 8);
  return nine + kvnrDigit(nine);
}

// Austria: § 31 ASVG, Dachverband der Sozialversicherungsträger: three digits, the first not zero,
// a check digit modulo 11, DDMMYY, which is the birth date while there is room: else the month is
// 13 or above.
IdentifierJudgement judgeVnr(std::string_view text, const CalendarDay& now) {
  if (!areDigits(text, 10) || text[0] == '0') return refuse(kFormat);
  if (vnrRest(text.substr(0, 3), text.substr(4)) != digit(text, 3)) return refuse(kCheckDigit);
  IdentifierJudgement judgement = good();
  CalendarDay day{0, static_cast<int>(number(text, 6, 2)), static_cast<int>(number(text, 4, 2))};
  day.year = latestYear(static_cast<int>(number(text, 8, 2)), day, now);
  judgement.century = false;
  if (isDay(day)) judgement.birth = day;
  return judgement;
}

std::string makeVnr(const CalendarDay& birth, char, std::uint64_t serial) {
  const std::string date = padded(static_cast<unsigned>(birth.day), 2) +
                           padded(static_cast<unsigned>(birth.month), 2) +
                           padded(static_cast<unsigned>(birth.year % 100), 2);
  for (;; ++serial) {
    const std::string three = padded(100 + serial % 900, 3);
    if (const int rest = vnrRest(three, date); rest < 10) return three + digitOf(rest) + date;
  }
}

// Switzerland: AHVG Art. 50c, AHVV Art. 133: 756, nine digits, check digit of GTIN-13.
IdentifierJudgement judgeAhv(std::string_view text, const CalendarDay&) {
  if (!areDigits(text, 13)) return refuse(kFormat);
  if (!text.starts_with("756")) return refuse(kComponent);
  return text[12] == eanDigit(text.substr(0, 12)) ? good() : refuse(kCheckDigit);
}

std::string makeAhv(const CalendarDay&, char, std::uint64_t serial) {
  const std::string twelve = "756" + padded(serial % 1'000'000'000, 9);
  return twelve + eanDigit(twelve);
}

// Spain: Real Decreto 1553/2005 (DNI) and 557/2011 (NIE, which begins with X, Y or Z for 0, 1, 2):
// eight digits and a letter modulo 23.
IdentifierJudgement judgeDni(std::string_view given, const CalendarDay&) {
  if (given.size() != 9) return refuse(kFormat);
  std::string text(given);
  if (text[0] >= 'X' && text[0] <= 'Z') text[0] = static_cast<char>('0' + text[0] - 'X');
  if (!areDigits(std::string_view(text).substr(0, 8), 8) || !isLetter(text[8]))
    return refuse(kFormat);
  const auto rest = static_cast<std::size_t>(number(text, 0, 8) % 23);
  return kDniSigns[rest] == text[8] ? good() : refuse(kCheckDigit);
}

std::string makeDni(const CalendarDay&, char, std::uint64_t serial) {
  const std::string eight = padded(serial % 100'000'000, 8);
  return eight + kDniSigns[static_cast<std::size_t>(number(eight, 0, 8) % 23)];
}

// Italy: D.M. 23 dicembre 1976 (codice fiscale): three letters of each name, YY, letter of the
// month, day (40 more for women), place of birth, check letter; where two people would share one,
// digits are replaced by letters (omocodia).
IdentifierJudgement judgeCodiceFiscale(std::string_view text, const CalendarDay& now) {
  if (text.size() != 16) return refuse(kFormat);
  for (const std::size_t at : {0, 1, 2, 3, 4, 5, 11, 15})
    if (!isLetter(text[at])) return refuse(kFormat);
  for (const std::size_t at : {6, 7, 9, 10, 12, 13, 14})
    if (fiscalDigit(text[at]) < 0) return refuse(kFormat);
  const std::size_t month = kMonths.find(text[8]);
  if (month == std::string_view::npos) return refuse(kFormat);
  if (text[15] != fiscalSign(text.substr(0, 15))) return refuse(kCheckDigit);
  CalendarDay day{0, static_cast<int>(month) + 1,
                  10 * fiscalDigit(text[9]) + fiscalDigit(text[10])};
  const char sex = day.day > 40 ? 'F' : 'M';
  day.day %= 40;
  day.year = latestYear(10 * fiscalDigit(text[6]) + fiscalDigit(text[7]), day, now);
  IdentifierJudgement judgement = born(day, sex, now);
  judgement.century = false;
  return judgement;
}

std::string makeCodiceFiscale(const CalendarDay& birth, char sex, std::uint64_t serial) {
  const std::string fifteen = fiscalLetters(serial / 900) +
                              padded(static_cast<unsigned>(birth.year % 100), 2) +
                              kMonths[static_cast<std::size_t>(birth.month - 1)] +
                              padded(static_cast<unsigned>(birth.day + (sex == 'F' ? 40 : 0)), 2) +
                              "H" + padded(100 + serial % 900, 3);
  return fifteen + fiscalSign(fifteen);
}

}  // namespace

// OIDs as published by AT ELGA, BE eHealth (be-ssin), CH HL7 Switzerland (ahvn13), DE gematik, FR
// ANS, GB NHS, IT and NL HL7 Europe.
std::span<const IdentifierScheme> westernSchemes() {
  static constexpr IdentifierScheme kAll[] = {
      {"AT", "VNR", "1.2.40.0.10.1.4.3.1", true, false, kSigns, judgeVnr, makeVnr},
      {"BE", "NN", "2.16.840.1.113883.3.6777.5.1", true, true, kSigns, judgeNn, makeNn},
      {"CH", "AHV/AVS", "2.16.756.5.32", false, false, kSigns, judgeAhv, makeAhv},
      {"DE", "KVNR", "1.2.276.0.76.4.8", false, false, kSigns, judgeKvnr, makeKvnr},
      {"ES", "DNI", "", false, false, kSigns, judgeDni, makeDni},
      {"FR", "NIR (INS)", "1.2.250.1.213.1.4.8", true, true, kSigns, judgeNir, makeNir},
      {"GB", "NHS number", "2.16.840.1.113883.2.1.4.1", false, false, kSigns, judgeNhs, makeNhs},
      {"IE", "PPS", "", false, false, kSigns, judgePps, makePps},
      {"IT", "codice fiscale", "2.16.840.1.113883.2.9.4.3.2", true, true, kSigns,
       judgeCodiceFiscale, makeCodiceFiscale},
      {"NL", "BSN", "2.16.840.1.113883.2.4.6.3", false, false, kSigns, judgeBsn, makeBsn},
  };
  return kAll;
}

}  // namespace pontis::identifier
