#include <string>

#include "engine/index/identifier_rules.h"

namespace pontis::identifier {
namespace {

std::string dayFirst(const CalendarDay& day) {
  return padded(static_cast<unsigned>(day.day), 2) + padded(static_cast<unsigned>(day.month), 2);
}

std::string yearFirst(const CalendarDay& day, int month_offset, int day_offset = 0) {
  return padded(static_cast<unsigned>(day.year % 100), 2) +
         padded(static_cast<unsigned>(day.month + month_offset), 2) +
         padded(static_cast<unsigned>(day.day + day_offset), 2);
}

char digitOf(int value) { return static_cast<char>('0' + value); }

// ISO 7064, MOD 11,10.
char mod1110(std::string_view digits) {
  int rest = 10;
  for (const char c : digits) {
    rest = (rest + (c - '0')) % 10;
    rest = (rest == 0 ? 10 : rest) * 2 % 11;
  }
  return digitOf((11 - rest) % 10);
}

char peselDigit(std::string_view ten) {
  return digitOf((10 - weighted(ten, {1, 3, 7, 9, 1, 3, 7, 9, 1, 3}) % 10) % 10);
}
char egnDigit(std::string_view nine) {
  return digitOf(weighted(nine, {2, 4, 8, 5, 10, 9, 7, 3, 6}) % 11 % 10);
}
char cnpDigit(std::string_view twelve) {
  const int rest = weighted(twelve, {2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9}) % 11;
  return digitOf(rest == 10 ? 1 : rest);
}
int emsoRest(std::string_view twelve) {
  return (11 - weighted(twelve, {7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2}) % 11) % 11;
}
std::string tcknDigits(std::string_view nine) {
  const int odd = weighted(nine, {1, 0, 1, 0, 1, 0, 1, 0, 1});
  const int even = weighted(nine, {0, 1, 0, 1, 0, 1, 0, 1, 0});
  const int tenth = ((odd * 7 - even) % 10 + 10) % 10;
  return {digitOf(tenth), digitOf((odd + even + tenth) % 10)};
}

// The counties and sectors that a CNP may name, one bit each.
bool isCounty(int code) {
  return (code >= 1 && code <= 48) || code == 51 || code == 52 || code == 70 ||
         (code >= 80 && code <= 83);
}

// Poland: ustawa z dnia 24 września 2010 r. o ewidencji ludności, article 15-16: YYMMDD with 20,
// 40, 60 or 80 added to the month for the 21st, 22nd, 23rd and 19th century, four digits (the last
// odd for men), check digit.
IdentifierJudgement judgePesel(std::string_view text, const CalendarDay& now) {
  if (!areDigits(text, 11)) return refuse(kFormat);
  if (text[10] != peselDigit(text.substr(0, 10))) return refuse(kCheckDigit);
  static constexpr int kCenturies[] = {1900, 2000, 2100, 2200, 1800};
  const auto month = static_cast<int>(number(text, 2, 2));
  return born({kCenturies[month / 20] + static_cast<int>(number(text, 0, 2)), month % 20,
               static_cast<int>(number(text, 4, 2))},
              oddIsMale(digit(text, 9)), now);
}

std::string makePesel(const CalendarDay& birth, char sex, std::uint64_t serial) {
  const std::string ten = yearFirst(birth, birth.year < 2000 ? 0 : 20) +
                          padded(serial % 5000 * 2 + (sex == 'M' ? 1 : 0), 4);
  return ten + peselDigit(ten);
}

// Czechia and Slovakia: zákon č. 133/2000 Sb., section 13: YYMMDD (50 added to the month for women;
// since 2004 also 20 where the day has no room), three digits until 1953, then four so that the
// whole divides by 11. A rest of 10 was written 0 until 1985, and now and then after.
IdentifierJudgement judgeRodneCislo(std::string_view text, const CalendarDay& now) {
  const bool old = text.size() == 9;
  if (!areDigits(text, old ? 9 : 10)) return refuse(kFormat);
  CalendarDay day{1900 + static_cast<int>(number(text, 0, 2)), static_cast<int>(number(text, 2, 2)),
                  static_cast<int>(number(text, 4, 2))};
  if (old) {
    if (day.year >= 1980) day.year -= 100;
    if (day.year > 1953) return refuse(kFormat);
  } else if (day.year < 1954) {
    day.year += 100;
  }
  const char sex = day.month > 50 ? 'F' : 'M';
  if (day.month > 50) day.month -= 50;
  if (day.month > 20 && day.year >= 2004) day.month -= 20;
  const IdentifierJudgement judgement = born(day, sex, now);
  if (!judgement.valid || old) return judgement;
  const auto rest = static_cast<int>(number(text, 0, 9) % 11 % 10);
  return rest == digit(text, 9) ? judgement : refuse(kCheckDigit);
}

std::string makeRodneCislo(const CalendarDay& birth, char sex, std::uint64_t serial) {
  const std::string date = yearFirst(birth, sex == 'F' ? 50 : 0);
  if (birth.year < 1954) return date + padded(1 + serial % 999, 3);
  for (;; ++serial) {
    const std::string nine = date + padded(serial % 1000, 3);
    if (const auto rest = static_cast<int>(number(nine, 0, 9) % 11); rest < 10)
      return nine + digitOf(rest);
  }
}

// Bulgaria: Наредба № РД-02-20-9 от 2012 г. (ЕСГРАОН), article 7: YYMMDD with 20 (19th century) or
// 40 (21st) added to the month, three digits (the last even for men), check digit.
IdentifierJudgement judgeEgn(std::string_view text, const CalendarDay& now) {
  if (!areDigits(text, 10)) return refuse(kFormat);
  if (text[9] != egnDigit(text.substr(0, 9))) return refuse(kCheckDigit);
  CalendarDay day{1900 + static_cast<int>(number(text, 0, 2)), static_cast<int>(number(text, 2, 2)),
                  static_cast<int>(number(text, 4, 2))};
  if (day.month > 40) {
    day.year += 100;
    day.month -= 40;
  } else if (day.month > 20) {
    day.year -= 100;
    day.month -= 20;
  }
  return born(day, digit(text, 8) % 2 ? 'F' : 'M', now);
}

std::string makeEgn(const CalendarDay& birth, char sex, std::uint64_t serial) {
  const std::string nine = yearFirst(birth, birth.year < 2000 ? 0 : 40) +
                           padded(serial % 500 * 2 + (sex == 'F' ? 1 : 0), 3);
  return nine + egnDigit(nine);
}

// Romania: OUG nr. 97/2005 and H.G. nr. 1375/2006: S (sex and century; 7 and 8 residents, 9
// foreigners), YYMMDD, county, three digits, check digit.
IdentifierJudgement judgeCnp(std::string_view text, const CalendarDay& now) {
  if (!areDigits(text, 13) || text[0] == '0') return refuse(kFormat);
  const int first = digit(text, 0);
  const int century = first == 3 || first == 4 ? 1800 : first == 5 || first == 6 ? 2000 : 1900;
  CalendarDay day{century + static_cast<int>(number(text, 1, 2)),
                  static_cast<int>(number(text, 3, 2)), static_cast<int>(number(text, 5, 2))};
  if (!isDay(day)) return refuse(kBirthDate);
  if (!isCounty(static_cast<int>(number(text, 7, 2)))) return refuse(kComponent);
  if (text[12] != cnpDigit(text.substr(0, 12))) return refuse(kCheckDigit);
  IdentifierJudgement judgement = born(day, first == 9 ? char{0} : oddIsMale(first), now);
  judgement.century = first < 7;
  return judgement;
}

std::string makeCnp(const CalendarDay& birth, char sex, std::uint64_t serial) {
  const int first = (birth.year < 2000 ? 1 : 5) + (sex == 'M' ? 0 : 1);
  const std::string twelve = padded(static_cast<unsigned>(first), 1) + yearFirst(birth, 0) +
                             padded(1 + serial % 41, 2) + padded(1 + serial / 41 % 999, 3);
  return twelve + cnpDigit(twelve);
}

// Slovenia (and the other heirs of the JMBG): Pravilnik o določitvi enotne matične številke občana
// (Ur. l. RS 8/99): DDMMYYY, region, three digits (from 500 women), check digit.
IdentifierJudgement judgeEmso(std::string_view text, const CalendarDay& now) {
  if (!areDigits(text, 13)) return refuse(kFormat);
  if (emsoRest(text.substr(0, 12)) % 10 != digit(text, 12)) return refuse(kCheckDigit);
  const auto year = static_cast<int>(number(text, 4, 3));
  return born({year < 800 ? 2000 + year : 1000 + year, static_cast<int>(number(text, 2, 2)),
               static_cast<int>(number(text, 0, 2))},
              number(text, 9, 3) < 500 ? 'M' : 'F', now);
}

std::string makeEmso(const CalendarDay& birth, char sex, std::uint64_t serial) {
  for (;; ++serial) {
    const std::string twelve = dayFirst(birth) +
                               padded(static_cast<unsigned>(birth.year % 1000), 3) + "50" +
                               padded(serial % 500 + (sex == 'M' ? 0 : 500), 3);
    if (const int rest = emsoRest(twelve); rest < 10) return twelve + digitOf(rest);
  }
}

// Croatia: Zakon o osobnom identifikacijskom broju (NN 60/08), Pravilnik (NN 1/09): ten random
// digits, check digit by ISO 7064 MOD 11,10.
IdentifierJudgement judgeOib(std::string_view text, const CalendarDay&) {
  if (!areDigits(text, 11)) return refuse(kFormat);
  if (text[10] != mod1110(text.substr(0, 10))) return refuse(kCheckDigit);
  IdentifierJudgement judgement;
  judgement.valid = true;
  return judgement;
}

std::string makeOib(const CalendarDay&, char, std::uint64_t serial) {
  const std::string ten = padded(serial % 10'000'000'000, 10);
  return ten + mod1110(ten);
}

// Greece: ΑΜΚΑ, Law 3655/2008 article 153 and ΗΔΙΚΑ: DDMMYY, four digits (the last odd for men),
// Luhn. The century is not in it.
IdentifierJudgement judgeAmka(std::string_view text, const CalendarDay& now) {
  if (!areDigits(text, 11)) return refuse(kFormat);
  if (text[10] != luhnDigit(text.substr(0, 10))) return refuse(kCheckDigit);
  CalendarDay day{1900 + static_cast<int>(number(text, 4, 2)), static_cast<int>(number(text, 2, 2)),
                  static_cast<int>(number(text, 0, 2))};
  // 29 February 00 is of 2000.
  if (!isDay(day)) day.year += 100;
  IdentifierJudgement judgement = born(day, oddIsMale(digit(text, 9)), now);
  judgement.century = false;
  return judgement;
}

std::string makeAmka(const CalendarDay& birth, char sex, std::uint64_t serial) {
  const std::string ten = dayFirst(birth) + padded(static_cast<unsigned>(birth.year % 100), 2) +
                          padded(serial % 5000 * 2 + (sex == 'M' ? 1 : 0), 4);
  return ten + luhnDigit(ten);
}

// Turkey: Nüfus Hizmetleri Kanunu No. 5490, article 46 (T.C. kimlik numarası): nine digits, the
// first not zero, two check digits.
IdentifierJudgement judgeTckn(std::string_view text, const CalendarDay&) {
  if (!areDigits(text, 11) || text[0] == '0') return refuse(kFormat);
  if (tcknDigits(text.substr(0, 9)) != text.substr(9)) return refuse(kCheckDigit);
  IdentifierJudgement judgement;
  judgement.valid = true;
  return judgement;
}

std::string makeTckn(const CalendarDay&, char, std::uint64_t serial) {
  const std::string nine = padded(100'000'000 + serial % 900'000'000, 9);
  return nine + tcknDigits(nine);
}

}  // namespace

// OIDs as published by PL Centrum e-Zdrowia.
std::span<const IdentifierScheme> easternSchemes() {
  static constexpr IdentifierScheme kAll[] = {
      {"BG", "EGN", "", true, true, kSigns, judgeEgn, makeEgn},
      {"CZ", "rodne cislo", "", true, true, kSigns, judgeRodneCislo, makeRodneCislo},
      {"GR", "AMKA", "", true, true, kSigns, judgeAmka, makeAmka},
      {"HR", "OIB", "", false, false, kSigns, judgeOib, makeOib},
      {"PL", "PESEL", "2.16.840.1.113883.3.4424.1.1.616", true, true, kSigns, judgePesel,
       makePesel},
      {"RO", "CNP", "", true, true, kSigns, judgeCnp, makeCnp},
      {"SI", "EMSO", "", true, true, kSigns, judgeEmso, makeEmso},
      {"TR", "TCKN", "", false, false, kSigns, judgeTckn, makeTckn},
  };
  return kAll;
}

}  // namespace pontis::identifier
