#include "engine/base/text.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

namespace pontis {
namespace {

constexpr Charset kCharsets[] = {
    {"US-ASCII", "ASCII"},
    {"UTF-8", "UTF-8"},
    {"ISO-8859-1", "ISO-8859-1"},
    {"windows-1252", "CP1252"},
    {"ISO-2022-JP", "ISO-2022-JP-2"},
    {"ISO-8859-2", "ISO-8859-2"},
    {"ISO-8859-3", "ISO-8859-3"},
    {"ISO-8859-4", "ISO-8859-4"},
    {"ISO-8859-5", "ISO-8859-5"},
    {"ISO-8859-6", "ISO-8859-6"},
    {"ISO-8859-7", "ISO-8859-7"},
    {"ISO-8859-8", "ISO-8859-8"},
    {"ISO-8859-9", "ISO-8859-9"},
    {"ISO-8859-10", "ISO-8859-10"},
    {"ISO-8859-11", "ISO-8859-11"},
    {"ISO-8859-13", "ISO-8859-13"},
    {"ISO-8859-14", "ISO-8859-14"},
    {"ISO-8859-15", "ISO-8859-15"},
    {"ISO-8859-16", "ISO-8859-16"},
    {"windows-1250", "CP1250"},
    {"windows-1251", "CP1251"},
    {"windows-1253", "CP1253"},
    {"windows-1254", "CP1254"},
    {"windows-1255", "CP1255"},
    {"windows-1256", "CP1256"},
    {"windows-1257", "CP1257"},
    {"windows-1258", "CP1258"},
    {"windows-874", "CP874"},
    {"IBM437", "CP437"},
    {"IBM850", "CP850"},
    {"IBM852", "CP852"},
    {"KOI8-R", "KOI8-R"},
    {"macintosh", "MACINTOSH"},
    // CP932 and not SHIFT_JIS: the latter reads 5C as YEN SIGN, and the escape character is gone.
    {"Shift_JIS", "CP932"},
    {"EUC-JP", "EUC-JP-MS"},
    {"EUC-KR", "CP949"},
    {"Big5", "CP950"},
    {"Big5-HKSCS", "BIG5-HKSCS"},
    {"EUC-TW", "EUC-TW"},
    {"GB18030", "GB18030"},
    {"UTF-16LE", "UTF-16LE", 2},
    {"UTF-16BE", "UTF-16BE", 2},
    {"UTF-32LE", "UTF-32LE", 4},
    {"UTF-32BE", "UTF-32BE", 4},
};

struct Alias {
  std::string_view key, name;
};

// Spellings that are not the letters and digits of the name itself. Frequent ones first.
constexpr Alias kAliases[] = {
    {"UTF8", "UTF-8"},           {"ASCII", "US-ASCII"},      {"LATIN1", "ISO-8859-1"},
    {"CP65001", "UTF-8"},        {"ANSIX34", "US-ASCII"},    {"ISO646", "US-ASCII"},
    {"ISO646US", "US-ASCII"},    {"LATIN2", "ISO-8859-2"},   {"LATIN5", "ISO-8859-9"},
    {"LATIN9", "ISO-8859-15"},   {"ANSI", "windows-1252"},   {"CP437", "IBM437"},
    {"CP850", "IBM850"},         {"CP852", "IBM852"},        {"KOI8", "KOI8-R"},
    {"MACROMAN", "macintosh"},   {"TIS620", "ISO-8859-11"},  {"SJIS", "Shift_JIS"},
    {"CP932", "Shift_JIS"},      {"MS932", "Shift_JIS"},     {"WINDOWS31J", "Shift_JIS"},
    {"WINDOWS932", "Shift_JIS"}, {"JIS", "ISO-2022-JP"},     {"ISO2022JP2", "ISO-2022-JP"},
    {"KSX1001", "EUC-KR"},       {"KSC5601", "EUC-KR"},      {"KSC56011987", "EUC-KR"},
    {"CP949", "EUC-KR"},         {"UHC", "EUC-KR"},          {"CP950", "Big5"},
    {"CNS11643", "EUC-TW"},      {"CNS116431992", "EUC-TW"}, {"GB180302000", "GB18030"},
    {"GB180302005", "GB18030"},  {"GB2312", "GB18030"},      {"GB23121980", "GB18030"},
    {"EUCCN", "GB18030"},        {"GBK", "GB18030"},         {"CP936", "GB18030"},
    {"UTF16", "UTF-16BE"},  // without a mark: big endian (RFC 2781 section 4.3)
    {"UTF32", "UTF-32BE"},
};

// windows-1252 at 80..9F. Its five holes are read as C1 controls, as browsers do: nothing is lost.
constexpr char16_t kWindows1252[32] = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

std::string squeeze(std::string_view label) {
  std::string key;
  for (const char c : label) {
    if (c >= 'a' && c <= 'z') key += static_cast<char>(c - 'a' + 'A');
    if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) key += c;
  }
  return key;
}

const Charset* byName(std::string_view key) {
  static const auto* const kKeys = [] {
    auto* keys = new std::array<std::string, std::size(kCharsets)>;
    for (std::size_t i = 0; i < keys->size(); ++i) (*keys)[i] = squeeze(kCharsets[i].name);
    return keys;
  }();
  for (std::size_t i = 0; i < kKeys->size(); ++i)
    if ((*kKeys)[i] == key) return &kCharsets[i];
  return nullptr;
}

// One direction between UTF-8 and a set. Opening costs far more than using: kept for the thread.
class Converter {
 public:
  ~Converter() {
    if (handle_ != kNone) iconv_close(handle_);
  }
  iconv_t get(const char* to, const char* from) {
    if (handle_ == kNone) handle_ = iconv_open(to, from);
    if (handle_ != kNone) ::iconv(handle_, nullptr, nullptr, nullptr, nullptr);
    return handle_;
  }
  static inline const iconv_t kNone = reinterpret_cast<iconv_t>(-1);  // NOLINT: iconv's own way

