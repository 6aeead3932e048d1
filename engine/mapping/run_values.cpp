// Writing elements: each is begun in the hope of a value and taken back if none comes.
#include "engine/mapping/json.h"
#include "engine/mapping/run.h"

namespace pontis {
namespace {

constexpr std::string_view kNull = "\"\"";  // HL7's way to say: delete

}  // namespace

// Returns the bits of the elements that were written.
std::uint64_t Run::object(std::uint32_t begin, std::uint32_t end, const Frame& frame) {
  std::uint64_t written = 0;
  std::uint64_t choices = 0;
  const std::uint32_t there = present(frame);
  for (std::uint32_t at = begin; at < end; at = plan_->nodes[at].end) {
    const Node& node = plan_->nodes[at];
    if (node.parts != 0 && (node.parts & there) == 0) continue;
    const std::uint64_t choice = node.choice == 0 ? 0 : std::uint64_t{1} << (node.choice % 64);
    if ((choices & choice) != 0 || !element(at, frame)) continue;
    choices |= choice;
    written |= std::uint64_t{1} << node.ordinal;
  }
  return written;
}

// False if there is nothing to read; most elements of most resources end here.
bool Run::promising(std::uint32_t index, const Frame& frame) const {
  const Node& way = plan_->nodes[index];
  const PlanSource& source = way.source;
  switch (source.kind) {
    case PlanSource::Kind::kField:
      return slots_[source.slot] != kNone &&
             !view_.field(slots_[source.slot], source.field).empty();
    case PlanSource::Kind::kPart:
      return !part(frame, source.component, source.subcomponent).text.empty();
    case PlanSource::Kind::kEach:
      return slots_[source.slot] != kNone;
    case PlanSource::Kind::kNone:
      return !way.object || way.accompanies || promisingInside(index, frame);
    default:
      return true;
  }
}

// Whether anything but constants that go with a value might come of an object.
bool Run::promisingInside(std::uint32_t index, const Frame& frame) const {
  const std::uint32_t end = plan_->nodes[index].finish;
  for (std::uint32_t element = plan_->nodes[index].begin; element < end;
       element = plan_->nodes[element].end) {
    const std::uint32_t last = plan_->nodes[element].end;
    for (std::uint32_t at = element + 1; at < last; at = plan_->nodes[at].end) {
      const Node& way = plan_->nodes[at];
      const bool fixed = way.source.kind == PlanSource::Kind::kNone && !way.object;
      if (fixed ? way.counts : promising(at, frame)) return true;
    }
  }
  return false;
}

bool Run::element(std::uint32_t index, const Frame& frame) {
  const Node& node = plan_->nodes[index];
  const std::size_t start = out_.size();
  bool any = false;
  for (std::uint32_t at = index + 1; at < node.end; at = plan_->nodes[at].end) {
    const Node& way = plan_->nodes[at];
    const bool each = way.source.kind == PlanSource::Kind::kEach;
    if (!promising(at, frame) || (!each && way.when >= 0 && !test(way.when, frame))) continue;
    if (out_.size() == start) {
      if (out_.back() != '{') out_ += ',';
      out_.append(plan_->pool, node.key, node.key_size);
      if (node.array) out_ += '[';
    }
    if (!variant(at, frame, node.array)) continue;
    any = true;
    if (!node.array) break;
  }
  if (!any)
    out_.resize(start);
  else if (node.array)
    out_ += ']';
  return any;
}

bool Run::variant(std::uint32_t index, const Frame& frame, bool array) {
  const Node& node = plan_->nodes[index];
  const PlanSource& source = node.source;
  if (source.kind == PlanSource::Kind::kNone) return item(index, frame, array);
  if (source.kind == PlanSource::Kind::kEach) return eachSegment(node, index, frame, array);
  if (source.kind == PlanSource::Kind::kRef || source.kind == PlanSource::Kind::kRefs)
    return referred(node, index, array);
  if (source.kind != PlanSource::Kind::kField || source.repetition > 0 ||
      source.repetition == SourcePath::kWhole) {
    const Frame value = pick(source, frame);
    return !value.text.empty() && item(index, value, array);
  }
  if (slots_[source.slot] == kNone) return false;
  std::string_view raw = view_.field(slots_[source.slot], source.field);
  const char separator = view_.delimiters().repetition;
  bool any = false;
  while (!raw.empty()) {
    const std::size_t end = separator == '\0' ? std::string_view::npos : raw.find(separator);
    const Frame one = part({raw.substr(0, end), 0}, source.component, source.subcomponent);
    raw.remove_prefix(end == std::string_view::npos ? raw.size() : end + 1);
    if (one.text.empty() || !item(index, one, array)) continue;
    any = true;
    if (!array || source.repetition == SourcePath::kFirst) break;
  }
  return any;
}

bool Run::eachSegment(const Node& node, std::uint32_t index, const Frame& frame, bool array) {
  const std::uint32_t first = slots_[node.source.slot];
  bool any = false;
  for (std::uint32_t at = first; at != kNone; at = groups_.next(at)) {
    if (view_.names()[at] != view_.names()[first]) continue;
    slots_[node.source.slot] = at;
    if ((node.when >= 0 && !test(node.when, frame)) || !item(index, frame, array)) continue;
    any = true;
    if (!array) break;
  }
  slots_[node.source.slot] = first;
  return any;
}

// Writes one value: an object, or a leaf.
bool Run::item(std::uint32_t index, const Frame& frame, bool array) {
  const Node& node = plan_->nodes[index];
  const std::size_t start = out_.size();
  if (array && out_.back() != '[') out_ += ',';
  if (!node.object) {
    const std::size_t value = out_.size();
    if (leaf(node, frame)) return wrote(node, value, frame), true;
    out_.resize(start);
    return false;
  }
  const std::uint64_t content = content_;
  const std::size_t log = view_.log();
  const std::size_t body = out_.size();
  out_ += '{';
  const std::uint64_t written = object(node.begin, node.finish, frame);
  const bool missing = (written & node.needs) != node.needs;
  if (missing && content_ != content) view_.withdraw(log, Reason::kIncomplete);
  const bool accompanies = node.accompanies && written != 0;
  if (missing || (content_ == content && !accompanies)) {
    takeBack(start);
    content_ = content;
    return false;
  }
  if (node.period) checkPeriod(body);
  out_ += '}';
  wrote(node, body, frame);
  return true;
}

// A period that runs backwards is no period in FHIR; its end goes.
void Run::checkPeriod(std::size_t start) {
  constexpr std::string_view kStart = "\"start\":\"";
  constexpr std::string_view kEnd = ",\"end\":\"";
  const std::string_view json = std::string_view(out_).substr(start);
  const std::size_t from = json.find(kStart);
  const std::size_t to = json.find(kEnd);
  if (from == std::string_view::npos || to == std::string_view::npos) return;
  const auto inside = [&](std::size_t at) { return json.substr(at, json.find('"', at) - at); };
  if (!backwards(inside(from + kStart.size()), inside(to + kEnd.size()))) return;
  view_.withdraw(view_.log() - 1, Reason::kEndBeforeStart);
  takeBack(start + to);
}

bool Run::leaf(const Node& node, const Frame& frame) {
  switch (node.convert) {
    case Convert::kConstant:
      return constant(node, frame);
    case Convert::kReference:
      return reference(node, frame);
    case Convert::kOwnIdentifier:
      if (!current_->by_uuid || !marking_) return false;
      out_ += R"({"system":"urn:ietf:rfc3986","value":"urn:uuid:)";
      appendUuid(out_, current_->uuid);
      out_ += "\"}";
      return true;
    case Convert::kSourceCode:
      return sourceCode(node, frame);
    case Convert::kRepeats:
      if (frame.text.find(view_.delimiters().repetition) == std::string_view::npos) return false;
      out_ += "true";
      ++content_;
      return true;
    case Convert::kTable:
    case Convert::kCoding:
    case Convert::kSystem:
      return coded(node, frame);
    case Convert::kText:
    case Convert::kLines:
    case Convert::kWords:
      return whole(node, frame);
    case Convert::kPhone:
      return phone(frame);
    case Convert::kAuthority:
    case Convert::kIssuer:
      return authority(node, frame);
    case Convert::kMedia:
      return media(node, frame);
    default:
      return simple(node, frame);
  }
}

