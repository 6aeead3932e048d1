#include <string>

#include "engine/index/identifier_rules.h"

namespace pontis::identifier {
namespace {

constexpr std::string_view kHetuSigns = "0123456789ABCDEFHJKLMNPRSTUVWXY";

std::string shortDate(const CalendarDay& day) {
  return padded(static_cast<unsigned>(day.day), 2) + padded(static_cast<unsigned>(day.month), 2) +
         padded(static_cast<unsigned>(day.year % 100), 2);
}
std::string shortDateBackward(const CalendarDay& day) {
  return padded(static_cast<unsigned>(day.year % 100), 2) +
         padded(static_cast<unsigned>(day.month), 2) + padded(static_cast<unsigned>(day.day), 2);
}

// A serial below `room` whose parity says the sex: odd for men.
unsigned sexed(std::uint64_t serial, unsigned room, char sex) {
  const auto half = static_cast<unsigned>(serial % (room / 2));
  return 2 * half + (sex == 'M' ? 1 : 0);
}

// Estonia and Lithuania share the check digit: two rounds of weights, then zero.
char balticDigit(std::string_view ten) {
  int rest = weighted(ten, {1, 2, 3, 4, 5, 6, 7, 8, 9, 1}) % 11;
  if (rest == 10) rest = weighted(ten, {3, 4, 5, 6, 7, 8, 9, 1, 2, 3}) % 11;
  return static_cast<char>('0' + rest % 10);
}

IdentifierJudgement judgeBaltic(std::string_view text, const CalendarDay& now) {
  if (!areDigits(text, 11)) return refuse(kFormat);
  const int first = digit(text, 0);
  if (first < 1 || first > 8) return refuse(first == 9 ? kComponent : kFormat);
  const CalendarDay day{1800 + (first - 1) / 2 * 100 + static_cast<int>(number(text, 1, 2)),
                        static_cast<int>(number(text, 3, 2)), static_cast<int>(number(text, 5, 2))};
  if (text[10] != balticDigit(text.substr(0, 10))) return refuse(kCheckDigit);
  return born(day, oddIsMale(first), now);
}

std::string makeBaltic(const CalendarDay& birth, char sex, std::uint64_t serial) {
  const int first = (birth.year - 1800) / 100 * 2 + (sex == 'M' ? 1 : 2);
  std::string text =
      padded(static_cast<unsigned>(first), 1) + shortDateBackward(birth) + padded(serial % 1000, 3);
  return text + balticDigit(text);
}

// Norway: both control digits, or nothing if the serial has none.
std::string fodselsDigits(std::string_view nine) {
  const int first = (11 - weighted(nine, {3, 7, 6, 1, 8, 9, 4, 5, 2}) % 11) % 11;
  if (first == 10) return "";
  const std::string ten = std::string(nine) + static_cast<char>('0' + first);
  const int second = (11 - weighted(ten, {5, 4, 3, 2, 7, 6, 5, 4, 3, 2}) % 11) % 11;
  return second == 10 ? "" : ten.substr(9) + static_cast<char>('0' + second);
}

// Finland: Valtioneuvoston asetus väestötietojärjestelmästä 128/2010, sections 2-4 (and 690/2022
// for the signs of the century): DDMMYY, sign, three digits (odd for men), one of 31 check
// characters. 900-999 are temporary numbers of institutions, given to several people.
IdentifierJudgement judgeHetu(std::string_view text, const CalendarDay& now) {
  if (text.size() != 11 || !areDigits(text.substr(0, 6), 6) || !areDigits(text.substr(7, 3), 3))
    return refuse(kFormat);
  static constexpr std::string_view k1900 = "-YXWVU", k2000 = "ABCDEF";
  const int century = text[6] == '+'                      ? 1800
                      : k1900.find(text[6]) != k1900.npos ? 1900
                      : k2000.find(text[6]) != k2000.npos ? 2000
                                                          : 0;
  if (!century) return refuse(kFormat);
  const auto serial = static_cast<int>(number(text, 7, 3));
  const long long all = number(text, 0, 6) * 1000 + serial;
  if (text[10] != kHetuSigns[static_cast<std::size_t>(all % 31)]) return refuse(kCheckDigit);
  if (serial < 2 || serial > 899) return refuse(kComponent);
  return born({century + static_cast<int>(number(text, 4, 2)), static_cast<int>(number(text, 2, 2)),
               static_cast<int>(number(text, 0, 2))},
              oddIsMale(serial), now);
}

std::string makeHetu(const CalendarDay& birth, char sex, std::uint64_t serial) {
  const std::string date = shortDate(birth), three = padded(2 + sexed(serial, 898, sex), 3);
  const long long all = number(date + three, 0, 9);
  return date + (birth.year < 2000 ? '-' : 'A') + three +
         kHetuSigns[static_cast<std::size_t>(all % 31)];
}

// Iceland: Þjóðskrá Íslands (Registers Iceland), lög nr. 140/2019: DDMMYY, two digits, a check
// digit modulo 11, a digit of the century (8, 9, 0). Organisations have 40 added to the day.
IdentifierJudgement judgeKennitala(std::string_view text, const CalendarDay& now) {
  if (!areDigits(text, 10)) return refuse(kFormat);
  static constexpr std::string_view kCenturies = "890";
  const std::size_t century = kCenturies.find(text[9]);
  if (century == std::string_view::npos) return refuse(kFormat);
  if (weighted(text, {3, 2, 7, 6, 5, 4, 3, 2, 1}) % 11 != 0) return refuse(kCheckDigit);
  CalendarDay day{1800 + static_cast<int>(century) * 100 + static_cast<int>(number(text, 4, 2)),
                  static_cast<int>(number(text, 2, 2)), static_cast<int>(number(text, 0, 2))};
  if (day.day <= 40) return born(day, 0, now);
  // An organisation: a number of the scheme, of nobody.
  day.day -= 40;
  IdentifierJudgement judgement = born(day, 0, now);
  judgement.birth = {};
  return judgement;
}

std::string makeKennitala(const CalendarDay& birth, char, std::uint64_t serial) {
  for (;; ++serial) {
    const std::string text = shortDate(birth) + padded(20 + serial % 80, 2);
    const int check = (11 - weighted(text, {3, 2, 7, 6, 5, 4, 3, 2}) % 11) % 11;
    if (check < 10) return text + static_cast<char>('0' + check) + (birth.year < 2000 ? '9' : '0');
  }
}

// Sweden: Skatteverket SKV 704 (personnummer, folkbokföringslagen 1991:481 section 18) and SKV 707
// (samordningsnummer: 60 added to the day): date, sign, three digits (odd for men), Luhn over ten.
// With six digits of the date '-' is for people under a hundred, '+' for those above.
IdentifierJudgement judgePersonnummer(std::string_view given, const CalendarDay& now) {
  std::string text(given);
  char sign = 0;
  if (text.size() > 4 && (text[text.size() - 5] == '-' || text[text.size() - 5] == '+')) {
    sign = text[text.size() - 5];
    text.erase(text.size() - 5, 1);
  }
  if (!areDigits(text, 10) && !areDigits(text, 12)) return refuse(kFormat);
  const std::string ten = text.substr(text.size() - 10);
  CalendarDay day{0, static_cast<int>(number(ten, 2, 2)), static_cast<int>(number(ten, 4, 2))};
  if (day.day > 60) day.day -= 60;
  day.year = text.size() == 12 ? static_cast<int>(number(text, 0, 4))
                               : latestYear(static_cast<int>(number(ten, 0, 2)), day, now) -
                                     (sign == '+' ? 100 : 0);
  if (ten[9] != luhnDigit(ten.substr(0, 9))) return refuse(kCheckDigit);
  IdentifierJudgement judgement = born(day, oddIsMale(digit(ten, 8)), now);
  judgement.century = text.size() == 12 || sign != 0;
  judgement.canonical = padded(static_cast<unsigned>(day.year / 100), 2) + ten;
  return judgement;
}

std::string makePersonnummer(const CalendarDay& birth, char sex, std::uint64_t serial) {
  const std::string nine = shortDateBackward(birth) + padded(sexed(serial, 1000, sex), 3);
  return padded(static_cast<unsigned>(birth.year / 100), 2) + nine + luhnDigit(nine);
}

// Norway: forskrift til folkeregisterloven (FOR-2017-07-14-1201) section 2-2-1 and Skatteetaten's
// description: DDMMYY, three digits (the last odd for men) whose range says the century, two
// control digits modulo 11. D-numbers have 40 added to the day, help numbers 40 to the month.
IdentifierJudgement judgeFodselsnummer(std::string_view text, const CalendarDay& now) {
  if (!areDigits(text, 11)) return refuse(kFormat);
  if (fodselsDigits(text.substr(0, 9)) != text.substr(9)) return refuse(kCheckDigit);
  CalendarDay day{static_cast<int>(number(text, 4, 2)), static_cast<int>(number(text, 2, 2)),
                  static_cast<int>(number(text, 0, 2))};
  if (day.day > 80) return refuse(kComponent);  // FH-number: says nothing
  if (day.day > 40) day.day -= 40;
  if (day.month > 40) day.month -= 40;
  const auto serial = static_cast<int>(number(text, 6, 3));
  if (serial < 500)
    day.year += 1900;
  else if (serial < 750 && day.year >= 54)
    day.year += 1800;
  else if (day.year < 40)
    day.year += 2000;
  else if (serial >= 900)
    day.year += 1900;
  else
    return refuse(kBirthDate);
  return born(day, oddIsMale(digit(text, 8)), now);
}

std::string makeFodselsnummer(const CalendarDay& birth, char sex, std::uint64_t serial) {
  for (;; ++serial) {
    const unsigned from = birth.year < 2000 ? 0 : 500;
    const std::string nine = shortDate(birth) + padded(from + sexed(serial, 500, sex), 3);
    const std::string checks = fodselsDigits(nine);
    if (!checks.empty()) return nine + checks;
  }
}

// Denmark: CPR-kontoret, "Personnummeret i CPR-systemet" (2008): DDMMYY, four digits, the first of
// which says the century, the last odd for men. Since 2007 numbers are given that fail the old
// check modulo 11: it tells nothing.
IdentifierJudgement judgeCpr(std::string_view text, const CalendarDay& now) {
  if (!areDigits(text, 10)) return refuse(kFormat);
  CalendarDay day{static_cast<int>(number(text, 4, 2)), static_cast<int>(number(text, 2, 2)),
                  static_cast<int>(number(text, 0, 2))};
  const int seventh = digit(text, 6);
  if (seventh <= 3 || ((seventh == 4 || seventh == 9) && day.year > 36))
    day.year += 1900;
  else if (seventh >= 5 && seventh <= 8 && day.year > 57)
    day.year += 1800;
  else
    day.year += 2000;
  return born(day, oddIsMale(digit(text, 9)), now);
}

std::string makeCpr(const CalendarDay& birth, char sex, std::uint64_t serial) {
  return shortDate(birth) + padded((birth.year < 2000 ? 0 : 4000) + sexed(serial, 1000, sex), 4);
}

// Estonia: EVS 585:2007 "Isikukood. Struktuur".
IdentifierJudgement judgeIsikukood(std::string_view text, const CalendarDay& now) {
  return judgeBaltic(text, now);
}
std::string makeIsikukood(const CalendarDay& birth, char sex, std::uint64_t serial) {
  return makeBaltic(birth, sex, serial);
}

// Lithuania: Gyventojų registro įstatymas No. I-2237, article 8. A leading 9 is for people whose
// birth date is not known.
IdentifierJudgement judgeAsmensKodas(std::string_view text, const CalendarDay& now) {
  if (areDigits(text, 11) && text[0] == '9') {
    IdentifierJudgement judgement;
    judgement.valid = text[10] == balticDigit(text.substr(0, 10));
    judgement.why = judgement.valid ? "" : kCheckDigit;
    return judgement;
  }
  return judgeBaltic(text, now);
}
std::string makeAsmensKodas(const CalendarDay& birth, char sex, std::uint64_t serial) {
  return makeBaltic(birth, sex, serial);
}

}  // namespace

// OIDs as published by DK MedCom, EE HL7 Estonia (pid-est-ni), FI Kanta, NO Direktoratet for
// e-helse, SE Inera.
std::span<const IdentifierScheme> northernSchemes() {
  static constexpr IdentifierScheme kAll[] = {
      {"DK", "CPR", "1.2.208.176.1.2", true, true, kSigns, judgeCpr, makeCpr},
      {"EE", "isikukood", "1.3.6.1.4.1.28284.6.2.2.1", true, true, kSigns, judgeIsikukood,
       makeIsikukood},
      {"FI", "HETU", "1.2.246.21", true, true, " ", judgeHetu, makeHetu},
      {"IS", "kennitala", "", true, false, kSigns, judgeKennitala, makeKennitala},
      {"LT", "asmens kodas", "", true, true, kSigns, judgeAsmensKodas, makeAsmensKodas},
      {"NO", "fodselsnummer", "2.16.578.1.12.4.1.4.1", true, true, kSigns, judgeFodselsnummer,
       makeFodselsnummer},
      {"SE", "personnummer", "1.2.752.129.2.1.3.1", true, true, " ", judgePersonnummer,
       makePersonnummer},
  };
  return kAll;
}

}  // namespace pontis::identifier
