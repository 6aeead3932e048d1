#include "adapters/pix/pix_notice.h"

#include "adapters/pix/pix_fields.h"
#include "engine/base/text.h"

namespace pontis {
namespace {

constexpr Delimiters kDelimiters;

}  // namespace

std::optional<std::string> PixNotice::compose(const IdentityChange& change,
                                              std::string control_id) const {
  using Kind = IdentityChange::Kind;
  std::string body;
  const char *trigger = "A31", *structure = "ADT_A05";
  if (change.kind != Kind::kUpdated && interesting(change.subject) && interesting(change.other)) {
    body = pid(change.subject).text('|');
    if (change.kind == Kind::kMerged) {
      trigger = "A40", structure = "ADT_A39";
      PixSegment mrg("MRG");
      mrg[1] = toCx(change.other, index_.domains(), kDelimiters);
      body += mrg.text('|');
    } else {
      trigger = change.kind == Kind::kLinked ? "A24" : "A37";
      structure = change.kind == Kind::kLinked ? "ADT_A24" : "ADT_A37";
      body += pid(change.other).text('|');
    }
  } else {
    auto segment = update(change);
    if (!segment) return std::nullopt;
    body = segment->text('|') + "PV1||N\r";
  }
  std::string text = header(trigger, structure, std::move(control_id)) + body;
  if (!isAscii(text)) text.insert(text.find('\r'), "||||||UNICODE UTF-8");
  return text;
}

bool PixNotice::interesting(const Identifier& identifier) const {
  return !identifier.value.empty() &&
         (interest_.empty() || interest_.contains(index_.domains().find(identifier.system)));
}

std::optional<PixSegment> PixNotice::update(const IdentityChange& change) const {
  auto person = index_.person(change.person);
  if (!person) return std::nullopt;
  const auto identifiers = identifiersOf(*person, index_.domains(), interest_);
  if (identifiers.empty()) return std::nullopt;
  if (demographics_) return toPid(person->golden, identifiers, index_.domains(), kDelimiters);
  PixSegment out("PID");
  out[3] = toCxList(identifiers, index_.domains(), kDelimiters);
  out[5] = " ";
  return out;
}

PixSegment PixNotice::pid(const Identifier& identifier) const {
  if (demographics_) {
    if (const auto id = index_.personOf(identifier)) {
      if (const auto person = index_.person(*id))
        return toPid(person->golden, {identifier}, index_.domains(), kDelimiters);
    }
  }
  PixSegment out("PID");
  out[3] = toCx(identifier, index_.domains(), kDelimiters);
  out[5] = " ";
  return out;
}

std::string PixNotice::header(const char* trigger, const char* structure,
                              std::string control_id) const {
  const auto encoded = [](std::string_view text) {
    std::string out;
    encodeEscapes(text, kDelimiters, out);
    return out;
  };
  const std::string now = hl7Now();
  PixSegment msh("MSH"), evn("EVN");
  msh[1] = "^~\\&";  // MSH-2
  msh[2] = encoded(head_.application);
  msh[3] = encoded(head_.facility);
  msh[4] = encoded(head_.receiving_application);
  msh[5] = encoded(head_.receiving_facility);
  msh[6] = now;
  msh[8] = std::string("ADT^") + trigger + "^" + structure;
  msh[9] = std::move(control_id);
  msh[10] = "P";
  msh[11] = "2.5";
  evn[2] = now;
  return msh.text('|') + evn.text('|');
}

}  // namespace pontis