bool Run::constant(const Node& node, const Frame& frame) {
  if (node.source.kind != PlanSource::Kind::kNone) {
    if (!valued(frame.text)) return false;
    ++content_;
  } else if (node.counts) {
    ++content_;
  }
  out_.append(plan_->pool, node.text, node.text_size);
  return true;
}

bool Run::simple(const Node& node, const Frame& frame) {
  const std::string_view raw = leafOf(frame);
  if (raw.empty() || raw == kNull) return false;
  const std::string_view text = trimmed(decoded(raw));
  if (text.empty()) return false;
  const std::size_t size = out_.size();
  const Reason reason = convert(node.convert, text, zone_, out_);
  if (marking_ && frame.level < 3) view_.mark(raw, reason);
  const bool written = out_.size() > size && std::string_view(out_).substr(size) != "\"\"";
  content_ += written;
  return written;
}

bool Run::whole(const Node& node, const Frame& frame) {
  if (!valued(frame.text)) return false;
  const Delimiters& delimiters = view_.delimiters();
  thread_local std::string text;
  text.clear();
  if (node.convert == Convert::kText) {
    text = decoded(frame.text);
  } else {
    const bool lines = node.convert == Convert::kLines;
    std::string_view rest = frame.text;
    while (!rest.empty()) {
      std::size_t end = 0;
      while (end < rest.size() && rest[end] != delimiters.repetition &&
             (lines || (rest[end] != delimiters.component && rest[end] != delimiters.subcomponent)))
        ++end;
      const std::string_view one = rest.substr(0, end);
      rest.remove_prefix(std::min(rest.size(), end + 1));
      if (one == kNull) continue;
      if (!lines && one.empty()) continue;
      if (!text.empty()) text += lines ? '\n' : ' ';
      text += decoded(one);
    }
  }
  const std::string_view clean = trimmed(text);
  if (clean.empty()) return false;
  const std::size_t size = out_.size();
  appendString(out_, clean);
  if (out_.size() == size + 2) return false;
  if (marking_) view_.markAll(frame.text);
  ++content_;
  return true;
}

