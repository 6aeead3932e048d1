#include "adapters/hl7v2/hl7v2_persons.h"

#include <algorithm>
#include <array>
#include <optional>

#include "adapters/hl7v2/hl7v2_pid.h"

namespace pontis {
namespace {

using Kind = PersonAct::Kind;

struct Event {
  std::string_view trigger;
  Kind kind;
};
constexpr std::array<Event, 16> kEvents = {{{"A01", Kind::kRegister},
                                            {"A04", Kind::kRegister},
                                            {"A05", Kind::kRegister},
                                            {"A08", Kind::kRegister},
                                            {"A28", Kind::kRegister},
                                            {"A31", Kind::kRegister},
                                            {"A18", Kind::kMerge},
                                            {"A30", Kind::kMerge},
                                            {"A34", Kind::kMerge},
                                            {"A36", Kind::kMerge},
                                            {"A39", Kind::kMerge},
                                            {"A40", Kind::kMerge},
                                            {"A46", Kind::kRename},
                                            {"A47", Kind::kRename},
                                            {"A24", Kind::kLink},
                                            {"A37", Kind::kUnlink}}};

Kind kindOf(std::string_view type) {
  if (!type.starts_with("ADT^")) return Kind::kMention;
  for (const Event& event : kEvents)
    if (event.trigger == type.substr(4)) return event.kind;
  return Kind::kMention;
}

std::string place(std::string_view segment, std::size_t occurrence) {
  std::string out(segment);
  return occurrence == 1 ? out : out + "[" + std::to_string(occurrence) + "]";
}

// The identifiers that an MRG retires. A number that both persons carry (a national one) stays,
// unless there is no other: then the message merges a record with itself, which the index refuses.
std::vector<Identifier> retired(const Hl7v2Message& message, std::size_t mrg,
                                const Demographics& survivor) {
  std::vector<Identifier> out;
  readIdentifiers(message, mrg, 1, out);
  if (out.empty()) readIdentifiers(message, mrg, 4, out);
  const auto stays = [&](const Identifier& one) {
    return std::any_of(
        survivor.identifiers.begin(), survivor.identifiers.end(),
        [&](const Identifier& own) { return own.system == one.system && own.value == one.value; });
  };
  if (!std::all_of(out.begin(), out.end(), stays))
    out.erase(std::remove_if(out.begin(), out.end(), stays), out.end());
  return out;
}

// A24 and A37: the first PID against the others.
std::vector<PersonAct> joined(std::vector<PersonAct> acts) {
  for (std::size_t at = 1; at < acts.size(); ++at)
    if (!acts[at].subject.identifiers.empty())
      acts[0].others.push_back(acts[at].subject.identifiers[0]);
  if (acts.size() > 1) acts.erase(acts.begin() + 1, acts.end());
  return acts;
}

// Where in the received bytes the text at `at` stands; nothing if that cannot be told.
std::optional<std::size_t> offsetInPayload(const Hl7v2Message& message, std::size_t at) {
  const std::string_view payload = message.payload().view(), text = message.text();
  if (text.data() == payload.data()) return at;
  const auto encoded = encodeText(text.substr(0, at), message.charsetUsed());
  for (const std::size_t mark : {0, 2, 3})  // a byte order mark
    if (encoded && payload.size() >= mark && payload.substr(mark).starts_with(*encoded))
      return mark + encoded->size();
  // Broken bytes became U+FFFD; in a set of single bytes each of them still counts for one.
  const auto points = [](std::string_view utf8) {
    return static_cast<std::size_t>(
        std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; }));
  };
  if (message.charsetUsed().unit == 1 && points(text) == payload.size())
    return points(text.substr(0, at));
  return std::nullopt;
}

struct Insertion {
  std::size_t at;
  std::string text;
};

std::string cx(const Identifier& own, const Delimiters& d) {
  constexpr std::string_view kOid = "urn:oid:";
  std::string out;
  encodeEscapes(own.value, d, out);
  out.append(3, d.component);
  const bool oid = own.system.starts_with(kOid) && d.subcomponent != '\0';
  if (oid) out += d.subcomponent;
  encodeEscapes(oid ? std::string_view(own.system).substr(kOid.size()) : own.system, d, out);
  if (oid) out.append(1, d.subcomponent).append("ISO");
  return out.append(1, d.component).append("PI");
}

// What is to be put into one PID; nothing if its person is not known or has the number already.
std::optional<Insertion> numberFor(const Hl7v2Message& message, std::size_t pid,
                                   const Format::Lookup& lookup) {
  const Delimiters& d = message.delimiters();
  std::optional<Identifier> own;
  const Demographics person = readPid(message, pid);
  for (const Identifier& one : person.identifiers)
    if (!one.system.empty() && (own = lookup(one))) break;
  if (!own || d.component == '\0') return std::nullopt;
  std::vector<Identifier> present;
  readIdentifiers(message, pid, 3, present);
  for (const Identifier& one : present)
    if (one.value == own->value && one.system == own->system) return std::nullopt;
  const std::size_t fields = message.fields(pid);
  std::string text;
  if (fields < 3) text.append(3 - fields, d.field);
  const std::string_view ids = message.field(pid, 3);
  if (!ids.empty()) {
    if (d.repetition == '\0' || ids == "\"\"") return std::nullopt;
    text += d.repetition;
  }
  const std::string_view end = fields >= 3 ? ids : message.field(pid, fields);
  if (end.data() == nullptr) return std::nullopt;
  const auto at = static_cast<std::size_t>(end.data() - message.text().data()) + end.size();
  return Insertion{at, text + cx(*own, d)};
}

}  // namespace

std::vector<PersonAct> readPersons(const Hl7v2Message& message) {
  if (message.type().starts_with("RSP") || message.type().starts_with("ADR")) return {};
  const Kind kind = kindOf(message.type());
  std::vector<PersonAct> out;
  std::size_t pids = 0;
  for (std::size_t at = 1; at < message.size(); ++at) {
    const bool merges = kind == Kind::kMerge || kind == Kind::kRename;
    if (merges && message.name(at) == "MRG" && !out.empty()) {
      for (Identifier& one : retired(message, at, out.back().subject))
        out.back().others.push_back(std::move(one));
      continue;
    }
    if (message.name(at) != "PID") continue;
    PersonAct act;
    act.kind = kind;
    act.place = place("PID", ++pids);
    act.subject = readPid(message, at);
    if (kind != Kind::kMention || !act.subject.identifiers.empty()) out.push_back(std::move(act));
  }
  if (kind == Kind::kLink || kind == Kind::kUnlink) return joined(std::move(out));
  return out;
}

Bytes addIndexNumbers(const Hl7v2Message& message, const Format::Lookup& lookup) {
  std::string out;
  std::size_t done = 0;
  const std::string_view payload = message.payload().view();
  for (std::size_t at = 1; at < message.size(); ++at) {
    if (message.name(at) != "PID") continue;
    const std::optional<Insertion> number = numberFor(message, at, lookup);
    if (!number) continue;
    const std::optional<std::size_t> offset = offsetInPayload(message, number->at);
    const std::optional<std::string> text = encodeText(number->text, message.charsetUsed());
    if (!offset || !text) return message.payload();
    out.append(payload.substr(done, *offset - done)).append(*text);
    done = *offset;
  }
  if (done == 0) return message.payload();
  return Bytes::own(out.append(payload.substr(done)));
}

}  // namespace pontis
