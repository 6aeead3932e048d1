#include <algorithm>
#include <charconv>

#include "engine/index/description.h"
#include "engine/index/folding.h"

namespace pontis {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

unsigned number(std::string_view digits) {
  unsigned out = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return out;
}

// "12/11/1978", "1978-11-12", "25.1.1984": numbers with something between them.
PackedDate fromParts(std::string_view text) {
  std::vector<unsigned> parts;
  std::vector<std::size_t> lengths;
  for (std::size_t at = 0; at < text.size() && parts.size() < 3;) {
    std::size_t end = at;
    while (end < text.size() && isDigit(text[end])) ++end;
    if (end > at) parts.push_back(number(text.substr(at, end - at))), lengths.push_back(end - at);
    at = end + 1;
  }
  if (parts.empty()) return {};
  parts.resize(3), lengths.resize(3);
  if (lengths[0] >= 3) return PackedDate::of(parts[0], parts[1], parts[2]);
  if (lengths[1] >= 3) return PackedDate::of(parts[1], parts[0], 0);  // "05/1984"
  unsigned year = parts[2];
  if (lengths[2] == 2) year += year > 30 ? 1900 : 2000;
  const bool day_first = parts[0] > 12 || (text.find('.') != text.npos && parts[1] <= 12);
  return day_first ? PackedDate::of(year, parts[1], parts[0])
                   : PackedDate::of(year, parts[0], parts[1]);
}

}  // namespace

std::string digitsOf(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (isDigit(c)) out += c;
    if (c == 'o' || c == 'O') out += '0';
    if (c == 'l' || c == 'I' || c == 'i' || c == '|') out += '1';
    if (c == 'z' || c == 'Z') out += '2';
    if (c == 's' || c == 'S') out += '5';
    if (c == 'b' || c == 'B') out += '8';
    if (c == 'g' || c == 'q') out += '9';
  }
  return out;
}

PackedDate readDate(std::string_view text) {
  const std::size_t letters = static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return isDigit(c); }));
  if (letters < 2) return {};
  for (const char mark : {'T', ' '})  // a time follows
    if (const std::size_t at = text.find(mark); at != text.npos && at >= 8)
      text = text.substr(0, at);
  if (text.find_first_of("-./ ") != text.npos) return fromParts(text);
  const std::string digits = digitsOf(text);
  if (digits.size() < 4) return {};
  const unsigned year = number(std::string_view(digits).substr(0, 4));
  if (digits.size() == 8 && (year < 1000 || year > 2200))  // "25011984"
    if (const unsigned end = number(std::string_view(digits).substr(4)); end > 1800 && end < 2100)
      return PackedDate::of(end, number(std::string_view(digits).substr(2, 2)),
                            number(std::string_view(digits).substr(0, 2)));
  const std::string_view rest = std::string_view(digits).substr(4);
  return PackedDate::of(year, number(rest.substr(0, 2)),
                        rest.size() > 2 ? number(rest.substr(2, 2)) : 0);
}

std::uint32_t readPhone(std::string_view text) {
  if (const std::size_t at = text.find_first_of("xX"); at != text.npos && at > 6)
    text = text.substr(0, at);  // an extension
  std::string digits;
  for (const char c : text)
    if (isDigit(c)) digits += c;
  if (digits.size() < 6) return 0;
  if (digits.size() > 9) digits.erase(0, digits.size() - 9);
  return number(digits) + 1;
}

std::uint64_t packCode(std::string_view folded) {
  std::uint64_t out = 0;
  for (const char c : folded.substr(0, 12))
    out = out * 37 + static_cast<std::uint64_t>(isDigit(c) ? c - '0' + 1 : c - 'a' + 11);
  return out;
}

UnpackedCode::UnpackedCode(std::uint64_t packed) {
  // In two halves, each in a word that is quick to divide.
  constexpr std::uint64_t kHalf = 2'565'726'409;  // 37^6
  constexpr char kNone = '0' - 1;
  const auto letter = [](std::uint32_t digit) {
    return static_cast<char>(digit <= 10 ? kNone + digit : 'a' + digit - 11);
  };
  auto low = static_cast<std::uint32_t>(packed % kHalf);
  auto high = static_cast<std::uint32_t>(packed / kHalf);
  for (std::size_t at = 6; at-- > 0; low /= 37, high /= 37) {
    letters_[at + 6] = letter(low % 37);
    letters_[at] = letter(high % 37);
  }
  while (begin_ < letters_.size() && letters_[begin_] == kNone) ++begin_;
}

}  // namespace pontis
