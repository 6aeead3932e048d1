// Identifier rules: what the national schemes are made of: weighted sums, Luhn, dates of six
// digits. For identifier_*.cpp only.
//
// In each of them every `judge…` gets a number in upper case without the characters that its scheme
// ignores, and `make…` is its inverse.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "engine/index/identifier_scheme.h"

namespace pontis::identifier {

inline constexpr const char* kFormat = "format";
inline constexpr const char* kCheckDigit = "check digit";
inline constexpr const char* kBirthDate = "birth date";
inline constexpr const char* kComponent = "component";

// All of `text` are digits, and as many as said.
bool areDigits(std::string_view text, std::size_t count);
inline int digit(std::string_view text, std::size_t at) { return text[at] - '0'; }
// The number that `count` digits at `from` spell.
long long number(std::string_view text, std::size_t from, std::size_t count);
// `value` in `width` digits, leading zeros.
std::string padded(unsigned long long value, int width);

// Sum of digit times weight, from the first.
int weighted(std::string_view digits, std::initializer_list<int> weights);
// What makes the digits add to a multiple of ten by Luhn's rule (ISO/IEC 7812-1 annex B).
char luhnDigit(std::string_view digits);

bool isDay(const CalendarDay& day);
// The year of two digits that is the last one not after `now`.
int latestYear(int two_digits, const CalendarDay& day, const CalendarDay& now);

IdentifierJudgement refuse(const char* why);
// Valid if the day is one and not after `now`.
IdentifierJudgement born(const CalendarDay& day, char sex, const CalendarDay& now);
inline char oddIsMale(int value) { return value % 2 ? 'M' : 'F'; }

inline constexpr std::string_view kSigns = " .-/";  // what most schemes ignore

// By country within each.
std::span<const IdentifierScheme> northernSchemes();
std::span<const IdentifierScheme> westernSchemes();
std::span<const IdentifierScheme> easternSchemes();

}  // namespace pontis::identifier
