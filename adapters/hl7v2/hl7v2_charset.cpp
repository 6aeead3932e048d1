#include "adapters/hl7v2/hl7v2_charset.h"

#include <algorithm>

#include "adapters/hl7v2/hl7v2_remark.h"
#include "engine/core/segments.h"

namespace pontis {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";

struct Declared {
  std::string_view label;  // raw MSH-18
  char repetition = '~';
};

// MSH-18 as it stands in the bytes; the MSH segment is ASCII up to there in every practical set.
Declared declared(std::string_view payload) {
  const std::size_t msh = payload.find("MSH");
  if (msh == std::string_view::npos || payload.size() < msh + 6) return {};
  std::string_view line = payload.substr(msh);
  line = line.substr(0, line.find('\r'));
  line = line.substr(0, line.find('\n'));
  if (line.size() < 6) return {};
  Declared out;
  const char separator = line[3];
  if (line[5] != separator) out.repetition = line[5];
  out.label = piece(line, separator, 18);
  return out;
}

bool isBlank(std::string_view label) {
  return label.find_first_not_of(" ~\"") == std::string_view::npos;
}

// What broken UTF-8 looks like: a Latin text has single high bytes between ASCII letters, while a
// truncated or overlong sequence has a lead byte with trail bytes, or stands alone at the very end.
bool looksLatin(std::string_view bytes) {
  bool seen = false;
  while (true) {
    bytes.remove_prefix(asciiPrefix(bytes));
    if (bytes.empty()) return true;
    if (utf8Sequence(bytes) > 0) return false;
    if (bytes.size() == 1) return seen;
    const auto lead = static_cast<unsigned char>(bytes[0]);
    const auto next = static_cast<unsigned char>(bytes[1]);
    if (lead >= 0xC0 && (next & 0xC0) == 0x80) return false;
    seen = true;
    bytes.remove_prefix(1);
  }
}

bool hasC1(std::string_view bytes) {
  return std::any_of(bytes.begin(), bytes.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x80 && static_cast<unsigned char>(c) < 0xA0;
  });
}

void decodeInto(Hl7v2Text& out, std::string_view payload, const Charset& charset) {
  Decoded decoded = decodeText(payload, charset);
  out.charset = &charset;
  out.decoded = true;
  out.text = std::move(decoded.text);
  if (decoded.replaced > 0) out.remarks |= kReplacedBytes;
}

void readUndeclared(Hl7v2Text& out, std::string_view payload, std::uint32_t remark) {
  const bool marked = payload.substr(0, kBom.size()) == kBom;
  if (isUtf8(payload)) {
    out.charset = &utf8();
    if (!marked) out.remarks |= remark;
  } else {
    out.remarks |= remark;
    decodeInto(out, payload, hasC1(payload) ? windows1252() : latin1());
  }
}

void readUtf8(Hl7v2Text& out, std::string_view payload) {
  out.charset = &utf8();
  if (isUtf8(payload)) return;
  out.remarks |= kOtherCharset;
  decodeInto(out, payload, looksLatin(payload) ? windows1252() : utf8());
}

void readDeclared(Hl7v2Text& out, std::string_view payload, const Charset& charset) {
  if (&charset == &latin1() && hasC1(payload)) {
    out.remarks |= kOtherCharset;
    if (isUtf8(payload)) {
      out.charset = &utf8();
    } else {
      decodeInto(out, payload, windows1252());
    }
    return;
  }
  decodeInto(out, payload, charset);
  if ((out.remarks & kReplacedBytes) == 0) return;
  out.remarks |= kOtherCharset;
  if (!isAscii(payload) && isUtf8(payload)) {
    out.remarks &= ~kReplacedBytes;
    out.charset = &utf8();
    out.decoded = false;
    out.text.clear();
  }
}

}  // namespace

