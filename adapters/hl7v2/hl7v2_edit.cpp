#include "adapters/hl7v2/hl7v2_edit.h"

#include <algorithm>

namespace pontis {
namespace {

std::size_t points(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

Error lossy() {
  return {Code::kUnsupported, "the text cannot be written again as it was received", "MSH-18"};
}

}  // namespace

void Hl7v2Edit::leaveOut(std::size_t segment) {
  const std::string_view text = message_.text();
  std::size_t end = message_.end(segment);
  if (segment + 1 < message_.size())
    end = message_.begin(segment + 1);
  else
    while (end < text.size() && (text[end] == '\r' || text[end] == '\n')) ++end;
  changes_.push_back({message_.begin(segment), end, ""});
}

void Hl7v2Edit::replaceSegment(std::size_t segment, std::string text) {
  changes_.push_back({message_.begin(segment), message_.end(segment), std::move(text)});
}

void Hl7v2Edit::setField(std::size_t segment, std::size_t field, std::string text) {
  const std::string_view now = message_.field(segment, field);
  if (now == text || field > message_.fields(segment)) return;
  // The fields stand in order: the place of an empty one is behind its separator.
  std::size_t at = message_.begin(segment);
  for (std::size_t n = message_.name(segment) == "MSH" ? 1 : 0; n < field; ++n)
    at = message_.text().find(message_.delimiters().field, at) + 1;
  changes_.push_back({at, at + now.size(), std::move(text)});
}

std::string Hl7v2Edit::changed(std::string_view text, const std::vector<Change>& changes) const {
  std::string out;
  std::size_t done = 0;
  for (const Change& one : changes) {
    out.append(text.substr(done, one.begin - done)).append(one.text);
    done = one.end;
  }
  return out.append(text.substr(done));
}

Result<Bytes> Hl7v2Edit::apply() {
  if (changes_.empty()) return message_.payload();
  std::stable_sort(changes_.begin(), changes_.end(),
                   [](const Change& a, const Change& b) { return a.begin < b.begin; });
  const std::string_view payload = message_.payload().view(), text = message_.text();
  if (text.data() == payload.data()) return Bytes::own(changed(text, changes_));
  const Charset& charset = message_.charsetUsed();
  if (const auto same = encodeText(text, charset)) {
    for (const std::size_t mark : {0, 2, 3}) {  // a byte order mark
      if (payload.size() != mark + same->size() || payload.substr(mark) != *same) continue;
      const auto edited = encodeText(changed(text, changes_), charset);
      if (!edited) return lossy();
      return Bytes::own(std::string(payload.substr(0, mark)) + *edited);
    }
  }
  // Broken bytes became U+FFFD; in a set of single bytes each of them still counts for one.
  if (charset.unit != 1 || points(text) != payload.size()) return lossy();
  std::vector<Change> places;
  std::size_t at = 0, counted = 0;
  const auto place = [&](std::size_t to) {
    counted += points(text.substr(at, to - at));
    at = to;
    return counted;
  };
  for (const Change& one : changes_) {
    const std::size_t begin = place(one.begin), end = place(one.end);
    const auto encoded = encodeText(one.text, charset);
    if (!encoded) return lossy();
    places.push_back({begin, end, *encoded});
  }
  return Bytes::own(changed(payload, places));
}

}  // namespace pontis
