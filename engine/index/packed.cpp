#include "engine/index/packed.h"

#include <array>

#include "engine/index/codec.h"

namespace pontis {
namespace {

constexpr std::array kNameParts = {&PersonName::family, &PersonName::given,  &PersonName::middle,
                                   &PersonName::suffix, &PersonName::prefix, &PersonName::use};
constexpr std::array kAddressParts = {&PostalAddress::line,        &PostalAddress::house_number,
                                      &PostalAddress::city,        &PostalAddress::state,
                                      &PostalAddress::postal_code, &PostalAddress::country,
                                      &PostalAddress::use};

// The order is the format: a new field goes to the end.
constexpr std::array kTexts = {
    &Demographics::birth_date,    &Demographics::gender,         &Demographics::birth_place,
    &Demographics::mother_family, &Demographics::multiple_birth, &Demographics::birth_order,
    &Demographics::death_date,    &Demographics::deceased,       &Demographics::mother_given,
    &Demographics::language,      &Demographics::marital_status};
constexpr std::array kTextLists = {&Demographics::phones, &Demographics::emails,
                                   &Demographics::work_phones};
constexpr unsigned kNamesBit = 0, kAddressesBit = 1, kListBit = 2, kTextBit = 8;

template <class Part, std::size_t N>
void writeParts(const Part& part, const std::array<std::string Part::*, N>& parts,
                ByteWriter& out) {
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < N; ++i) mask |= std::uint64_t{!(part.*parts[i]).empty()} << i;
  out.number(mask);
  for (const auto member : parts)
    if (!(part.*member).empty()) out.text(part.*member);
}

template <class Part, std::size_t N>
void readParts(Part& part, const std::array<std::string Part::*, N>& parts, ByteReader& in) {
  const std::uint64_t mask = in.number();
  for (std::size_t i = 0; i < N; ++i)
    if (mask >> i & 1) part.*parts[i] = in.text();
}

void writeIdentifiers(const std::vector<Identifier>& all, Domains& domains, ByteWriter& out) {
  out.number(all.size());
  for (const Identifier& one : all) {
    out.number(domains.numberOf(one.system));
    out.text(one.value);
    out.text(one.type);
  }
}

std::vector<Identifier> readIdentifiers(ByteReader& in, const Domains& domains) {
  std::vector<Identifier> all(in.count());
  for (Identifier& one : all) {
    const std::uint64_t domain = in.number();
    if (domain < domains.size()) one.system = systemOf(domains.at(std::uint32_t(domain)));
    one.value = in.text();
    one.type = in.text();
  }
  return all;
}

std::uint64_t maskOf(const Demographics& person) {
  std::uint64_t mask = std::uint64_t{!person.names.empty()} << kNamesBit |
                       std::uint64_t{!person.addresses.empty()} << kAddressesBit;
  for (std::size_t i = 0; i < kTextLists.size(); ++i)
    mask |= std::uint64_t{!(person.*kTextLists[i]).empty()} << (kListBit + i);
  for (std::size_t i = 0; i < kTexts.size(); ++i)
    mask |= std::uint64_t{!(person.*kTexts[i]).empty()} << (kTextBit + i);
  return mask;
}

bool copyIdentifiers(ByteReader& in, const std::function<std::uint32_t(std::uint32_t)>& number,
                     ByteWriter& out) {
  const std::uint64_t count = in.count();
  out.number(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    out.number(number(static_cast<std::uint32_t>(in.number())));
    out.text(in.text());
    out.text(in.text());
  }
  return !in.bad();
}

}  // namespace

std::string pack(const Demographics& person, Domains& domains) {
  ByteWriter out;
  writeIdentifiers(person.identifiers, domains, out);
  writeIdentifiers(person.mother_identifiers, domains, out);
  out.number(maskOf(person));
  if (!person.names.empty()) {
    out.number(person.names.size());
    for (const PersonName& name : person.names) writeParts(name, kNameParts, out);
  }
  if (!person.addresses.empty()) {
    out.number(person.addresses.size());
    for (const PostalAddress& address : person.addresses) writeParts(address, kAddressParts, out);
  }
  for (const auto list : kTextLists) {
    if ((person.*list).empty()) continue;
    out.number((person.*list).size());
    for (const std::string& text : person.*list) out.text(text);
  }
  for (const auto text : kTexts)
    if (!(person.*text).empty()) out.text(person.*text);
  return out.take();
}

Demographics unpack(std::string_view packed, const Domains& domains) {
  ByteReader in(packed);
  Demographics person;
  person.identifiers = readIdentifiers(in, domains);
  person.mother_identifiers = readIdentifiers(in, domains);
  const std::uint64_t mask = in.number();
  if (mask >> kNamesBit & 1) {
    person.names.resize(in.count());
    for (PersonName& name : person.names) readParts(name, kNameParts, in);
  }
  if (mask >> kAddressesBit & 1) {
    person.addresses.resize(in.count());
    for (PostalAddress& address : person.addresses) readParts(address, kAddressParts, in);
  }
  for (std::size_t i = 0; i < kTextLists.size(); ++i) {
    if (!(mask >> (kListBit + i) & 1)) continue;
    (person.*kTextLists[i]).resize(in.count());
    for (std::string& text : person.*kTextLists[i]) text = in.text();
  }
  for (std::size_t i = 0; i < kTexts.size(); ++i)
    if (mask >> (kTextBit + i) & 1) person.*kTexts[i] = in.text();
  return person;
}

RecordKey recordKeyOf(std::string_view packed) {
  ByteReader in(packed);
  if (in.count() == 0) return {};
  const auto domain = static_cast<std::uint32_t>(in.number());
  return {domain, in.text()};
}

std::vector<PackedIdentifier> identifiersOf(std::string_view packed) {
  ByteReader in(packed);
  std::vector<PackedIdentifier> all(in.count());
  for (PackedIdentifier& one : all) {
    one.key.domain = static_cast<std::uint32_t>(in.number());
    one.key.value = in.text();
    one.type = in.text();
  }
  return all;
}

std::string renumbered(std::string_view packed,
                       const std::function<std::uint32_t(std::uint32_t)>& number) {
  ByteReader in(packed);
  ByteWriter out;
  if (!copyIdentifiers(in, number, out) || !copyIdentifiers(in, number, out)) return {};
  out.raw(in.rest());
  return out.take();
}

}  // namespace pontis
