#include "engine/mapping/values.h"

#include <algorithm>
#include <cctype>

#include "engine/mapping/dates.h"
#include "engine/mapping/json.h"

namespace pontis {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

void appendPadded(std::string& out, int value, int width) {
  char digits[4];
  for (int i = width; i-- > 0; value /= 10) digits[i] = static_cast<char>('0' + value % 10);
  out.append(digits, static_cast<std::size_t>(width));
}

void appendClock(std::string& out, const Moment& moment) {
  appendPadded(out, moment.hour, 2);
  out += ':';
  appendPadded(out, moment.minute, 2);
  out += ':';
  appendPadded(out, moment.second, 2);
  if (!moment.fraction.empty()) out.append(".").append(moment.fraction);
}

void appendDay(std::string& out, const Moment& moment) {
  appendPadded(out, moment.year, 4);
  if (moment.digits >= 6) out += '-', appendPadded(out, moment.month, 2);
  if (moment.digits >= 8) out += '-', appendPadded(out, moment.day, 2);
}

Reason date(Convert convert, std::string_view text, std::string_view zone, std::string& out) {
  const auto moment = readMoment(text);
  if (!moment) return Reason::kNotADate;
  const bool whole = convert == Convert::kInstant || convert == Convert::kMoment;
  if (whole && moment->digits < (convert == Convert::kMoment ? 8 : 10)) return Reason::kNotATime;
  out += '"';
  appendDay(out, *moment);
  if (convert != Convert::kDate && (moment->digits > 8 || whole)) {
    out += 'T';
    appendClock(out, *moment);
    out += moment->zone.empty() ? zone : std::string_view(moment->zone);
  }
  out += '"';
  return moment->time_cut && convert != Convert::kDate ? Reason::kTimeCut : Reason::kRead;
}

Reason clock(std::string_view text, std::string& out) {
  const auto moment = readTime(text);
  if (!moment) return Reason::kNotATime;
  out += '"';
  appendClock(out, *moment);
  out += '"';
  return Reason::kRead;
}

std::string_view comparator(std::string_view text) {
  std::size_t size = text.starts_with('<') || text.starts_with('>') ? 1 : 0;
  if (size == 1 && text.size() > 1 && text[1] == '=') size = 2;
  return text.substr(0, size);
}

// JSON and FHIR want a digit before the point, none before it that means nothing, and one after.
Reason decimal(std::string_view text, std::string& out) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  std::size_t at = 0;
  while (at < text.size() && digit(text[at])) ++at;
  std::string_view whole = text.substr(0, at);
  std::string_view fraction;
  std::string_view exponent;
  if (at < text.size() && text[at] == '.') {
    const std::size_t start = ++at;
    while (at < text.size() && digit(text[at])) ++at;
    fraction = text.substr(start, at - start);
  }
  if (whole.empty() && fraction.empty()) return Reason::kNotANumber;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    const std::size_t start = at++;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t first = at;
    while (at < text.size() && digit(text[at])) ++at;
    if (at == first || at - first > 2) return Reason::kNotANumber;
    exponent = text.substr(start, at - start);
  }
  if (at != text.size() || text.size() > 40) return Reason::kNotANumber;
  while (whole.size() > 1 && whole[0] == '0') whole.remove_prefix(1);
  if (negative) out += '-';
  out += whole.empty() ? std::string_view("0") : whole;
  if (!fraction.empty()) out.append(".").append(fraction);
  out += exponent;
  return Reason::kRead;
}

