#include "engine/mapping/dates.h"

#include <algorithm>
#include <cctype>

namespace pontis {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

int number(std::string_view text) {
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

bool allDigits(std::string_view text) { return std::all_of(text.begin(), text.end(), digit); }

int daysIn(int year, int month) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

// Sets hour, minute, second from "HH", "HHMM" or "HHMMSS".
bool takeTime(std::string_view digits, Moment& out) {
  if (digits.size() % 2 != 0 || digits.size() > 6) return false;
  int* const parts[] = {&out.hour, &out.minute, &out.second};
  for (std::size_t i = 0; i < digits.size() / 2; ++i) *parts[i] = number(digits.substr(2 * i, 2));
  return out.hour < 24 && out.minute < 60 && out.second < 60;
}

void cutTime(Moment& out) {
  out.hour = out.minute = out.second = 0;
  out.digits = 8;
  out.fraction = {};
  out.zone.clear();
  out.time_cut = true;
}

// The digits of `text` up to a fraction or a zone, without the signs of ISO 8601.
struct Digits {
  char text[15];
  std::size_t size = 0;
  std::string_view rest;
  std::string_view view() const { return {text, size}; }
};

std::optional<Digits> digitsOf(std::string_view text) {
  Digits out;
  std::size_t at = 0;
  const bool iso = text.size() > 4 && text[4] == '-' && text.size() != 9;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    const bool sign = iso && ((c == '-' && (at == 4 || at == 7)) || (c == ':' && at > 10) ||
                              ((c == 'T' || c == ' ') && at == 10));
    if (sign) continue;
    if (!digit(c)) break;
    if (out.size == 14) return std::nullopt;
    out.text[out.size++] = c;
  }
  out.rest = text.substr(at);
  return out;
}

}  // namespace

std::string readZone(std::string_view text) {
  if (text == "Z") return "Z";
  if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) return {};
  std::string digits;
  for (const char c : text.substr(1))
    if (c != ':') digits += c;
  if (digits.size() == 2) digits += "00";
  if (digits.size() != 4 || !allDigits(digits)) return {};
  const int hours = number(digits.substr(0, 2));
  const int minutes = number(digits.substr(2));
  if (hours > 14 || minutes > 59 || (hours == 14 && minutes > 0)) return {};
  if (hours == 0 && minutes == 0) return "Z";
  return text[0] + digits.substr(0, 2) + ":" + digits.substr(2);
}

std::optional<Moment> readMoment(std::string_view text) {
  const auto digits = digitsOf(text);
  if (!digits) return std::nullopt;
  const std::string_view all = digits->view();
  if (all.size() < 4) return std::nullopt;
  Moment out;
  out.year = number(all.substr(0, 4));
  if (out.year == 0) return std::nullopt;
  out.digits = static_cast<int>(std::min<std::size_t>(all.size(), 14));
  if (all.size() == 5 || all.size() == 7) return std::nullopt;
  if (all.size() >= 6) out.month = number(all.substr(4, 2));
  if (all.size() >= 8) out.day = number(all.substr(6, 2));
  if (all.size() >= 6 && (out.month < 1 || out.month > 12)) return std::nullopt;
  if (all.size() >= 8 && (out.day < 1 || out.day > daysIn(out.year, out.month)))
    return std::nullopt;
  std::string_view rest = digits->rest;
  if (all.size() > 8 && !takeTime(all.substr(8), out)) {
    cutTime(out);
    return out;
  }
  if (rest.starts_with('.')) {
    std::size_t end = 1;
    while (end < rest.size() && digit(rest[end])) ++end;
    out.fraction = rest.substr(1, std::min<std::size_t>(end - 1, 9));
    rest.remove_prefix(end);
  }
  if (all.size() < 14) out.fraction = {};
  if (rest.empty()) return out;
  out.zone = readZone(rest);
  if (!out.zone.empty()) return out;
  if (all.size() <= 8) return std::nullopt;
  cutTime(out);
  return out;
}

std::optional<Moment> readTime(std::string_view text) {
  std::string digits;
  std::size_t at = 0;
  for (; at < text.size() && (digit(text[at]) || text[at] == ':'); ++at)
    if (text[at] != ':') digits += text[at];
  Moment out;
  if (digits.size() < 2 || !takeTime(digits, out)) return std::nullopt;
  if (at < text.size() && text[at] == '.') {
    const std::size_t start = ++at;
    while (at < text.size() && digit(text[at])) ++at;
    out.fraction = text.substr(start, std::min<std::size_t>(at - start, 9));
  }
  if (at < text.size() && readZone(text.substr(at)).empty()) return std::nullopt;
  return out;
}

}  // namespace pontis
