#include "adapters/hl7v2/hl7v2_batch.h"

#include <string>
#include <string_view>

#include "adapters/hl7v2/hl7v2_charset.h"

namespace pontis {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

struct Unit {
  std::size_t begin, end;
};

bool isAlphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  std::vector<Unit> run() {
    line(0);
    for (std::size_t at = 0; at < text_.size();) {
      const char c = text_[at++];
      if (c != '\r' && c != '\n' && c != '\x0B' && c != '\x1C') continue;
      if (c == '\x1C' && !endsFrame(at)) continue;
      if (c == '\x1C') close(at - 1);
      if (c == '\x0B' && !isMessage(at)) continue;
      line(at);
    }
    close(text_.size());
    return std::move(units_);
  }

  bool batch() const { return batch_; }  // a batch segment was seen

 private:
  // FS is a frame's end only where a line end, another frame or nothing follows.
  bool endsFrame(std::size_t at) const {
    return at == text_.size() || text_[at] == '\r' || text_[at] == '\n' || text_[at] == '\x0B';
  }

  std::size_t skipBlanks(std::size_t at) const {
    if (text_.substr(at, 3) == "\xEF\xBB\xBF") at += 3;
    return text_.find_first_not_of(" \t", at);
  }

  bool isMessage(std::size_t at) const {
    at = skipBlanks(at);
    return at != kNone && at + 3 < text_.size() && text_.substr(at, 3) == "MSH" &&
           text_[at + 3] > ' ' && !isAlphanumeric(text_[at + 3]);
  }

  bool isBatchSegment(std::size_t at) const {
    at = skipBlanks(at);
    if (at == kNone) return false;
    const std::string_view id = text_.substr(at, 3);
    if (id != "FHS" && id != "BHS" && id != "BTS" && id != "FTS") return false;
    return at + 3 >= text_.size() || !isAlphanumeric(text_[at + 3]);
  }

  // Looks at the line that begins at `at`.
  void line(std::size_t at) {
    if (isMessage(at)) {
      close(at);
      open_ = at;
    } else if (isBatchSegment(at)) {
      close(at);
      batch_ = true;
    } else if (open_ == kNone && !isBlank(at)) {
      open_ = at;
    }
  }

  bool isBlank(std::size_t at) const {
    at = skipBlanks(at);
    return at == kNone || std::string_view("\r\n\x0B\x1C").find(text_[at]) != kNone;
  }

  void close(std::size_t end) {
    if (open_ == kNone) return;
    // The start byte of the next frame stands before its MSH.
    while (end > open_ && text_[end - 1] == '\x0B') --end;
    if (end > open_) units_.push_back({open_, end});
    open_ = kNone;
  }

  std::string_view text_;
  std::vector<Unit> units_;
  std::size_t open_ = kNone;
  bool batch_ = false;
};

// One character for each code unit; what is not ASCII becomes '?', the byte order mark a blank.
std::string narrow(std::string_view wide, const Charset& charset) {
  const bool little = charset.name.substr(charset.name.size() - 2) == "LE";
  std::string out;
  out.reserve(wide.size() / charset.unit);
  for (std::size_t at = 0; at + charset.unit <= wide.size(); at += charset.unit) {
    unsigned long value = 0;
    for (std::size_t i = 0; i < charset.unit; ++i)
      value =
          value << 8 | static_cast<unsigned char>(wide[at + (little ? charset.unit - 1 - i : i)]);
    out += value == 0xFEFF ? ' ' : value < 0x80 ? static_cast<char>(value) : '?';
  }
  return out;
}

}  // namespace

std::vector<Bytes> splitMessages(const Bytes& payload) {
  const Charset* wide = wideCharset(payload.view());
  const std::string narrowed = wide ? narrow(payload.view(), *wide) : std::string();
  const std::size_t width = wide ? wide->unit : 1;
  Splitter splitter(wide ? std::string_view(narrowed) : payload.view());
  const std::vector<Unit> units = splitter.run();
  if (units.empty() && splitter.batch()) return {};
  if (units.size() <= 1 && !splitter.batch()) return {payload};
  std::vector<Bytes> out;
  out.reserve(units.size());
  for (const Unit& unit : units)
    out.push_back(payload.slice(unit.begin * width, (unit.end - unit.begin) * width));
  return out;
}

}  // namespace pontis