// HD: the universal id if there is one, else the namespace's URI.
bool Run::authority(const Node& node, const Frame& frame) {
  const std::uint8_t shift = node.convert == Convert::kIssuer ? 1 : 0;
  const std::string_view id = leafOf(part(frame, 2 + shift, 0));
  const std::string_view type = leafOf(part(frame, 3 + shift, 0));
  const std::string_view name = leafOf(part(frame, 1 + shift, 0));
  if (valued(id)) {
    out_ += '"';
    appendAuthority(out_, trimmed(decoded(id)), trimmed(type));
    out_ += '"';
    if (marking_) view_.mark(id, Reason::kRead);
    if (marking_) view_.mark(type, Reason::kRead);
    ++content_;
    return true;
  }
  if (!valued(name)) return false;
  const std::string_view text = trimmed(decoded(name));
  const Table::Entry* entry = plan_->tables[static_cast<std::size_t>(node.table)].find(text);
  out_ += '"';
  if (entry != nullptr)
    out_ += entry->code;
  else
    appendAuthority(out_, text, "");
  out_ += '"';
  if (marking_) view_.mark(name, Reason::kRead);
  ++content_;
  return true;
}

// "+1 555 1234567" of the country, area and local number of an XTN.
bool Run::phone(const Frame& frame) {
  std::string number;
  for (const std::uint8_t component : {5, 6, 7}) {
    const std::string_view raw = leafOf(part(frame, component, 0));
    if (!valued(raw)) continue;
    const std::string_view text = trimmed(decoded(raw));
    if (!number.empty()) number += ' ';
    if (component == 5 && !text.starts_with('+')) number += '+';
    number += text;
    if (marking_) view_.mark(raw, Reason::kRead);
  }
  const std::size_t size = out_.size();
  if (number.empty()) return false;
  appendString(out_, number);
  content_ += out_.size() > size + 2;
  return out_.size() > size + 2;
}

bool Run::media(const Node& node, const Frame& frame) {
  (void)node;
  // `frame` is a whole ED or RP: the types stand in a place of their own in each.
  const bool pointer = leafOf(part(frame, 1, 0)).find(':') != std::string_view::npos;
  const std::string_view type = leafOf(part(frame, pointer ? 3 : 2, 0));
  const std::string_view subtype = leafOf(part(frame, pointer ? 4 : 3, 0));
  if (!valued(subtype)) return false;
  const Reason reason = appendMedia(out_, trimmed(type), trimmed(subtype));
  if (marking_) view_.mark(type, reason);
  if (marking_) view_.mark(subtype, reason);
  content_ += reason == Reason::kRead;
  return reason == Reason::kRead;
}

}  // namespace pontis
