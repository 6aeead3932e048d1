// Where values come from, and conditions on them.
#include <algorithm>

#include "engine/mapping/json.h"
#include "engine/mapping/run.h"

namespace pontis {

void Run::resolve(const Template& made_by, const Instance& instance) {
  for (std::size_t i = 0; i < made_by.slots.size(); ++i)
    slots_[i] = segmentOf(made_by.slots[i], instance);
}

std::uint32_t Run::segmentOf(const Slot& slot, const Instance& instance) const {
  if (slot.segment == view_.names()[instance.segment]) return instance.segment;
  for (std::uint32_t group = instance.group; group != kNone; group = groups_[group].parent) {
    for (std::uint32_t at = groups_[group].first; at != kNone; at = groups_.next(at))
      if (view_.names()[at] == slot.segment) return at;
    if (slot.own) break;
  }
  return kNone;
}

// Component `number` of `text`. Many in a row are asked of one text, so its pieces are kept.
std::string_view Run::cut(std::string_view text, char separator, std::uint8_t number,
                          Pieces& pieces_of) const {
  if (pieces_of.text.data() != text.data() || pieces_of.text.size() != text.size()) {
    pieces_of.text = text;
    pieces_of.count = 0;
    pieces_of.present = 0;
    while (pieces_of.count < pieces_of.parts.size()) {
      const std::size_t end = separator == '\0' ? std::string_view::npos : text.find(separator);
      pieces_of.parts[pieces_of.count++] = text.substr(0, end);
      if (end != 0 && !text.empty() && pieces_of.count < 32)
        pieces_of.present |= 1U << pieces_of.count;
      if (end == std::string_view::npos) break;
      text.remove_prefix(end + 1);
    }
  }
  return number <= pieces_of.count ? pieces_of.parts[number - 1] : std::string_view();
}

// The components that the value at hand has, as bits; all of them if that is not known.
std::uint32_t Run::present(const Frame& frame) const {
  if (frame.text.empty() || frame.level > 1) return ~0U;
  part(frame, 1, 0);
  return frame.level == 0 ? components_.present : subcomponents_.present;
}

Run::Frame Run::part(const Frame& frame, std::uint8_t component, std::uint8_t subcomponent) const {
  const Delimiters& delimiters = view_.delimiters();
  if (component == 0 || frame.text.empty()) return frame;
  Frame out{frame.text, static_cast<std::uint8_t>(frame.level + 1)};
  if (frame.level == 0)
    out.text = cut(frame.text, delimiters.component, component, components_);
  else if (frame.level == 1)
    out.text = cut(frame.text, delimiters.subcomponent, component, subcomponents_);
  else if (component > 1)
    out.text = {};
  if (out.level > 2) out.level = 2;
  return subcomponent == 0 ? out : part(out, subcomponent, 0);
}

// The value of `source`, as far as it is one value: the first valued repetition of a field.
Run::Frame Run::pick(const PlanSource& source, const Frame& frame) const {
  if (source.kind == PlanSource::Kind::kSelf) return frame;
  if (source.kind == PlanSource::Kind::kPart)
    return part(frame, source.component, source.subcomponent);
  if (source.kind != PlanSource::Kind::kField || slots_[source.slot] == kNone) return {};
  const std::string_view raw = view_.field(slots_[source.slot], source.field);
  if (source.repetition == SourcePath::kWhole) return {raw, 0};
  const char separator = view_.delimiters().repetition;
  if (source.repetition > 0)
    return part({piece(raw, separator, static_cast<std::size_t>(source.repetition)), 0},
                source.component, source.subcomponent);
  const std::size_t count = pieces(raw, separator);
  for (std::size_t i = 1; i <= count; ++i) {
    const Frame one = part({piece(raw, separator, i), 0}, source.component, source.subcomponent);
    if (valued(one.text)) return one;
  }
  return {};
}

// The first leaf of the value.
std::string_view Run::leafOf(const Frame& frame) const {
  const Delimiters& delimiters = view_.delimiters();
  std::string_view text = frame.text;
  if (frame.level == 0) text = text.substr(0, text.find(delimiters.repetition));
  if (frame.level == 0) text = text.substr(0, text.find(delimiters.component));
  if (frame.level <= 1 && delimiters.subcomponent != '\0')
    text = text.substr(0, text.find(delimiters.subcomponent));
  return text;
}

std::string_view Run::decoded(std::string_view raw) {
  const char escape = view_.delimiters().escape;
  if (escape == '\0' || raw.find(escape) == std::string_view::npos) return raw;
  text_.clear();
  message_->decode(raw, text_);
  return text_;
}

// True if anything but separators, blanks and HL7 null stands in `raw`.
bool Run::valued(std::string_view raw) const {
  const Delimiters& delimiters = view_.delimiters();
  bool quotes = false;
  for (const char c : raw) {
    if (c == '"') {
      quotes = true;
    } else if (c != delimiters.component && c != delimiters.subcomponent &&
               c != delimiters.repetition && static_cast<unsigned char>(c) > 0x20) {
      return true;
    }
  }
  return quotes && raw != "\"\"";
}

bool Run::test(std::int32_t index, const Frame& frame) const {
  const PlanTerm& term = plan_->terms[static_cast<std::size_t>(index)];
  switch (static_cast<Term::Op>(term.op)) {
    case Term::Op::kAnd:
      return test(term.left, frame) && test(term.right, frame);
    case Term::Op::kOr:
      return test(term.left, frame) || test(term.right, frame);
    case Term::Op::kNot:
      return !test(term.left, frame);
    case Term::Op::kValued:
      return valued(pick(term.path, frame).text);
    case Term::Op::kIn: {
      const std::string_view leaf = trimmed(leafOf(pick(term.path, frame)));
      return std::find(term.texts.begin(), term.texts.end(), leaf) != term.texts.end();
    }
    case Term::Op::kSame:
      return trimmed(leafOf(pick(term.path, frame))) == trimmed(leafOf(pick(term.other, frame)));
    case Term::Op::kLonger:
      return trimmed(leafOf(pick(term.path, frame))).size() > term.number;
    case Term::Op::kMore:
      return pieces(pick(term.path, frame).text, view_.delimiters().repetition) > term.number;
  }
  return false;
}

}  // namespace pontis
