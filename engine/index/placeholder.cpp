#include "engine/index/placeholder.h"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <vector>

#include "engine/index/placeholder_words.h"

namespace pontis {
namespace {

constexpr std::size_t kFewValues = 1000, kFewDistinct = 50;

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return c >= 'a' && c <= 'z'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Only ASCII letters and digits, lower case, single blanks. Bytes beyond ASCII stay: they make a
// word that no list knows.
std::string plain(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char raw : text) {
    const char c = lower(raw);
    if (isDigit(c) || isLetter(c) || static_cast<unsigned char>(c) >= 0x80)
      out += c;
    else if (c != '\'' && !out.empty() && out.back() != ' ')
      out += ' ';
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

// "xxx", "----" (which plain() leaves empty), "nn"; two equal letters alone may be a name (Aa, Oo).
bool oneLetter(std::string_view text) {
  if (text.size() < 2 || text.find_first_not_of(text[0]) != std::string_view::npos) return false;
  return text.size() > 2 || text[0] == 'x' || text[0] == 'n' || text[0] == 'z' || text[0] == 'q';
}

bool isCounter(std::string_view word) {
  return word.size() == 1 || std::all_of(word.begin(), word.end(), isDigit);
}

// What the words of a phrase are, counted.
struct Reading {
  std::size_t words = 0, nothing = 0, newborn = 0, sexed = 0, other = 0;
  char sex = 0;
  bool first = true, first_is_newborn = false, of = false;  // "baby …", "daughter of …"
};

Reading readPhrase(std::string_view text) {
  Reading reading;
  const auto words = split(text);
  reading.words = words.size();
  for (std::size_t i = 0; i < words.size(); ++i) {
    PlaceholderWord word = placeholderWord(words[i]);
    // "nouveau né", "no name": two words that mean something only together.
    if (i + 1 < words.size()) {
      const PlaceholderWord joined = placeholderWord(words[i], words[i + 1]);
      if (joined.kind == PlaceholderWord::kNewborn || joined.kind == PlaceholderWord::kNothing) {
        word = joined;
        ++i;
        --reading.words;
      }
    }
    const auto [kind, sex] = word;
    const bool first = reading.first;
    reading.first = false;
    const bool counter = !first && isCounter(words[i]);
    if (sex && !reading.sex) reading.sex = sex;
    if (kind == PlaceholderWord::kNothing || oneLetter(words[i]))
      ++reading.nothing;
    else if (kind == PlaceholderWord::kNewborn)
      ++reading.newborn;
    else if (kind == PlaceholderWord::kSex)
      ++reading.sexed;
    else if (kind == PlaceholderWord::kOf)
      reading.of = reading.of || (reading.other == 0 && reading.newborn + reading.sexed > 0 &&
                                  words[0].size() > 1);
    else if (kind == PlaceholderWord::kNone && !counter)
      ++reading.other;
    if (first) reading.first_is_newborn = kind == PlaceholderWord::kNewborn;
  }
  return reading;
}

NameStanding judgeField(std::string_view folded, bool given) {
  const std::string text = plain(folded);
  if (text.empty() || isCounter(text) || text == "n n" || text == "n a")
    // A single letter is an initial, and says something.
    return {text.size() == 1 && isLetter(text[0]) && text != "x" ? Standing::kStated
                                                                 : Standing::kNothing};
  // Null and Na are families; nobody is given such a name.
  if (text == "null" || text == "na") return {given ? Standing::kNothing : Standing::kWeak};
  if (isPlaceholderPhrase(text)) return {Standing::kNothing};
  const Reading reading = readPhrase(text);
  if (reading.nothing > 0 && reading.other == 0 && reading.newborn == 0)
    return {Standing::kNothing, reading.sex};
  const bool whole = reading.newborn > 0 && reading.other == 0;
  if (given) {
    if (whole || reading.first_is_newborn || (reading.of && reading.sexed > 0))
      return {Standing::kNewborn, reading.sex};
    // "BOY", "GIRL A", "MALE": the sex for want of a name. "Nina" is not among them.
    if (reading.other == 0 && reading.sexed > 0 && isBareSex(split(text)[0]))
      return {Standing::kNewborn, reading.sex};
    return {};
  }
  if (whole && (reading.words > 1 || !isFamilyToo(text))) return {Standing::kNewborn, reading.sex};
  return {};
}

bool oneRun(std::string_view digits) {
  if (digits.size() < 5) return false;
  for (const int step : {1, 9}) {
    bool run = true;
    for (std::size_t i = 1; run && i < digits.size(); ++i)
      run = isDigit(digits[i]) && digits[i] - '0' == (digits[i - 1] - '0' + step) % 10;
    if (run && isDigit(digits[0])) return true;
  }
  return false;
}

bool allEqual(std::string_view text) {
  return !text.empty() && text.find_first_not_of(text[0]) == std::string_view::npos;
}

std::string kept(std::string_view text, bool letters) {
  std::string out;
  for (const char raw : text) {
    const char c = lower(raw);
    if (isDigit(c) || (letters && isLetter(c))) out += c;
  }
  return out;
}

bool among(std::string_view value, std::span<const std::string_view> list) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

NameStanding judgeGiven(std::string_view folded) { return judgeField(folded, true); }
NameStanding judgeFamily(std::string_view folded) { return judgeField(folded, false); }

NameStanding judgeName(std::string_view given, std::string_view family) {
  return judgeName(given, family, judgeGiven(given), judgeFamily(family));
}

NameStanding judgeName(std::string_view given, std::string_view family, const NameStanding& first,
                       const NameStanding& last) {
  const std::string both = plain(given) + "|" + plain(family);
  if (isPlaceholderPair(both)) return {Standing::kNothing};
  if (first.standing == Standing::kStated || last.standing == Standing::kStated) return {};
  const bool newborn = first.standing == Standing::kNewborn || last.standing == Standing::kNewborn;
  return {newborn ? Standing::kNewborn : Standing::kNothing, first.sex ? first.sex : last.sex};
}

Standing judgeDate(std::string_view date) {
  const std::string digits = kept(date, false);
  if (digits.empty()) return Standing::kNothing;
  if (digits.size() < 4) return Standing::kStated;
  const int year = (digits[0] - '0') * 1000 + (digits[1] - '0') * 100 + (digits[2] - '0') * 10 +
                   (digits[3] - '0');
  // Nobody in a register was born before the year 1000 or will be after 2100; 9999 is for ever.
  if (year < 1000 || year >= 2100) return Standing::kNothing;
  if (digits.size() != 8) return Standing::kStated;
  // Zero of spreadsheets and data bases, their least and greatest dates, what is quickly typed.
  static constexpr std::array<std::string_view, 14> kNever = {
      "19000101", "19010101", "11111111", "18991230", "18991231", "17530101", "15821015",
      "10000101", "20790606", "20991231", "19000102", "19001231", "18581117", "16010101"};
  if (among(digits, kNever)) return Standing::kNothing;
  return digits.ends_with("0101") ? Standing::kWeak : Standing::kStated;
}

Standing judgeNumber(std::string_view number, std::size_t shortest) {
  const std::string text = kept(number, true);
  if (text.size() < std::max<std::size_t>(shortest, 1) || allEqual(text) || oneRun(text))
    return Standing::kNothing;
  if (std::none_of(text.begin(), text.end(), isDigit))
    return judgeWords(number) == Standing::kStated ? Standing::kStated : Standing::kNothing;
  // Social security numbers that advertisements and forms made everybody's (SSA, "Misused SSNs").
  static constexpr std::array<std::string_view, 4> kPrinted = {"078051120", "219099999",
                                                               "123121234", "111223333"};
  if (among(text, kPrinted)) return Standing::kNothing;
  return allEqual(std::string_view(text).substr(0, text.size() - 1)) && text[0] == '0'
             ? Standing::kWeak
             : Standing::kStated;
}

Standing judgePhone(std::string_view phone) {
  const std::string digits = kept(phone, false);
  if (digits.size() < 5 || allEqual(digits) || oneRun(digits) || digits.starts_with("0000"))
    return Standing::kNothing;
  // After country and area code nothing but one digit, or a run: 555-555-5555, 030 1234567.
  const std::string_view tail =
      std::string_view(digits).substr(digits.size() - std::min<std::size_t>(digits.size(), 7));
  if (tail.size() == 7 && (allEqual(tail) || oneRun(tail))) return Standing::kNothing;
  return Standing::kStated;
}

Standing judgeEmail(std::string_view email) {
  const std::size_t at = email.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == email.size()) return Standing::kNothing;
  const std::string local = kept(email.substr(0, at), true);
  const std::string host = plain(email.substr(at + 1));
  static constexpr std::array<std::string_view, 26> kNobody = {
      "noemail", "nomail",   "noreply", "donotreply", "email",   "mail",  "no",
      "na",      "asdf",     "abc",     "abcd",       "xyz",     "keine", "keineemail",
      "aucun",   "aucune",   "ninguno", "nessuna",    "brak",    "geen",  "ingen",
      "patient", "notgiven", "noone",   "nobody",     "sinemail"};
  static constexpr std::array<std::string_view, 10> kShared = {
      "info",  "office", "reception", "kontakt", "contact",
      "hello", "admin",  "webmaster", "praxis",  "secretariat"};
  static constexpr std::array<std::string_view, 8> kNowhere = {
      "noemail", "nomail", "none", "unknown", "test", "na", "noreply", "nowhere"};
  if (local.empty() || allEqual(local) || among(local, kNobody) ||
      judgeWords(local) == Standing::kNothing || among(host.substr(0, host.find(' ')), kNowhere))
    return Standing::kNothing;
  return among(local, kShared) ? Standing::kWeak : Standing::kStated;
}

Standing judgeAddress(std::string_view folded) {
  const std::string text = plain(folded);
  if (isNoAbode(text)) return Standing::kNothing;
  if (text == "general delivery" || text == "poste restante" || text == "postlagernd" ||
      text == "fermo posta" || text == "lista de correos")
    return Standing::kWeak;
  return judgeWords(text);
}

Standing judgePostalCode(std::string_view code) {
  const std::string text = kept(code, true);
  if (text.size() < 3) return Standing::kNothing;
  if (!allEqual(text)) return oneRun(text) ? Standing::kWeak : Standing::kStated;
  // 22222 is somewhere; 00000 and 99999 are nowhere.
  return text[0] == '0' || text[0] == '9' || !isDigit(text[0]) ? Standing::kNothing
                                                               : Standing::kWeak;
}

Standing judgeWords(std::string_view folded) {
  const std::string text = plain(folded);
  if (text.empty() || text == "n a" || text == "n n" || text == "null" || isPlaceholderPhrase(text))
    return Standing::kNothing;
  const Reading reading = readPhrase(text);
  return reading.nothing > 0 && reading.other == 0 && reading.newborn == 0 ? Standing::kNothing
                                                                           : Standing::kStated;
}

std::uint32_t frequencyLimit(Spread spread, std::span<const std::uint32_t> counts) {
  constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> sorted(counts.begin(), counts.end());
  std::uint64_t total = 0;
  for (const std::uint32_t count : sorted) total += count;
  if (total < kFewValues || sorted.size() < kFewDistinct) return kNone;
  const auto ranked = [&](std::size_t rank) {
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(rank),
                     sorted.end(), std::greater<>());
    return static_cast<std::uint64_t>(sorted[rank]);
  };
  std::uint64_t limit = 0;
  switch (spread) {
    case Spread::kNames:
      // By Zipf's law the first is twenty times the twentieth; a name beyond that is no name. Below
      // one in a thousand nothing is too frequent, however flat the field.
      limit = std::max<std::uint64_t>(20 * ranked(19), total / 1000 + 20);
      break;
    case Spread::kDates:
      // A day of a strong year has some three times the births of the mean; the rest is chance.
      limit = 5 * ((total + sorted.size() - 1) / sorted.size()) + 10;
      break;
    case Spread::kOwn:
      // What a large household shares, or five times what one value in a thousand reaches.
      limit = std::max<std::uint64_t>(12, 5 * ranked(sorted.size() / 1000));
      break;
  }
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(limit, kNone));
}

void FrequentValues::add(std::string_view value) {
  ++counts_[std::hash<std::string_view>{}(value)];
  ++total_;
}

std::uint32_t FrequentValues::count(std::string_view value) const {
  const auto found = counts_.find(std::hash<std::string_view>{}(value));
  return found == counts_.end() ? 0 : found->second;
}

bool FrequentValues::isPlaceholder(std::string_view value) {
  if (total_ >= judged_ + judged_ / 8 + 1) {
    std::vector<std::uint32_t> counts;
    counts.reserve(counts_.size());
    for (const auto& [key, count] : counts_) counts.push_back(count);
    limit_ = frequencyLimit(spread_, counts);
    judged_ = total_;
  }
  return count(value) > limit_;
}

}  // namespace pontis
