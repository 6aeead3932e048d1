#include "adapters/pixm/birth_date.h"

#include <array>

#include "adapters/pixm/pixm_patient.h"

namespace pontis {
namespace {

// First and last day, as numbers that compare like days: 19840125.
struct Days {
  int first = 0, last = 0;
};

Days daysOf(std::string_view date) {
  const auto number = [date](std::size_t at, std::size_t size) {
    int value = 0;
    for (const char c : date.substr(at, size)) value = value * 10 + (c - '0');
    return value;
  };
  const int year = number(0, 4) * 10000;
  if (date.size() < 7) return {year + 101, year + 1231};
  const int month = year + number(5, 2) * 100;
  if (date.size() < 10) return {month + 1, month + 31};
  return {month + number(8, 2), month + number(8, 2)};
}

struct Value {
  std::string_view prefix, date;
};

Value readValue(std::string_view value) {
  constexpr std::array<std::string_view, 9> kPrefixes = {"eq", "ne", "gt", "lt", "ge",
                                                         "le", "sa", "eb", "ap"};
  Value out{"eq", value};
  for (const std::string_view prefix : kPrefixes)
    if (value.starts_with(prefix)) out = {prefix, value.substr(prefix.size())};
  out.date = out.date.substr(0, out.date.find('T'));
  return out;
}

}  // namespace

Result<Done> checkDateValue(std::string_view value) {
  if (isFhirDate(readValue(value).date)) return Done{};
  return Error{Code::kInvalid, "not a date", ""};
}

bool dateFits(std::string_view value, std::string_view date) {
  constexpr int kYear = 10000;
  const Value asked = readValue(value);
  if (!isFhirDate(date) || !isFhirDate(asked.date)) return asked.prefix == "ne";
  const Days want = daysOf(asked.date), have = daysOf(date);
  const bool equal = want.first <= have.first && have.last <= want.last;
  if (asked.prefix == "eq") return equal;
  if (asked.prefix == "ne") return !equal;
  if (asked.prefix == "gt") return have.last > want.last;
  if (asked.prefix == "lt") return have.first < want.first;
  if (asked.prefix == "ge") return have.last > want.last || equal;
  if (asked.prefix == "le") return have.first < want.first || equal;
  if (asked.prefix == "sa") return have.first > want.last;
  if (asked.prefix == "eb") return have.last < want.first;
  return have.first <= want.last + kYear && have.last >= want.first - kYear;
}

std::string_view equalDate(std::string_view value) {
  const Value asked = readValue(value);
  return asked.prefix == "eq" ? asked.date : std::string_view();
}

}  // namespace pontis