Reason integer(Convert convert, std::string_view text, std::string& out) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  while (text.size() > 1 && text[0] == '0') text.remove_prefix(1);
  // "3.0" is an integer to a sender that knows only NM.
  if (const std::size_t dot = text.find('.');
      dot != std::string_view::npos && dot > 0 &&
      text.find_first_not_of('0', dot + 1) == std::string_view::npos)
    text = text.substr(0, dot);
  if (text.empty() || text.size() > 10 || !std::all_of(text.begin(), text.end(), digit))
    return Reason::kNotAnInteger;
  if (text.size() == 10 && text > "2147483647") return Reason::kNotAnInteger;
  if (negative && convert != Convert::kInteger) return Reason::kNotAnInteger;
  if (convert == Convert::kPositive && text == "0") return Reason::kNotAnInteger;
  if (negative && text != "0") out += '-';
  out += text;
  return Reason::kRead;
}

Reason boolean(std::string_view text, std::string& out) {
  std::string upper(text.substr(0, 8));
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  for (const char* yes : {"Y", "YES", "1", "T", "TRUE"})
    if (upper == yes) return out += "true", Reason::kRead;
  for (const char* no : {"N", "NO", "0", "F", "FALSE"})
    if (upper == no) return out += "false", Reason::kRead;
  return Reason::kNotYesOrNo;
}

// A code has no blanks but single ones inside.
Reason code(std::string_view text, std::string& out) {
  std::string clean;
  for (const char c : text) {
    const bool blank = static_cast<unsigned char>(c) <= 0x20;
    if (blank && (clean.empty() || clean.back() == ' ')) continue;
    clean += blank ? ' ' : c;
  }
  if (clean.empty()) return Reason::kNotACode;
  appendString(out, clean);
  return Reason::kRead;
}

Reason uri(std::string_view text, std::string& out) {
  std::string clean;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == '"' || c == '\\')
      appendPercent(clean, std::string_view(&c, 1));
    else
      clean += c;
  }
  appendString(out, clean);
  return Reason::kRead;
}

bool base64Digit(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '+' || c == '/';
}

Reason base64(std::string_view text, std::string& out) {
  const std::size_t start = out.size();
  out += '"';
  std::size_t padding = 0;
  for (const char c : text) {
    if (std::isspace(static_cast<unsigned char>(c)) != 0) continue;
    padding += c == '=';
    if (c != '=' && (padding > 0 || !base64Digit(c))) padding = 3;
    if (padding > 2) break;
    out += c;
  }
  if (padding > 2 || (out.size() - start - 1) % 4 != 0) {
    out.resize(start);
    return Reason::kNotBase64;
  }
  out += '"';
  return Reason::kRead;
}

Reason hex(std::string_view text, std::string& out) {
  std::string bytes;
  int high = -1;
  for (const char c : text) {
    if (std::isspace(static_cast<unsigned char>(c)) != 0) continue;
    if (std::isxdigit(static_cast<unsigned char>(c)) == 0) return Reason::kNotBase64;
    const int value = digit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
    if (high >= 0) bytes += static_cast<char>(high << 4 | value);
    high = high >= 0 ? -1 : value;
  }
  if (high >= 0 || bytes.empty()) return Reason::kNotBase64;
  out += '"';
  appendBase64(out, bytes);
  out += '"';
  return Reason::kRead;
}

bool isOid(std::string_view text) {
  if (text.size() < 3 || text[0] < '0' || text[0] > '2' || text[1] != '.') return false;
  char before = '.';
  for (std::size_t i = 2; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '.' && before == '.') return false;
    if (c != '.' && !digit(c)) return false;
    if (digit(c) && before == '0' && text[i - 2] == '.') return false;
    before = c;
  }
  return before != '.';
}

bool isUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0)
      return false;
  }
  return true;
}

}  // namespace

const char* reasonText(Reason reason) {
  static constexpr const char* kTexts[] = {
      "no rule",
      "read",
      "not a date",
      "not a time",
      "the time is impossible, the date was kept",
      "not a number",
      "not an integer in range",
      "not yes or no",
      "not a code",
      "not a URI",
      "not base64",
      "not a media type",
      "code not in table",
      "refers to what the message does not carry",
      "a part that FHIR requires is missing",
      "the period ends before it starts",
  };
  static_assert(std::size(kTexts) == static_cast<std::size_t>(Reason::kLast));
  return kTexts[static_cast<std::size_t>(reason)];
}

