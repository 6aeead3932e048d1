#include "tests/support/people_spelling.h"

#include <array>
#include <unordered_map>
#include <utility>

#include "engine/base/text.h"

namespace pontis {
namespace {

struct Letter {
  std::u32string_view marked;  // each of these
  const char* plain;
  const char* national;  // null: as plain
};

// Lower case; the upper follows.
constexpr Letter kLetters[] = {
    {U"áàâãăąāª", "a", nullptr}, {U"ä", "a", "ae"},           {U"å", "a", "aa"},
    {U"æ", "ae", nullptr},       {U"çćčċ", "c", nullptr},     {U"ďđ", "d", nullptr},
    {U"ð", "d", nullptr},        {U"éèêëęěėē", "e", nullptr}, {U"ğģ", "g", nullptr},
    {U"íìîïıīį", "i", nullptr},  {U"ķ", "k", nullptr},        {U"łľĺļ", "l", nullptr},
    {U"ñńňņ", "n", nullptr},     {U"óòôõőº", "o", nullptr},   {U"ö", "o", "oe"},
    {U"ø", "o", "oe"},           {U"œ", "oe", nullptr},       {U"řŕ", "r", nullptr},
    {U"śšşș", "s", nullptr},     {U"ß", "ss", nullptr},       {U"ťţț", "t", nullptr},
    {U"þ", "th", nullptr},       {U"úùûűůūų", "u", nullptr},  {U"ü", "u", "ue"},
    {U"ýÿ", "y", nullptr},       {U"źżž", "z", nullptr},
};

constexpr std::pair<char32_t, const char*> kScripts[] = {
    // Greek
    {U'α', "a"},
    {U'ά', "a"},
    {U'β', "v"},
    {U'γ', "g"},
    {U'δ', "d"},
    {U'ε', "e"},
    {U'έ', "e"},
    {U'ζ', "z"},
    {U'η', "i"},
    {U'ή', "i"},
    {U'θ', "th"},
    {U'ι', "i"},
    {U'ί', "i"},
    {U'ϊ', "i"},
    {U'ΐ', "i"},
    {U'κ', "k"},
    {U'λ', "l"},
    {U'μ', "m"},
    {U'ν', "n"},
    {U'ξ', "x"},
    {U'ο', "o"},
    {U'ό', "o"},
    {U'π', "p"},
    {U'ρ', "r"},
    {U'σ', "s"},
    {U'ς', "s"},
    {U'τ', "t"},
    {U'υ', "y"},
    {U'ύ', "y"},
    {U'ϋ', "y"},
    {U'φ', "f"},
    {U'χ', "ch"},
    {U'ψ', "ps"},
    {U'ω', "o"},
    {U'ώ', "o"},
    // Bulgarian
    {U'а', "a"},
    {U'б', "b"},
    {U'в', "v"},
    {U'г', "g"},
    {U'д', "d"},
    {U'е', "e"},
    {U'ж', "zh"},
    {U'з', "z"},
    {U'и', "i"},
    {U'й', "y"},
    {U'к', "k"},
    {U'л', "l"},
    {U'м', "m"},
    {U'н', "n"},
    {U'о', "o"},
    {U'п', "p"},
    {U'р', "r"},
    {U'с', "s"},
    {U'т', "t"},
    {U'у', "u"},
    {U'ф', "f"},
    {U'х', "h"},
    {U'ц', "ts"},
    {U'ч', "ch"},
    {U'ш', "sh"},
    {U'щ', "sht"},
    {U'ъ', "a"},
    {U'ь', "y"},
    {U'ю', "yu"},
    {U'я', "ya"},
};

char32_t lowered(char32_t c) {
  if (c >= U'A' && c <= U'Z') return c + 32;
  if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3AB) ||
      (c >= 0x410 && c <= 0x42F))
    return c + 32;
  if (c == U'İ') return U'i';
  if (c == U'Ÿ') return U'ÿ';
  // In Latin Extended-A upper and lower case alternate; from U+0139 on it is the other way round.
  if (c >= 0x100 && c <= 0x137 && c != 0x131) return c | 1;
  if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return c % 2 ? c + 1 : c;
  if ((c >= 0x14A && c <= 0x177) || (c >= 0x218 && c <= 0x21B)) return c | 1;
  if (c == U'Ά') return U'ά';
  if (c >= U'Έ' && c <= U'Ί') return c + 37;
  if (c == U'Ό') return U'ό';
  if (c == U'Ύ' || c == U'Ώ') return c + 63;
  return c;
}

