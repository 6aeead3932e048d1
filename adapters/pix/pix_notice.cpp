#include "adapters/pix/pix_notice.h"

#include "adapters/pix/pix_fields.h"
#include "engine/base/text.h"

namespace pontis {
namespace {

constexpr Delimiters kDelimiters;

}  // namespace

std::vector<std::string> PixNotice::compose(const IdentityChange& change,
                                            const std::function<std::string()>& id) const {
  using Kind = IdentityChange::Kind;
  std::vector<std::string> out;
  const bool both = interesting(change.subject) && interesting(change.other);
  if (change.kind == Kind::kUpdated || options_.updates_only || !both) {
    for (const std::string& person : persons(change))
      if (const auto segment = update(person))
        out.push_back(message("A31", "ADT_A05", id(), segment->text('|') + "PV1||N\r"));
    return out;
  }
  std::string body = pid(change.subject).text('|');
  if (change.kind == Kind::kMerged) {
    PixSegment mrg("MRG");
    mrg[1] = toCx(change.other, index_.domains(), kDelimiters);
    out.push_back(message("A40", "ADT_A39", id(), body + mrg.text('|')));
    return out;
  }
  body += pid(change.other).text('|');
  const bool linked = change.kind == Kind::kLinked;
  out.push_back(message(linked ? "A24" : "A37", linked ? "ADT_A24" : "ADT_A37", id(), body));
  return out;
}

std::vector<std::string> PixNotice::persons(const IdentityChange& change) const {
  if (change.kind != IdentityChange::Kind::kUnlinked) return {change.person};
  std::vector<std::string> out;
  for (const Identifier& one : {change.subject, change.other}) {
    const auto person = index_.personOf(one);
    if (person && (out.empty() || out[0] != *person)) out.push_back(*person);
  }
  return out;
}

bool PixNotice::interesting(const Identifier& identifier) const {
  return !identifier.value.empty() &&
         (options_.interest.empty() ||
          options_.interest.contains(index_.domains().find(identifier.system)));
}

std::optional<PixSegment> PixNotice::update(const std::string& id) const {
  const auto person = index_.person(id);
  if (!person) return std::nullopt;
  const auto identifiers = identifiersOf(*person, index_.domains(), options_.interest);
  if (identifiers.empty()) return std::nullopt;
  if (options_.demographics)
    return toPid(person->golden, identifiers, index_.domains(), kDelimiters);
  PixSegment out("PID");
  out[3] = toCxList(identifiers, index_.domains(), kDelimiters);
  out[5] = " ";
  return out;
}

PixSegment PixNotice::pid(const Identifier& identifier) const {
  if (options_.demographics) {
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

std::string PixNotice::message(const char* trigger, const char* structure, std::string control_id,
                               const std::string& body) const {
  const auto encoded = [](std::string_view text) {
    std::string out;
    encodeEscapes(text, kDelimiters, out);
    return out;
  };
  const std::string now = hl7Now();
  PixSegment msh("MSH"), evn("EVN");
  msh[1] = "^~\\&";  // MSH-2
  msh[2] = encoded(options_.application);
  msh[3] = encoded(options_.facility);
  msh[4] = encoded(options_.receiving_application);
  msh[5] = encoded(options_.receiving_facility);
  msh[6] = now;
  msh[8] = std::string("ADT^") + trigger + "^" + structure;
  msh[9] = std::move(control_id);
  msh[10] = "P";
  msh[11] = "2.5";
  evn[2] = now;
  if (!isAscii(body)) msh[17] = "UNICODE UTF-8";
  return msh.text('|') + evn.text('|') + body;
}

}  // namespace pontis
