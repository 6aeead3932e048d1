#include "adapters/pix/pix_person.h"

#include <algorithm>
#include <initializer_list>

#include "adapters/pix/pix_fields.h"

namespace pontis {
namespace {

constexpr std::string_view kOid = "urn:oid:";
constexpr std::string_view kSocialSecurity = "urn:oid:2.16.840.1.113883.4.1";

// Components of a field, without empty ones at the end.
std::string join(std::initializer_list<std::string_view> parts, const Delimiters& d,
                 char separator) {
  std::string out;
  std::size_t kept = 0;
  for (const std::string_view part : parts) {
    encodeEscapes(part, d, out);
    if (!part.empty()) kept = out.size();
    out += separator;
  }
  return out.substr(0, kept);
}

std::string components(std::initializer_list<std::string_view> parts, const Delimiters& d) {
  return join(parts, d, d.component);
}

template <class T, class F>
std::string repeated(const std::vector<T>& values, const Delimiters& d, const F& write) {
  std::string out;
  for (const T& value : values) {
    const std::string text = write(value);
    if (text.empty()) continue;
    if (!out.empty()) out += d.repetition;
    out += text;
  }
  return out;
}

std::string authority(const std::string& system, const Domains& domains, const Delimiters& d) {
  const auto universal = [&](std::string_view name, std::string_view id, std::string_view type) {
    return join({name, id, type}, d, d.subcomponent);
  };
  if (const std::uint32_t known = domains.find(system); known != Domains::kUnknown) {
    const Domain& domain = domains.at(known);
    if (!domain.oid.empty()) return universal(domain.name, domain.oid, "ISO");
    if (!domain.uri.empty()) return universal(domain.name, domain.uri, "URI");
    return universal(domain.name, "", "");
  }
  if (system.starts_with(kOid)) return universal("", system.substr(kOid.size()), "ISO");
  if (system.find(':') != std::string::npos) return universal("", system, "URI");
  return universal(system, "", "");
}

std::string toXpn(const PersonName& n, const Delimiters& d) {
  return components({n.family, n.given, n.middle, n.suffix, n.prefix, "", n.use}, d);
}

std::string toXad(const PostalAddress& a, const Delimiters& d) {
  // SAD: line, street, number.
  const bool apart = !a.house_number.empty();
  std::string out = join({apart ? a.line + " " + a.house_number : a.line,
                          apart ? std::string_view(a.line) : std::string_view(), a.house_number},
                         d, d.subcomponent);
  const std::string rest = components({a.city, a.state, a.postal_code, a.country, a.use}, d);
  return rest.empty() ? out : out.append(2, d.component).append(rest);
}

// XTN-1 for receivers of older versions, XTN-12 for v2.5.
std::string toXtn(std::string_view number, std::string_view use, const Delimiters& d) {
  return components({number, use, "PH", "", "", "", "", "", "", "", "", number}, d);
}

}  // namespace

std::string& PixSegment::operator[](std::size_t field) {
  if (field >= fields_.size()) fields_.resize(field + 1);
  return fields_[field];
}

std::string PixSegment::text(char separator) const {
  std::size_t count = fields_.size();
  while (count > 1 && fields_[count - 1].empty()) --count;
  std::string out = fields_[0];
  for (std::size_t at = 1; at < count; ++at) out.append(1, separator).append(fields_[at]);
  return out += '\r';
}

std::vector<Identifier> identifiersOf(const PersonView& person, const Domains& domains,
                                      const DomainSet& wanted) {
  std::vector<Identifier> out;
  const auto add = [&](const Identifier& one) {
    if (one.value.empty() || one.system.empty()) return;
    const std::uint32_t domain = domains.find(one.system);
    if (domain == Domains::kUnknown || (!wanted.empty() && !wanted.contains(domain))) return;
    auto place = out.end();
    for (auto at = out.begin(); at != out.end(); ++at) {
      if (domains.find(at->system) != domain) continue;
      if (at->value == one.value) return;
      place = at + 1;
    }
    out.insert(place, one);
  };
  add({domains.own().name, person.id, "PI"});
  for (const RecordView& record : person.records) {
    Identifier key = record.key;
    for (const Identifier& stated : record.person.identifiers)
      if (key.type.empty() && stated.value == key.value) key.type = stated.type;
    add(key);
    if (record.retired) continue;  // what else it said is its survivor's to say
    for (const Identifier& one : record.person.identifiers) add(one);
  }
  return out;
}

std::string toCx(const Identifier& identifier, const Domains& domains, const Delimiters& d) {
  std::string out;
  encodeEscapes(identifier.value, d, out);
  out.append(3, d.component).append(authority(identifier.system, domains, d));
  if (identifier.type.empty()) return out;
  out += d.component;
  encodeEscapes(identifier.type, d, out);
  return out;
}

std::string toCxList(const std::vector<Identifier>& identifiers, const Domains& domains,
                     const Delimiters& d) {
  return repeated(identifiers, d, [&](const Identifier& one) { return toCx(one, domains, d); });
}

PixSegment toPid(const Demographics& person, const std::vector<Identifier>& identifiers,
                 const Domains& domains, const Delimiters& d) {
  const auto encoded = [&](std::string_view text) { return components({text}, d); };
  PixSegment pid("PID");
  pid[3] = toCxList(identifiers, domains, d);
  pid[5] = repeated(person.names, d, [&](const PersonName& one) { return toXpn(one, d); });
  // PID-5 is required: a name of unspecified type (table 0200) says that there is none.
  if (pid[5].empty()) pid[5] = components({"", "", "", "", "", "", "U"}, d);
  pid[6] = components({person.mother_family, person.mother_given}, d);
  pid[7] = encoded(dateToHl7(person.birth_date));
  pid[8] = encoded(person.gender);
  pid[11] = repeated(person.addresses, d, [&](const PostalAddress& one) { return toXad(one, d); });
  pid[13] = repeated(person.phones, d, [&](const std::string& n) { return toXtn(n, "PRN", d); });
  const std::string emails = repeated(person.emails, d, [&](const std::string& mail) {
    return components({"", "NET", "Internet", mail}, d);
  });
  if (!pid[13].empty() && !emails.empty()) pid[13] += d.repetition;
  pid[13] += emails;
  pid[14] =
      repeated(person.work_phones, d, [&](const std::string& n) { return toXtn(n, "WPN", d); });
  pid[15] = encoded(person.language);
  pid[16] = encoded(person.marital_status);
  for (const Identifier& one : person.identifiers)
    if (one.system == kSocialSecurity && pid[19].empty()) pid[19] = encoded(one.value);
  pid[21] = toCxList(person.mother_identifiers, domains, d);
  pid[23] = encoded(person.birth_place);
  pid[24] = encoded(person.multiple_birth);
  pid[25] = encoded(person.birth_order);
  pid[29] = encoded(dateToHl7(person.death_date));
  pid[30] = encoded(person.deceased);
  return pid;
}

}  // namespace pontis