 private:
  iconv_t handle_ = kNone;
};

std::size_t indexOf(const Charset& charset) {
  return static_cast<std::size_t>(&charset - kCharsets);
}

// Converts until the input ends or cannot be converted. Returns what is left.
std::string_view run(iconv_t handle, std::string_view in, std::string& out) {
  char* from = const_cast<char*>(in.data());  // iconv does not write there
  std::size_t left = in.size();
  std::array<char, 4096> buffer;
  for (;;) {
    char* to = buffer.data();
    std::size_t room = buffer.size();
    const std::size_t result = ::iconv(handle, left ? &from : nullptr, &left, &to, &room);
    const int why = errno;
    out.append(buffer.data(), buffer.size() - room);
    if (result == static_cast<std::size_t>(-1) && why == E2BIG) continue;
    return in.substr(in.size() - left);
  }
}

Decoded replaceBroken(std::string_view bytes) {
  Decoded out;
  while (!bytes.empty()) {
    std::size_t good = 0;
    while (good < bytes.size()) {
      const std::size_t size = utf8Sequence(bytes.substr(good));
      if (size == 0) break;
      good += size;
    }
    out.text.append(bytes.substr(0, good));
    bytes.remove_prefix(good);
    if (bytes.empty()) break;
    out.text += kReplacement;
    ++out.replaced;
    bytes.remove_prefix(1);
  }
  return out;
}

// JIS X 0201 Roman differs from ASCII in two signs, YEN and OVERLINE, that stand where HL7 and its
// peers put the escape character and the tilde. Read it as ASCII.
std::string romanAsAscii(std::string_view bytes) {
  std::string out(bytes);
  for (std::size_t at = 0; (at = out.find("\x1B(J", at)) != std::string::npos; ++at)
    out[at + 2] = 'B';
  return out;
}

Decoded decodeByIconv(std::string_view bytes, const Charset& charset) {
  thread_local std::array<Converter, std::size(kCharsets)> converters;
  Decoded out;
  const iconv_t handle = converters[indexOf(charset)].get("UTF-8", charset.iconv);
  if (handle == Converter::kNone) return replaceBroken(bytes);
  out.text.reserve(bytes.size() + bytes.size() / 2);
  const bool japanese = &charset == &iso2022jp();
  for (;;) {
    bytes = run(handle, bytes, out.text);
    if (bytes.empty()) return out;
    const auto c = static_cast<unsigned char>(bytes[0]);
    if (japanese && c >= 0xA1 && c <= 0xDF) {
      appendUtf8(0xFF61u + c - 0xA1, out.text);  // JIS X 0201 katakana in its 8-bit form
    } else {
      out.text += kReplacement;
      ++out.replaced;
    }
    bytes.remove_prefix(std::min(charset.unit, bytes.size()));
    if (bytes.empty()) return out;
  }
}

}  // namespace

