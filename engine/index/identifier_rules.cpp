#include "engine/index/identifier_rules.h"

#include <algorithm>
#include <chrono>

namespace pontis::identifier {

bool areDigits(std::string_view text, std::size_t count) {
  return text.size() == count &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

long long number(std::string_view text, std::size_t from, std::size_t count) {
  long long value = 0;
  for (std::size_t i = from; i < from + count; ++i) value = 10 * value + digit(text, i);
  return value;
}

std::string padded(unsigned long long value, int width) {
  std::string text(static_cast<std::size_t>(width), '0');
  for (auto at = text.rbegin(); at != text.rend(); ++at, value /= 10)
    *at = static_cast<char>('0' + value % 10);
  return text;
}

int weighted(std::string_view digits, std::initializer_list<int> weights) {
  int sum = 0;
  std::size_t at = 0;
  for (const int weight : weights) sum += weight * digit(digits, at++);
  return sum;
}

char luhnDigit(std::string_view digits) {
  int sum = 0;
  bool twice = true;
  for (auto at = digits.rbegin(); at != digits.rend(); ++at, twice = !twice) {
    const int value = (*at - '0') * (twice ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

bool isDay(const CalendarDay& day) {
  using namespace std::chrono;
  return day.month > 0 && day.day > 0 &&
         year_month_day(year(day.year), month(static_cast<unsigned>(day.month)),
                        std::chrono::day(static_cast<unsigned>(day.day)))
             .ok();
}

int latestYear(int two_digits, const CalendarDay& day, const CalendarDay& now) {
  const int year = now.year / 100 * 100 + two_digits;
  return CalendarDay{year, day.month, day.day} > now ? year - 100 : year;
}

IdentifierJudgement refuse(const char* why) {
  IdentifierJudgement judgement;
  judgement.why = why;
  return judgement;
}

IdentifierJudgement born(const CalendarDay& day, char sex, const CalendarDay& now) {
  if (!isDay(day) || day > now) return refuse(kBirthDate);
  IdentifierJudgement judgement;
  judgement.valid = true;
  judgement.birth = day;
  judgement.sex = sex;
  return judgement;
}

}  // namespace pontis::identifier