const Charset* wideCharset(std::string_view payload) {
  using namespace std::string_view_literals;
  const auto starts = [&](std::string_view mark) { return payload.substr(0, mark.size()) == mark; };
  if (starts("\xFF\xFE\0\0"sv)) return findCharset("UTF-32LE");
  if (starts("\0\0\xFE\xFF"sv)) return findCharset("UTF-32BE");
  if (starts("\xFF\xFE"sv)) return findCharset("UTF-16LE");
  if (starts("\xFE\xFF"sv)) return findCharset("UTF-16BE");
  if (payload.size() < 8 || (payload[0] != '\0' && payload[1] != '\0')) return nullptr;
  if (starts("M\0S\0H\0"sv)) return findCharset("UTF-16LE");
  if (starts("\0M\0S\0H"sv)) return findCharset("UTF-16BE");
  if (starts("M\0\0\0S\0\0\0"sv)) return findCharset("UTF-32LE");
  if (starts("\0\0\0M\0\0\0S"sv)) return findCharset("UTF-32BE");
  return nullptr;
}

const Charset* declaredCharset(std::string_view msh18, char repetition) {
  const Charset* first = nullptr;
  bool seen = false;
  for (std::size_t n = 1; n <= pieces(msh18, repetition); ++n) {
    const std::string_view label = piece(msh18, repetition, n);
    if (isBlank(label)) continue;
    // ISO IR6 is ASCII. IR13 is what some senders write for IR14.
    if (label.find("IR87") != std::string_view::npos ||
        label.find("IR159") != std::string_view::npos ||
        label.find("IR14") != std::string_view::npos ||
        label.find("IR 87") != std::string_view::npos)
      return &iso2022jp();
    const bool unicode = label == "UNICODE UTF-8" || label == "UNICODE";
    if (!seen)
      first = unicode            ? &utf8()
              : label == "ASCII" ? &ascii()
              : label.substr(0, 8) == "UNICODE " || label.substr(0, 8) == "Unicode "
                  ? findCharset(label.substr(8))
              : label == "ISO IR6" ? &ascii()
                                   : findCharset(label);
    seen = true;
  }
  return first;
}

std::string readBytes(std::string_view bytes, const Charset& charset) {
  if (isAscii(bytes) && charset.unit == 1 && &charset != &iso2022jp()) return std::string(bytes);
  if (&charset != &ascii() && &charset != &utf8()) {
    Decoded decoded = decodeText(bytes, charset);
    if (decoded.replaced == 0) return std::move(decoded.text);
  }
  if (isUtf8(bytes)) return std::string(bytes);
  return decodeText(bytes, looksLatin(bytes) || bytes.size() == 1 ? windows1252() : utf8()).text;
}

Hl7v2Text readText(std::string_view payload) {
  Hl7v2Text out;
  if (const Charset* wide = wideCharset(payload)) {
    decodeInto(out, payload, *wide);
    return out;
  }
  const Declared msh18 = declared(payload);
  const bool blank = isBlank(msh18.label);
  const Charset* charset = declaredCharset(msh18.label, msh18.repetition);
  // UTF-16 is declared, but "MSH" stands in single bytes.
  if (charset && charset->unit > 1) charset = nullptr;
  if (!blank && !charset) out.remarks |= kUnknownCharset;
  const bool plain = isAscii(payload);
  if (!charset || charset == &ascii()) {
    const std::uint32_t unknown = charset ? std::uint32_t{kOtherCharset} : 0u;
    const std::uint32_t remark = blank ? std::uint32_t{kUndeclaredCharset} : unknown;
    if (plain && payload.find("\x1B$") != std::string_view::npos) {
      out.remarks |= remark;
      decodeInto(out, payload, iso2022jp());
    } else if (!plain) {
      readUndeclared(out, payload, remark);
    }
  } else if (plain && charset != &iso2022jp()) {
    out.charset = charset;
  } else if (charset == &utf8()) {
    readUtf8(out, payload);
  } else {
    readDeclared(out, payload, *charset);
  }
  return out;
}

}  // namespace pontis
