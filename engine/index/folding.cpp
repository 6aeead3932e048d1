#include "engine/index/folding.h"

#include <array>

#include "engine/base/text.h"
#include "engine/index/folding_table.h"

namespace pontis {
namespace {

bool isLetterOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

char32_t decode(std::string_view sequence) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(sequence[i]); };
  char32_t point = at(0);
  if (sequence.size() == 2) point &= 0x1F;
  if (sequence.size() == 3) point &= 0x0F;
  if (sequence.size() == 4) point &= 0x07;
  for (std::size_t i = 1; i < sequence.size(); ++i) point = (point << 6) | (at(i) & 0x3F);
  return point;
}

bool isApostrophe(char32_t point) {
  return point == U'\'' || point == U'`' || point == 0xB4 || point == 0x02BC ||
         (point >= 0x2018 && point <= 0x201B) || point == 0x2032 || point == 0x02B9;
}

// What stands inside a word by a slip of the finger only, and parts nothing.
bool isStray(char32_t point) {
  return point == U';' || point == U'\\' || point == U'~' || point == U'^' || point == U'*' ||
         point == U'!' || point == U'"' || point == U'[' || point == U']' || point == U'=';
}

bool isHyphen(char32_t point) { return point == U'-' || (point >= 0x2010 && point <= 0x2015); }

// "-" for what parts words, "=" for what vanishes, null for a letter of another script.
const char* asciiOf(char32_t point) {
  if (isApostrophe(point) || isStray(point) || (point >= 0x300 && point <= 0x36F)) return "=";
  for (const FoldingBlock& block : foldingBlocks())
    if (point >= block.first && point <= block.last) return block.ascii[point - block.first];
  return point < 0x370 || (point >= 0x2000 && point <= 0x2BFF) ? "-" : nullptr;
}

// Appends one letter, and makes one of what is written in two ways.
void append(std::string& out, char letter) {
  const char before = out.empty() ? ' ' : out.back();
  if (letter == 'e' && (before == 'a' || before == 'o' || before == 'u')) return;
  if (letter == 'a' && before == 'a') return;
  out += letter;
}

// Greek letters that sound otherwise beside others: γγ, γκ as ng, ου as u, αυ and ευ as av and ev.
char greekBeside(char32_t point, char32_t before, char32_t after) {
  constexpr char32_t kGamma = 0x3B3, kKappa = 0x3BA, kXi = 0x3BE, kChi = 0x3C7, kUpsilon = 0x3C5;
  if (point == kGamma && (after == kGamma || after == kKappa || after == kXi || after == kChi))
    return 'n';
  if (point != kUpsilon && point != 0x3CD) return 0;
  if (before == 0x3BF) return 'u';
  return before == 0x3B1 || before == 0x3B5 ? 'v' : '\0';
}

char32_t lowerGreek(char32_t point) {
  return point >= 0x391 && point <= 0x3A9 ? point + 0x20 : point == 0x38E ? 0x3CD : point;
}

void part(std::string& out) {
  if (!out.empty() && out.back() != ' ') out += ' ';
}

void hyphenate(std::string& out, bool hyphens) {
  if (!hyphens)
    part(out);
  else if (!out.empty() && out.back() != ' ' && out.back() != '-')
    out += '-';
}

// What becomes of an ASCII character: itself in lower case, '-' for a hyphen, ' ' for what parts
// words, 0 for what vanishes.
char plainOf(char c) {
  static const auto kTable = [] {
    std::array<char, 0x80> out;
    for (char32_t point = 0; point < out.size(); ++point) {
      char32_t lower = point >= U'A' && point <= U'Z' ? point + ('a' - 'A') : point;
      out[point] = isLetterOrDigit(static_cast<char>(lower)) ? static_cast<char>(lower)
                   : isHyphen(lower)                         ? '-'
                   : *asciiOf(lower) == '='                  ? '\0'
                                                             : ' ';
    }
    return out;
  }();
  return kTable[static_cast<unsigned char>(c)];
}

void appendPlain(std::string& out, char plain, bool hyphens) {
  if (plain == ' ') return part(out);
  if (plain == '-') return hyphenate(out, hyphens);
  if (plain != '\0') append(out, plain);
}

}  // namespace

std::string fold(std::string_view text, bool hyphens) {
  std::string out;
  out.reserve(text.size());
  char32_t before = 0;
  while (!text.empty()) {
    if (static_cast<unsigned char>(text[0]) < 0x80) {
      appendPlain(out, plainOf(text[0]), hyphens);
      before = 0;
      text.remove_prefix(1);
      continue;
    }
    const std::size_t length = std::max<std::size_t>(1, utf8Sequence(text));
    const std::string_view sequence = text.substr(0, length);
    text.remove_prefix(length);
    char32_t point = decode(sequence);
    point = lowerGreek(point);
    const std::size_t next = text.empty() ? 0 : std::max<std::size_t>(1, utf8Sequence(text));
    const char beside =
        point < 0x370 || point > 0x3FF
            ? '\0'
            : greekBeside(point, before, next == 0 ? 0 : lowerGreek(decode(text.substr(0, next))));
    before = point;
    if (beside != '\0') {
      append(out, beside);
    } else if (isHyphen(point)) {
      hyphenate(out, hyphens);
    } else if (const char* ascii = asciiOf(point); ascii == nullptr) {
      out += sequence;
    } else if (*ascii == '-') {
      part(out);
    } else if (*ascii != '=') {
      for (; *ascii != '\0'; ++ascii) append(out, *ascii);
    }
  }
  while (!out.empty() && (out.back() == ' ' || out.back() == '-')) out.pop_back();
  return out;
}

std::vector<std::string_view> splitWords(std::string_view folded) {
  std::vector<std::string_view> out;
  while (!folded.empty()) {
    const std::size_t end = std::min(folded.find(' '), folded.size());
    if (end > 0) out.push_back(folded.substr(0, end));
    folded.remove_prefix(std::min(end + 1, folded.size()));
  }
  return out;
}

std::string foldCode(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    if (isLetterOrDigit(c)) out += c;
  }
  return out;
}

unsigned soundOf(std::string_view word) {
  //                            abcdefghijklmnopqrstuvwxyz
  static constexpr char kOf[] = "01230120022455012623010202";
  if (word.empty()) return 0;
  const auto letter = [&](std::size_t i) { return word[i] >= 'a' && word[i] <= 'z'; };
  const auto classOf = [&](std::size_t i) {
    return letter(i) ? static_cast<unsigned>(kOf[word[i] - 'a'] - '0') : 7u;
  };
  // Letters that begin alike in different languages.
  unsigned first = static_cast<unsigned char>(word[0]);
  if (word[0] == 'k' || word[0] == 'q') first = 'c';
  if (word[0] == 'y' || word[0] == 'j') first = 'i';
  if (word[0] == 'w') first = 'v';
  if (word[0] == 'z') first = 's';
  if (word.starts_with("ph")) first = 'f';
  unsigned out = first, count = 0, last = classOf(0);
  for (std::size_t i = 1; i < word.size() && count < 3; ++i) {
    const unsigned now = classOf(i);
    if (now != 0 && now != last) out = out << 3 | now, ++count;
    if (now != 0 || (word[i] != 'h' && word[i] != 'w')) last = now;
  }
  return out << (3 * (3 - count));
}

}  // namespace pontis