char32_t raised(char32_t c) {
  if (c == U'ß' || c == U'ı' || c == U'ς' || c == 0xAA || c == 0xBA)
    return c == U'ı' ? U'I' : c == U'ς' ? U'Σ' : c;
  if (c >= U'a' && c <= U'z') return c - 32;
  for (const char32_t up : {c - 32, c - 1, c - 37, c - 38, c - 63, c - 64})
    if (up != c && lowered(up) == c && lowered(up) != up) return up;
  return c;
}

std::unordered_map<char32_t, std::array<std::string, 2>> readLetters() {
  std::unordered_map<char32_t, std::array<std::string, 2>> table;
  for (const Letter& letter : kLetters)
    for (const char32_t c : letter.marked)
      table[c] = {letter.plain, letter.national ? letter.national : letter.plain};
  return table;
}

void appendCased(std::string_view text, bool upper, std::string& out) {
  std::string piece(text);
  if (upper && !piece.empty() && piece[0] >= 'a' && piece[0] <= 'z')
    piece[0] = static_cast<char>(piece[0] - 32);
  out += piece;
}

// The two letters of Greek that are read together.
const char* digraph(char32_t a, char32_t b, bool first) {
  const bool upsilon = b == U'υ' || b == U'ύ';
  if (a == U'ο' && upsilon) return "ou";
  if (a == U'α' && upsilon) return "av";
  if (a == U'ε' && upsilon) return "ev";
  if (a == U'γ' && b == U'γ') return "ng";
  if (a == U'γ' && b == U'χ') return "nch";
  if (a == U'μ' && b == U'π') return first ? "b" : "mp";
  return nullptr;
}

constexpr std::string_view kSounds[] = {"ph f", "f ph", "ck k", "k ck", "ie i",  "i y",   "y i",
                                        "ss s", "s ss", "tt t", "t tt", "ll l",  "l ll",  "nn n",
                                        "n nn", "c k",  "k c",  "th t", "ei ai", "ai ei", "v w",
                                        "w v",  "z s",  "dt t", "mm m", "sch sh"};
constexpr std::string_view kRows[] = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};

char32_t neighbour(char32_t c, Dice& dice) {
  for (const std::string_view row : kRows) {
    const std::size_t at = c < 128 ? row.find(static_cast<char>(c)) : row.npos;
    if (at == row.npos) continue;
    const std::size_t other =
        at == 0 || (at + 1 < row.size() && dice.perCent(50)) ? at + 1 : at - 1;
    return static_cast<char32_t>(row[other]);
  }
  return U'e';
}

}  // namespace

std::uint64_t Dice::key(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  Dice dice(a);
  Dice second(dice.next() ^ (b * 0x9E3779B97F4A7C15ULL));
  return second.next() ^ (c * 0xD1B54A32D192ED03ULL);
}

std::uint64_t Dice::next() {
  std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

std::u32string points(std::string_view text) {
  std::u32string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t point = length == 1 ? lead : lead & (0xFF >> (length + 1));
    for (std::size_t k = 1; k < length && i + k < text.size(); ++k)
      point = (point << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3F);
    out += point;
    i += length;
  }
  return out;
}

std::string utf8(std::u32string_view points) {
  std::string out;
  for (const char32_t point : points) appendUtf8(point, out);
  return out;
}

