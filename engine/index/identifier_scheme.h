// IdentifierScheme: the national identifiers of people in Europe: is a number one that could have
// been given, and what does it say of its bearer.
//
// Many numbers hold the birth date or the sex. What they say is compared with what the message says
// of the person: a number that contradicts its bearer is somebody else's, or mistyped where its
// check digit does not look.
//
// The rules are laws and official specifications; each is named where it is written down, in
// identifier_north.cpp, identifier_west.cpp and identifier_east.cpp.
//
// Thread safety: everything may be called by any thread; nothing here changes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace pontis {

struct CalendarDay {
  int year = 0, month = 0, day = 0;  // 0: not known

  auto operator<=>(const CalendarDay&) const = default;
};
CalendarDay today();  // UTC

struct IdentifierJudgement {
  bool valid = false;
  const char* why = "";   // "format", "check digit", "birth date", "component"; no patient data
  std::string canonical;  // without blanks and punctuation; the official form where it needs signs

  // What the number says; a field is 0 if it does not. Without `century` the year may be a hundred
  // years off: the number has two digits of it and `birth` has the likeliest.
  CalendarDay birth;
  bool century = true;
  char sex = 0;  // 'F', 'M'

  std::string birthDate() const;  // "1984-01-25", "1984-01"; empty if not stated
};

enum class Agreement : std::uint8_t { kCannotTell, kAgrees, kContradicts };

// Whether the number is one of somebody born on `birth_date` (as Demographics has it; a part of it
// will do), or of that gender (HL7 table 0001). An invalid number cannot tell.
Agreement birthAgrees(const IdentifierJudgement& number, std::string_view birth_date);
Agreement sexAgrees(const IdentifierJudgement& number, std::string_view gender);

struct IdentifierScheme {
  std::string_view country;  // ISO 3166-1: "CH"
  std::string_view name;     // "AHV/AVS"
  std::string_view oid;      // empty if none is published
  bool embeds_birth = false, embeds_sex = false;

  // Blanks, dots, hyphens and slashes between the characters, and lower case, are tolerated. A
  // birth date after `now` makes a number invalid.
  IdentifierJudgement judge(std::string_view number, const CalendarDay& now = today()) const;

  // A valid number for somebody born on `birth`, complete with check digits. The same arguments
  // give the same number; different serials give different ones as far as the scheme has room,
  // which may be 450 people a day. For tests and samples. REQUIRES: 1900 <= birth.year <= 2036, sex
  // 'F' or 'M'
  std::string make(const CalendarDay& birth, char sex, std::uint64_t serial) const;

  // ---- how; see identifier_rules.h
  std::string_view ignored;  // characters that are formatting only
  IdentifierJudgement (*judge_canonical)(std::string_view number, const CalendarDay& now);
  std::string (*make_number)(const CalendarDay& birth, char sex, std::uint64_t serial);
};

std::span<const IdentifierScheme> identifierSchemes();  // by country

// By OID (bare or urn:oid:), by name ("PESEL"; case, blanks and punctuation do not count), or by
// country ("PL"). Null if there is none.
const IdentifierScheme* findScheme(std::string_view key);

}  // namespace pontis