Reason convert(Convert how, std::string_view text, std::string_view zone, std::string& out) {
  switch (how) {
    case Convert::kCode:
      return code(text, out);
    case Convert::kUri:
      return uri(text, out);
    case Convert::kDate:
    case Convert::kDateTime:
    case Convert::kInstant:
    case Convert::kMoment:
      return date(how, text, zone, out);
    case Convert::kTime:
      return clock(text, out);
    case Convert::kDecimal:
      return decimal(text, out);
    case Convert::kNumber:
      return decimal(trimmed(text.substr(comparator(text).size())), out);
    case Convert::kComparator:
      if (comparator(text).empty()) return Reason::kNotACode;
      return code(comparator(text), out);
    case Convert::kUnsigned:
    case Convert::kPositive:
    case Convert::kInteger:
      return integer(how, text, out);
    case Convert::kBoolean:
      return boolean(text, out);
    case Convert::kBase64:
      return base64(text, out);
    case Convert::kHex:
      return hex(text, out);
    case Convert::kEncode:
      out += '"';
      appendBase64(out, text);
      out += '"';
      return Reason::kRead;
    default:
      appendString(out, text);
      return Reason::kRead;
  }
}

std::string zoneOf(std::string_view time) {
  const std::size_t at = time.find_first_of("+-");
  return at == std::string_view::npos || at < 8 ? std::string() : readZone(time.substr(at));
}

bool backwards(std::string_view start, std::string_view end) {
  const auto from = readMoment(start);
  const auto to = readMoment(end);
  if (!from || !to) return false;
  const int digits = std::min(from->digits, to->digits);
  const int a[] = {from->year, from->month, from->day, from->hour, from->minute, from->second};
  const int b[] = {to->year, to->month, to->day, to->hour, to->minute, to->second};
  const int parts = (digits - 2) / 2;
  // Two zones in one period are rare; a day's slack is enough for them.
  const int compared = from->zone == to->zone ? parts : std::min(parts, 3);
  return std::lexicographical_compare(b, b + compared, a, a + compared);
}

void appendAuthority(std::string& out, std::string_view id, std::string_view type) {
  if (isOid(id)) {
    out.append("urn:oid:").append(id);
  } else if (isUuid(id)) {
    const std::size_t start = out.size() + 9;
    out.append("urn:uuid:").append(id);
    for (std::size_t i = start; i < out.size(); ++i)
      out[i] = static_cast<char>(std::tolower(static_cast<unsigned char>(out[i])));
  } else if (type == "URI" || id.starts_with("http://") || id.starts_with("https://") ||
             id.starts_with("urn:")) {
    for (const char c : id) {
      if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) > 0x7E ||
          c == '"' || c == '\\')
        appendPercent(out, std::string_view(&c, 1));
      else
        out += c;
    }
  } else {
    out += "urn:id:";
    appendPercent(out, id);
  }
}

Reason appendMedia(std::string& out, std::string_view type, std::string_view subtype) {
  const auto lower = [](std::string_view text) {
    std::string copy(text);
    for (char& c : copy) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return copy;
  };
  std::string main = lower(type);
  const std::string sub = lower(subtype);
  // Table 0191 and what is sent in its place.
  if (main == "ap" || main == "multipart" || main.empty()) main = "application";
  if (main == "tx" || main == "ft" || main == "formatted") main = "text";
  if (main == "im" || main == "si" || main == "ns" || main == "sd") main = "image";
  if (main == "au") main = "audio";
  const auto plain = [](const std::string& text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
      return std::isalnum(c) != 0 || c == '-' || c == '.' || c == '+' || c == '_';
    });
  };
  if (!plain(main) || !plain(sub)) return Reason::kNotAMediaType;
  appendString(out, main + "/" + sub);
  return Reason::kRead;
}

}  // namespace pontis
