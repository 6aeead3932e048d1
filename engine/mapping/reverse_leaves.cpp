// Leaves: one value of FHIR into one place of a segment.
#include "engine/mapping/json.h"
#include "engine/mapping/reverse_run.h"
#include "engine/mapping/reverse_values.h"

namespace pontis {
namespace {

constexpr std::string_view kCode = "urn:pontis:v2:code";
constexpr std::string_view kRepeats = "urn:pontis:v2:repeats";

bool isLeaf(Nodes::Kind kind) {
  return kind == Nodes::Kind::kText || kind == Nodes::Kind::kNumber ||
         kind == Nodes::Kind::kBoolean;
}

}  // namespace

bool ReverseRun::set(const At& at, std::string text) {
  if (text.empty()) return false;
  // The same again is no loss.
  return out_->set(at.segment, at.leaf, text) || out_->text(at.segment, at.leaf) == text;
}

// Only what the way there would read: a bad value costs itself.
bool ReverseRun::setChecked(const ReverseRow& row, const At& at, std::string text) {
  std::string json;
  if (pontis::convert(row.convert, text, zone_, json) != Reason::kRead) return false;
  return set(at, std::move(text));
}

// A day beside its time is no loss.
bool ReverseRun::setTime(const ReverseRow& row, const At& at, std::string text) {
  return setChecked(row, at, text) ||
         (!text.empty() && out_->text(at.segment, at.leaf).starts_with(text));
}

// The code that the table's inverse would not give; empty if there is none.
std::string_view ReverseRun::codeBeside(std::uint32_t node) {
  const std::uint32_t item = extension(node, kCode);
  if (item == kNone) return {};
  takeAll(item);
  return memberText(item, "valueString");
}

bool ReverseRun::hasCode(std::uint32_t node) const { return extension(node, kCode) != kNone; }

// A Coding that a table made of a code.
bool ReverseRun::coding(const ReverseRow& row, const At& at, std::uint32_t node) {
  std::string code(codeBeside(node));
  if (code.empty()) {
    const auto found = reverse_.tables[static_cast<std::size_t>(row.table)].inverse(
        memberText(node, "code"), memberText(node, "system"));
    if (found) code = *found;
  }
  if (!set(at, std::move(code))) return false;
  takeAll(node);
  return true;
}

bool ReverseRun::primitive(const ReverseRow& row, const At& at, std::uint32_t node) {
  if (row.convert == Convert::kCoding)
    return row.table >= 0 && nodes_[node].kind == Nodes::Kind::kObject && coding(row, at, node);
  if (!isLeaf(nodes_[node].kind)) return false;
  const std::string_view text = trimmed(nodes_[node].text);
  if (text.empty()) return false;
  switch (row.convert) {
    case Convert::kDate:
    case Convert::kDateTime:
    case Convert::kInstant:
    case Convert::kMoment:
    case Convert::kTime: {
      // A time alone is spelled like the second half of both.
      const bool clock = row.convert == Convert::kTime;
      return setTime(row, at, clock ? hl7Time("T" + std::string(text), "") : hl7Time(text, zone_));
    }
    case Convert::kBoolean:
      return set(at, text == "true" ? "Y" : text == "false" ? "N" : "");
    case Convert::kNumber: {
      const std::string_view comparator = memberText(parents_[node], "comparator");
      const bool given = setChecked(row, at, std::string(comparator) + hl7Number(text));
      if (given && !comparator.empty()) take(member(parents_[node], "comparator"));
      return given;
    }
    case Convert::kDecimal:
    case Convert::kInteger:
    case Convert::kPositive:
    case Convert::kUnsigned:
      return setChecked(row, at, hl7Number(text));
    case Convert::kSystem:
    case Convert::kTable:
      return coded(row, at, node);
    case Convert::kAuthority:
    case Convert::kIssuer:
      return authority(row, at, node);
    case Convert::kMedia: {
      const std::size_t slash = text.find('/');
      At part = at;
      part.level = At::kComponent;
      part.leaf.component = 2;
      const bool main = set(part, std::string(text.substr(0, slash)));
      part.leaf.component = 3;
      return (slash != std::string_view::npos && set(part, std::string(text.substr(slash + 1)))) ||
             main;
    }
    case Convert::kLines: {
      const std::uint32_t shadow = member(parents_[node], "_" + std::string(nodes_[node].name));
      const bool repeats = shadow != kNone && extension(shadow, kRepeats) != kNone;
      if (repeats) takeAll(shadow);
      return repeats ? lines(at, node) : set(at, std::string(text));
    }
    default:
      return set(at, std::string(text));
  }
}

// A code through the table's inverse, unless the code itself stands beside it.
bool ReverseRun::coded(const ReverseRow& row, const At& at, std::uint32_t node) {
  const std::string_view text = trimmed(nodes_[node].text);
  const std::uint32_t own = member(parents_[node], "_" + std::string(nodes_[node].name));
  const std::string_view beside = own == kNone ? std::string_view() : codeBeside(own);
  if (!beside.empty()) return set(at, std::string(beside));
  const Table& table = reverse_.tables[static_cast<std::size_t>(row.table)];
  if (row.convert == Convert::kSystem) return set(at, systemName(text, table));
  const auto code = table.inverse(text, "");
  return code && set(at, std::string(*code));
}

// A line a repetition, as it was put together.
bool ReverseRun::lines(const At& at, std::uint32_t node) {
  std::string_view rest = trimmed(nodes_[node].text);
  At line = at;
  bool any = false;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    std::string_view one = rest.substr(0, end);
    if (one.ends_with('\r')) one.remove_suffix(1);
    if (!one.empty()) any = set(line, std::string(one)) || any;
    ++line.leaf.repetition;
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return any;
}

// The parts of an HD; of an EI all but its first.
bool ReverseRun::authority(const ReverseRow& row, const At& at, std::uint32_t node) {
  // A name is no URI.
  if (nodes_[node].text.find(':') == std::string_view::npos) return false;
  Authority parts =
      authorityOf(nodes_[node].text, reverse_.tables[static_cast<std::size_t>(row.table)]);
  const std::uint8_t shift = row.convert == Convert::kIssuer ? 1 : 0;
  bool any = false;
  const auto part = [&](std::uint8_t number, const std::string& text) {
    At one = at;
    if (at.level == At::kField)
      one.leaf.component = static_cast<std::uint8_t>(number + shift);
    else if (at.level == At::kComponent)
      one.leaf.subcomponent = static_cast<std::uint8_t>(number + shift);
    else if (number > 1)
      return;
    any = set(one, text) || any;
  };
  part(1, parts.name);
  // Beside a name that stands there already, another is the id, of a kind that has no URI.
  if (!any && parts.id.empty() && !parts.name.empty()) parts.id = parts.name;
  part(2, parts.id);
  part(3, parts.type);
  return any;
}

}  // namespace pontis