std::size_t asciiPrefix(std::string_view text) {
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + at, 8);
    if (word & 0x8080808080808080u) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

std::size_t utf8Sequence(std::string_view text) {
  if (text.empty()) return 0;
  const auto at = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char head = at(0);
  if (head < 0x80) return 1;
  const std::size_t size = head < 0xC2   ? 0
                           : head < 0xE0 ? 2
                           : head < 0xF0 ? 3
                           : head < 0xF5 ? 4
                                         : 0;
  if (size == 0 || size > text.size()) return 0;
  for (std::size_t i = 1; i < size; ++i)
    if ((at(i) & 0xC0) != 0x80) return 0;
  const bool overlong = (head == 0xE0 && at(1) < 0xA0) || (head == 0xF0 && at(1) < 0x90);
  const bool outside = (head == 0xED && at(1) > 0x9F) || (head == 0xF4 && at(1) > 0x8F);
  return overlong || outside ? 0 : size;
}

bool isUtf8(std::string_view text) {
  for (;;) {
    text.remove_prefix(asciiPrefix(text));
    if (text.empty()) return true;
    const std::size_t size = utf8Sequence(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
}

void appendUtf8(char32_t point, std::string& out) {
  const auto put = [&out](char32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) return put(point);
  if (point < 0x800) {
    put(0xC0 | point >> 6);
  } else {
    if (point < 0x10000) {
      put(0xE0 | point >> 12);
    } else {
      put(0xF0 | point >> 18);
      put(0x80 | (point >> 12 & 0x3F));
    }
    put(0x80 | (point >> 6 & 0x3F));
  }
  put(0x80 | (point & 0x3F));
}

const Charset& ascii() { return kCharsets[0]; }
const Charset& utf8() { return kCharsets[1]; }
const Charset& latin1() { return kCharsets[2]; }
const Charset& windows1252() { return kCharsets[3]; }
const Charset& iso2022jp() { return kCharsets[4]; }

const Charset* findCharset(std::string_view label) {
  if (label.size() > 40) return nullptr;
  std::string key = squeeze(label);
  for (const Alias& alias : kAliases)
    if (alias.key == key) return byName(squeeze(alias.name));
  if (const Charset* exact = byName(key)) return exact;
  if (key.rfind("ISO", 0) == 0) key.erase(0, 3);
  if (key.rfind("8859", 0) == 0) return byName("ISO" + key);
  if (key.rfind("CP125", 0) == 0 || key == "CP874") return byName("WINDOWS" + key.substr(2));
  return nullptr;
}

Decoded decodeText(std::string_view bytes, const Charset& charset) {
  if (&charset == &utf8() || &charset == &ascii()) return replaceBroken(bytes);
  if (&charset == &iso2022jp()) return decodeByIconv(romanAsAscii(bytes), charset);
  if (&charset != &latin1() && &charset != &windows1252()) return decodeByIconv(bytes, charset);
  Decoded out;
  out.text.reserve(bytes.size() + bytes.size() / 8);
  while (!bytes.empty()) {
    const std::size_t plain = asciiPrefix(bytes);
    out.text.append(bytes.substr(0, plain));
    bytes.remove_prefix(plain);
    if (bytes.empty()) break;
    const auto c = static_cast<unsigned char>(bytes[0]);
    appendUtf8(c < 0xA0 && &charset == &windows1252() ? kWindows1252[c - 0x80] : c, out.text);
    bytes.remove_prefix(1);
  }
  return out;
}

std::optional<std::string> encodeText(std::string_view text, const Charset& charset) {
  if (&charset == &utf8()) return std::string(text);
  if (charset.unit == 1 && &charset != &iso2022jp() && isAscii(text)) return std::string(text);
  thread_local std::array<Converter, std::size(kCharsets)> converters;
  const iconv_t handle = converters[indexOf(charset)].get(charset.iconv, "UTF-8");
  if (handle == Converter::kNone) return std::nullopt;
  std::string out;
  std::string_view rest = run(handle, text, out);
  while (!rest.empty() && &charset == &windows1252() && rest.size() > 1 && rest[0] == '\xC2') {
    out += rest[1];  // one of the five holes, read as a C1 control
    rest = run(handle, rest.substr(2), out);
  }
  if (!rest.empty()) return std::nullopt;
  run(handle, {}, out);  // back to the initial shift state
  return out;
}

}  // namespace pontis
