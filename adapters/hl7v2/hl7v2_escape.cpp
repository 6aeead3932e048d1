#include "adapters/hl7v2/hl7v2_escape.h"

#include <optional>

#include "adapters/hl7v2/hl7v2_charset.h"

namespace pontis {
namespace {

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// The bytes of an even, non-empty run of hexadecimal digits.
std::optional<std::string> hexBytes(std::string_view digits) {
  if (digits.empty() || digits.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(digits.size() / 2);
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = hexDigit(digits[i]), low = hexDigit(digits[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high << 4 | low);
  }
  return bytes;
}

class Decoder {
 public:
  Decoder(std::string_view raw, const Delimiters& delimiters, const Charset& charset,
          std::string& out)
      : rest_(raw), delimiters_(delimiters), charset_(charset), out_(out) {}

  void run() {
    while (!rest_.empty()) {
      const std::size_t at = rest_.find(delimiters_.escape);
      out_.append(rest_.substr(0, at));
      if (at == std::string_view::npos) return;
      rest_.remove_prefix(at);
      const std::size_t end = rest_.find(delimiters_.escape, 1);
      // Nothing closes this one, so nothing closes any later one.
      if (end == std::string_view::npos) break;
      if (!sequence(rest_.substr(1, end - 1))) {
        out_ += rest_[0];
        rest_.remove_prefix(1);
      }
    }
    out_.append(rest_);
  }

 private:
  // Resolves the sequence at the head of rest_ and removes it; false if it is not one.
  bool sequence(std::string_view body) {
    if (body.empty()) return false;
    if (body[0] == 'X') return hexadecimal();
    if (body[0] == 'C' || body[0] == 'M') return shift(body);
    if (body[0] == 'Z') {
      out_.append(rest_.substr(0, body.size() + 2));  // local: not ours to resolve
    } else if (body[0] == '.') {
      if (!layout(body.substr(1))) return false;
    } else if (body.size() == 1) {
      if (!character(body[0])) return false;
    } else {
      return false;
    }
    rest_.remove_prefix(body.size() + 2);
    return true;
  }

  bool character(char letter) {
    char meant = '\0';
    switch (letter) {
      case 'F':
        meant = delimiters_.field;
        break;
      case 'S':
        meant = delimiters_.component;
        break;
      case 'T':
        meant = delimiters_.subcomponent;
        break;
      case 'R':
        meant = delimiters_.repetition;
        break;
      case 'E':
        meant = delimiters_.escape;
        break;
      case 'P':
        meant = delimiters_.truncation;
        break;
      case 'H':
      case 'N':
        return true;
      default:
        return false;
    }
    if (meant == '\0') return false;
    out_ += meant;
    return true;
  }

  bool layout(std::string_view command) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    if (command.size() < 2) return false;
    const std::string name = {lower(command[0]), lower(command[1])};
    std::string_view number = command.substr(2);
    if (!number.empty() && (number[0] == '+' || number[0] == '-')) number.remove_prefix(1);
    if (number.size() > 2) return false;
    std::size_t count = number.empty() ? 1 : 0;
    for (const char c : number) {
      if (c < '0' || c > '9') return false;
      count = count * 10 + static_cast<std::size_t>(c - '0');
    }
    if (name == "br" || name == "ce") {
      out_ += '\n';
    } else if (name == "sp") {
      out_.append(count, '\n');
    } else if (name == "sk") {
      out_.append(count, ' ');
    } else {
      return name == "in" || name == "ti" || name == "fi" || name == "nf";
    }
    return true;
  }

  bool hexadecimal() {
    std::string bytes;
    while (rest_.size() > 2 && rest_[0] == delimiters_.escape && rest_[1] == 'X') {
      const std::size_t end = rest_.find(delimiters_.escape, 1);
      if (end == std::string_view::npos) break;
      const std::optional<std::string> some = hexBytes(rest_.substr(2, end - 2));
      if (!some) break;
      bytes += *some;
      rest_.remove_prefix(end + 1);
    }
    if (bytes.empty()) return false;
    out_ += readBytes(bytes, charset_);
    return true;
  }

  // ESC and the bytes given begin a set of ISO 2022; the text that follows, up to the next shift,
  // is read in it. If that cannot be done the sequence and its text stay as written.
  bool shift(std::string_view body) {
    const std::optional<std::string> codes = hexBytes(body.substr(1));
    const std::size_t most = body[0] == 'C' ? 2 : 3;
    if (!codes || codes->size() < 2 || codes->size() > most) return false;
    std::string_view text = rest_.substr(body.size() + 2);
    std::size_t end = 0;
    while ((end = text.find(delimiters_.escape, end)) != std::string_view::npos &&
           text.substr(end + 1, 1) != "C" && text.substr(end + 1, 1) != "M")
      ++end;
    text = text.substr(0, end);
    const bool home = *codes == "(B";  // back to ASCII
    if (!home) {
      std::string designator = *codes;
      while (!designator.empty() && designator.back() == '\0') designator.pop_back();
      const Decoded decoded =
          decodeText("\x1B" + designator + std::string(text) + "\x1B(B", iso2022jp());
      if (decoded.replaced > 0 || decoded.text.find('\x1B') != std::string::npos) return false;
      out_ += decoded.text;
    }
    rest_.remove_prefix(body.size() + 2 + (home ? 0 : text.size()));
    return true;
  }

  std::string_view rest_;
  const Delimiters& delimiters_;
  const Charset& charset_;
  std::string& out_;
};

}  // namespace

void decodeEscapes(std::string_view raw, const Delimiters& delimiters, const Charset& charset,
                   std::string& out) {
  if (delimiters.escape == '\0' || raw.find(delimiters.escape) == std::string_view::npos) {
    out.append(raw);
  } else {
    Decoder(raw, delimiters, charset, out).run();
  }
}

}  // namespace pontis