std::string withMarks(std::string_view text, Marks marks) {
  static const auto kTable = readLetters();
  if (marks == Marks::kKept || isAscii(text)) return std::string(text);
  std::string out;
  for (const char32_t c : points(text)) {
    const char32_t low = lowered(c);
    const auto found = c < 128 ? kTable.end() : kTable.find(low);
    if (found == kTable.end())
      appendUtf8(c, out);
    else
      appendCased(found->second[marks == Marks::kNational], low != c, out);
  }
  return out;
}

std::string romanized(std::string_view text) {
  if (isAscii(text)) return std::string(text);
  static const std::unordered_map<char32_t, const char*> kTable(std::begin(kScripts),
                                                                std::end(kScripts));
  std::string out;
  const std::u32string all = points(text);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const char32_t low = lowered(all[i]);
    const bool first = i == 0 || all[i - 1] == U' ';
    const char* pair = i + 1 < all.size() ? digraph(low, lowered(all[i + 1]), first) : nullptr;
    const auto found = kTable.find(low);
    if (!pair && found == kTable.end()) {
      appendUtf8(all[i], out);
      continue;
    }
    appendCased(pair ? pair : found->second, low != all[i], out);
    i += pair != nullptr;
  }
  return out;
}

std::string upperCase(std::string_view text) {
  std::string out;
  for (const char32_t c : points(text)) {
    if (c == U'ß')
      out += "SS";
    else
      appendUtf8(raised(c), out);
  }
  return out;
}

std::string lowerCase(std::string_view text) {
  std::string out;
  for (const char32_t c : points(text)) appendUtf8(lowered(c), out);
  return out;
}

std::string mistyped(std::string_view text, Dice& dice) {
  std::u32string all = points(text);
  if (all.size() < 3) return std::string(text);
  if (dice.perCent(25)) {
    // By ear; where nothing sounds alike, by finger.
    const std::string lower = lowerCase(text);
    for (int tries = 0; tries < 6; ++tries) {
      const std::string_view sound = kSounds[dice.below(std::size(kSounds))];
      const std::string_view from = sound.substr(0, sound.find(' '));
      const std::size_t at = lower.size() == text.size() ? lower.find(from, 1) : lower.npos;
      if (at == lower.npos) continue;
      return std::string(text.substr(0, at)) + std::string(sound.substr(from.size() + 1)) +
             std::string(text.substr(at + from.size()));
    }
  }
  // The first letter is mistaken seldom.
  const auto size = static_cast<std::uint32_t>(all.size());
  const std::size_t at = dice.perCent(8) ? 0 : 1 + dice.below(size - 1);
  switch (dice.below(5)) {
    case 0:
      all.erase(at, 1);
      break;
    case 1:
      all.insert(at, 1, all[at]);
      break;
    case 2:
      all.insert(at, 1, neighbour(lowered(all[at]), dice));
      break;
    case 3:
      all[at] =
          at == 0 ? raised(neighbour(lowered(all[at]), dice)) : neighbour(lowered(all[at]), dice);
      break;
    default:
      std::swap(all[at], all[at == 0 ? 1 : at - 1]);
  }
  return utf8(all);
}

std::string miskeyed(std::string_view digits, Dice& dice) {
  std::string out(digits);
  std::string places;
  for (std::size_t i = 0; i < out.size() && i < 255; ++i)
    if (out[i] >= '0' && out[i] <= '9') places += static_cast<char>(i);
  if (places.size() < 2) return out;
  const std::uint32_t pick = dice.below(static_cast<std::uint32_t>(places.size() - 1));
  char& one = out[static_cast<unsigned char>(places[pick])];
  char& two = out[static_cast<unsigned char>(places[pick + 1])];
  if (dice.perCent(35) && one != two)
    std::swap(one, two);
  else
    one = static_cast<char>('0' + (one - '0' + 1 + static_cast<int>(dice.below(9))) % 10);
  return out;
}

}  // namespace pontis
