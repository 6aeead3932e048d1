#include "adapters/hl7v2/hl7v2_message.h"

#include <algorithm>

#include "adapters/hl7v2/hl7v2_charset.h"
#include "adapters/hl7v2/hl7v2_escape.h"
#include "adapters/hl7v2/hl7v2_header.h"
#include "adapters/hl7v2/hl7v2_lines.h"
#include "adapters/hl7v2/hl7v2_remark.h"

namespace pontis {
namespace {

constexpr std::string_view kNull = "\"\"";
constexpr std::size_t kLongestType = 40;  // bytes; the standard's have 7, sites add a few

bool isVersion(std::string_view version) {
  static constexpr std::string_view kKnown[] = {"2.1", "2.2",   "2.3", "2.3.1", "2.4",   "2.5",
                                                "2.6", "2.5.1", "2.7", "2.7.1", "2.8",   "2.8.1",
                                                "2.9", "2.8.2", "2.0", "2.0D",  "2.9.1", "2.8.3"};
  return std::find(std::begin(kKnown), std::end(kKnown), version) != std::end(kKnown);
}

// "ORU_R01": three capitals, an underscore, a letter and two digits or letters.
bool isTypeAndTrigger(std::string_view text) { return text.size() == 7 && text[3] == '_'; }

// A log paste: the line breaks are the characters "<cr>" or "\r". `line` is a message of one line.
bool isPasted(std::string_view line, char separator) {
  for (std::size_t at = 0; at + 8 < line.size(); ++at) {
    std::size_t next = 0;
    if (line[at] == '<' && (line[at + 1] | 0x20) == 'c' && (line[at + 2] | 0x20) == 'r')
      next = at + line.substr(at, 8).find('>') + 1;
    if (line[at] == '\\' && line[at + 1] == 'r') next = at + 2;
    if (next > at && next < at + 8 && next + 3 < line.size() && line[next + 3] == separator &&
        line[next] >= 'A' && line[next] <= 'Z')
      return true;
  }
  return false;
}

}  // namespace

Hl7v2Message::Hl7v2Message(Key, Bytes payload, Hl7v2Text text)
    : payload_(std::move(payload)),
      decoded_(std::move(text.text)),
      text_(text.decoded ? std::string_view(decoded_) : payload_.view()),
      charset_(text.charset),
      remarks_(text.remarks) {}

Result<std::shared_ptr<const Document>> Hl7v2Message::parse(Bytes payload) {
  constexpr std::size_t kMost = 0xFFFFFFFF;
  const Error too_long{Code::kInvalid, "the message has 4 GiB or more", ""};
  if (payload.size() >= kMost) return too_long;
  Hl7v2Text text = readText(payload.view());
  if (text.text.size() >= kMost) return too_long;
  auto message = std::make_shared<Hl7v2Message>(Key(), std::move(payload), std::move(text));
  if (auto read = message->read(); !read) return read.error();
  return std::shared_ptr<const Document>(std::move(message));
}

Result<Done> Hl7v2Message::read() {
  auto header = readHeader(text_);
  if (!header) return header.error();
  delimiters_ = header->delimiters;
  remarks_ |= header->remarks;
  body_end_ = bodyEnd(text_);
  index_.scan(text_.substr(0, body_end_), header->begin,
              {delimiters_.field, '\r', '\n', kControlCharacters, readLine});
  remarks_ |= index_.notes();
  return check();
}

Result<Done> Hl7v2Message::check() {
  if (fields(0) < 9) return Error{Code::kMalformed, "MSH ends before MSH-9", "MSH-9"};
  if (size() == 1 && isPasted(text_.substr(0, 65536), delimiters_.field))
    return Error{Code::kMalformed, "the line breaks are text such as \"<cr>\", not bytes", "MSH"};
  for (std::size_t segment = 1; segment < size(); ++segment)
    if (name(segment) == "MSH")
      return Error{Code::kInvalid, "a second MSH: more than one message", "MSH[2]"};
  readType();
  if (type_.empty()) return Error{Code::kInvalid, "MSH-9 (message type) is empty", "MSH-9"};
  if (type_.size() > kLongestType)
    return Error{Code::kInvalid, "MSH-9 is no message type", "MSH-9"};
  if (field(0, 7).empty()) remarks_ |= kNoTime;
  if (field(0, 10).empty()) remarks_ |= kNoControlId;
  const std::string_view version = raw(0, 12);
  if (version.empty()) {
    remarks_ |= kNoVersion;
  } else if (!isVersion(version)) {
    remarks_ |= kUnknownVersion;
  }
  return Done{};
}

void Hl7v2Message::readType() {
  type_ = value(0, 9);
  std::string trigger = value(0, 9, 1, 2);
  if (type_.empty()) return;
  if (trigger.empty() && isTypeAndTrigger(type_)) {
    remarks_ |= kTypeInOneComponent;
    type_[3] = '^';
    return;
  }
  for (std::size_t segment = 1; trigger.empty() && segment < std::min<std::size_t>(size(), 4);
       ++segment) {
    if (name(segment) != "EVN") continue;
    trigger = value(segment, 1);
    if (!trigger.empty()) remarks_ |= kTriggerFromEvent;
  }
  if (!trigger.empty()) type_.append("^").append(trigger);
}

bool Hl7v2Message::declares(std::size_t segment) const {
  const std::string_view id = name(segment);
  return id == "MSH" || id == "FHS" || id == "BHS";
}

std::string_view Hl7v2Message::field(std::size_t segment, std::size_t number) const {
  if (number == 0) return {};
  if (!declares(segment)) return index_.item(text_, segment, number);
  if (number > 1) return index_.item(text_, segment, number - 1);
  // After "MSH" stands its separator, if anything does.
  return index_.separators(segment) > 0 ? text_.substr(index_.begin(segment) + 3, 1)
                                        : std::string_view();
}

std::string_view Hl7v2Message::raw(std::size_t segment, std::size_t number, std::size_t repetition,
                                   std::size_t component, std::size_t subcomponent) const {
  std::string_view text = field(segment, number);
  if (number <= 2 && declares(segment))
    return repetition == 1 && component == 1 && subcomponent == 1 ? text : std::string_view();
  text = piece(text, delimiters_.repetition, repetition);
  text = piece(text, delimiters_.component, component);
  return piece(text, delimiters_.subcomponent, subcomponent);
}

std::string Hl7v2Message::value(std::size_t segment, std::size_t number, std::size_t repetition,
                                std::size_t component, std::size_t subcomponent) const {
  const std::string_view text = raw(segment, number, repetition, component, subcomponent);
  std::string out;
  if (text != kNull) decode(text, out);
  return out;
}

void Hl7v2Message::decode(std::string_view raw, std::string& out) const {
  decodeEscapes(raw, delimiters_, *charset_, out);
}

std::vector<std::optional<std::string>> Hl7v2Message::find(std::string_view text) const {
  std::vector<std::optional<std::string>> out;
  const std::optional<Hl7v2Path> path = parsePath(text);
  if (!path) return out;
  std::size_t occurrence = 0;
  for (std::size_t segment = 0; segment < size(); ++segment) {
    if (name(segment) != path->segment) continue;
    if (path->occurrence > 0 && ++occurrence != path->occurrence) continue;
    const bool whole = path->field <= 2 && declares(segment);
    std::string_view rest = field(segment, path->field);
    if (whole && path->repetition <= 1 && path->component == 1 && path->subcomponent == 1) {
      if (!rest.empty()) out.emplace_back(rest);
      continue;
    }
    if (whole) continue;
    // Walks the repetitions once: piece(n) for each n would be quadratic.
    for (std::size_t n = 1; !rest.empty(); ++n) {
      const std::size_t end =
          delimiters_.repetition ? rest.find(delimiters_.repetition) : rest.npos;
      std::string_view at = rest.substr(0, end);
      rest = end == rest.npos ? std::string_view() : rest.substr(end + 1);
      if (path->repetition > 0 && path->repetition != n) continue;
      at = piece(at, delimiters_.component, path->component);
      at = piece(at, delimiters_.subcomponent, path->subcomponent);
      if (at == kNull) {
        out.emplace_back(std::nullopt);
      } else if (!at.empty()) {
        decode(at, out.emplace_back().emplace());
      }
    }
  }
  return out;
}

std::vector<std::string> Hl7v2Message::remarks() const {
  return remarkTexts(remarks_, charset_->name);
}

std::string Hl7v2Message::write() const {
  std::string out;
  out.reserve(text_.size());
  std::size_t done = 0;
  for (std::size_t segment = 0; segment < size(); ++segment) {
    out.append(text_.substr(done, index_.begin(segment) - done));  // what stands between segments
    out.append(index_.item(text_, segment, 0));
    for (std::size_t n = 1; n <= index_.separators(segment); ++n)
      out.append(1, delimiters_.field).append(index_.item(text_, segment, n));
    done = index_.end(segment);
  }
  return out.append(text_.substr(done));
}

}  // namespace pontis
