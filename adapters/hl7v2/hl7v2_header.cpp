#include "adapters/hl7v2/hl7v2_header.h"

#include <algorithm>
#include <string>

#include "adapters/hl7v2/hl7v2_remark.h"

namespace pontis {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";

// A delimiter is a printing ASCII character that is no letter and no digit.
bool mayDelimit(char c) {
  return c > ' ' && c < '\x7F' && !(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') &&
         !(c >= 'a' && c <= 'z');
}

Error notMsh(std::string_view text) {
  const std::string_view id = text.substr(0, 3);
  if (text.empty()) return {Code::kMalformed, "the message is empty", "MSH"};
  if (text[0] == '<') return {Code::kUnsupported, "XML; this is a reader of delimited HL7", "MSH"};
  if (id == "ISA" || id == "UNA" || id == "UNB")
    return {Code::kUnsupported, "an X12 or EDIFACT interchange, not HL7", "MSH"};
  if (id == "FHS" || id == "BHS")
    return {Code::kUnsupported, "a batch where one message was expected", std::string(id)};
  return {Code::kMalformed, "the message does not begin with MSH", "MSH"};
}

Result<Done> readDelimiters(std::string_view encoding, Hl7v2Header& header) {
  Delimiters& d = header.delimiters;
  if (encoding.empty()) return Error{Code::kMalformed, "MSH-2 is empty", "MSH-2"};
  if (encoding.size() < 2 || encoding.size() > 5)
    return Error{Code::kMalformed, "MSH-2 must have 4 characters, or 5 from v2.7 on", "MSH-2"};
  // "^~\\&": the text went through a programming language once too often.
  std::string undoubled;
  if (encoding.size() == 5 && encoding[2] == encoding[3]) {
    header.remarks |= kDoubledEscape;
    encoding = undoubled = {encoding[0], encoding[1], encoding[2], encoding[4]};
  }
  for (std::size_t i = 0; i < encoding.size(); ++i) {
    if (!mayDelimit(encoding[i]))
      return Error{Code::kMalformed, "MSH-2 has a character that cannot delimit", "MSH-2"};
    if (encoding[i] == d.field || encoding.find(encoding[i], i + 1) != std::string_view::npos)
      return Error{Code::kMalformed, "MSH-2 has the same character twice", "MSH-2"};
  }
  const auto at = [&](std::size_t i) { return i < encoding.size() ? encoding[i] : '\0'; };
  d = {d.field, at(0), at(1), at(2), at(3), at(4)};
  if (encoding.size() < 4) header.remarks |= kFewDelimiters;
  return Done{};
}

}  // namespace

Result<Hl7v2Header> readHeader(std::string_view text) {
  Hl7v2Header header;
  std::size_t at = 0;
  for (;;) {
    if (text.substr(at, kBom.size()) == kBom) {
      at += kBom.size();
    } else if (at < text.size() && text[at] == '\x0B') {
      ++at;
    } else if (at < text.size() && std::string_view(" \t\r\n").find(text[at]) != kBom.npos) {
      header.remarks |= kLeadingBytes;
      ++at;
    } else {
      break;
    }
  }
  if (text.substr(at, 3) != "MSH") return notMsh(text.substr(at));
  header.begin = static_cast<std::uint32_t>(at);
  std::string_view line = text.substr(at + 3);
  if (line.empty() || !mayDelimit(line[0]))
    return Error{Code::kMalformed, "MSH-1 is no field separator", "MSH-1"};
  header.delimiters.field = line[0];
  line = line.substr(1, 8);
  const std::size_t end = line.find_first_of(std::string{header.delimiters.field, '\r', '\n'});
  if (auto read = readDelimiters(line.substr(0, end), header); !read) return read.error();
  return header;
}

MshFields salvageHeader(std::string_view text) {
  MshFields out;
  const std::size_t at = text.find("MSH");
  if (at == std::string_view::npos || at + 3 >= text.size() || !mayDelimit(text[at + 3]))
    return out;
  if (auto header = readHeader(text.substr(at))) {
    out.delimiters = header->delimiters;
  } else if (std::string_view("^~\\&").find(text[at + 3]) == std::string_view::npos) {
    out.delimiters.field = text[at + 3];
  } else {
    return out;  // one of the usual delimiters in another's place: nothing can be told apart
  }
  std::string_view line = text.substr(at + 3);
  // MSH is short; what looks longer is no MSH.
  line = line.substr(0, std::min<std::size_t>(line.find_first_of("\r\n"), 4096));
  out.fields[1] = line.substr(0, 1);
  line.remove_prefix(1);
  for (std::size_t n = 2; n < out.fields.size(); ++n) {
    const std::size_t end = line.find(out.delimiters.field);
    // Of a line cut at its limit the last field may be half of one, or anything: not echoed.
    if (end == std::string_view::npos && line.size() > 250) break;
    out.fields[n] = line.substr(0, end);
    if (end == std::string_view::npos) break;
    line.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace pontis
