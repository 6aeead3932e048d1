#include "engine/index/identity_event.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "engine/index/codec.h"

namespace pontis {
namespace {

using Kind = IdentityFact::Kind;
constexpr std::uint64_t kFormat = 1;

bool describes(Kind kind) { return kind == Kind::kSeen || kind == Kind::kHeld; }
bool scored(Kind kind) {
  return kind == Kind::kHeld || kind == Kind::kPossible || kind == Kind::kConflict;
}

// The domains of one event, in the order in which they were met.
class Glossary {
 public:
  std::uint32_t place(std::uint32_t domain) {
    const auto found = std::find(domains_.begin(), domains_.end(), domain);
    if (found != domains_.end()) return static_cast<std::uint32_t>(found - domains_.begin());
    domains_.push_back(domain);
    return static_cast<std::uint32_t>(domains_.size() - 1);
  }
  const std::vector<std::uint32_t>& domains() const { return domains_; }

 private:
  std::vector<std::uint32_t> domains_;
};

void write(const RecordName& name, Glossary& glossary, ByteWriter& out) {
  out.number(glossary.place(name.domain));
  out.text(name.value);
}

void writeScore(float score, ByteWriter& out) { out.number(std::bit_cast<std::uint32_t>(score)); }
float readScore(ByteReader& in) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(in.number()));
}

std::string_view bytesOf(const PersonId& id) {
  return {reinterpret_cast<const char*>(id.data()), id.size()};
}

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void writeIds(const std::vector<PersonId>& ids, ByteWriter& out) {
  out.number(ids.size());
  for (const PersonId& id : ids) out.raw(bytesOf(id));
}

void writeDescription(const IdentityFact& fact, Glossary& glossary, ByteWriter& out) {
  out.raw(bytesOf(fact.born));
  out.text(fact.source);
  out.text(renumbered(fact.packed, [&](std::uint32_t domain) { return glossary.place(domain); }));
  out.number(fact.links.size());
  for (const AutomaticLink& link : fact.links) {
    write(link.to, glossary, out);
    writeScore(link.score, out);
    out.number(link.grade);
  }
  out.number(fact.parted.size());
  for (const RecordName& name : fact.parted) write(name, glossary, out);
}

// Reads the fields of one event once its domains are known.
struct FactReader {
  ByteReader& in;
  std::vector<std::uint32_t> domains;

  std::uint32_t domain(std::uint64_t place) const {
    return place < domains.size() ? domains[place] : Domains::kUnknown;
  }
  RecordName name() {
    RecordName out;
    out.domain = domain(in.number());
    out.value = in.text();
    return out;
  }
  std::vector<PersonId> ids() {
    std::vector<PersonId> out(in.count());
    for (PersonId& id : out) {
      const std::string_view bytes = in.raw(id.size());
      std::copy(bytes.begin(), bytes.end(), id.begin());
    }
    return out;
  }
  void description(IdentityFact& fact) {
    const std::string_view born = in.raw(fact.born.size());
    std::copy(born.begin(), born.end(), fact.born.begin());
    fact.source = in.text();
    fact.packed = renumbered(in.text(), [&](std::uint32_t place) { return domain(place); });
    fact.links.resize(in.count());
    for (AutomaticLink& link : fact.links) {
      link.to = name();
      link.score = readScore(in);
      link.grade = static_cast<std::uint8_t>(in.number());
    }
    fact.parted.resize(in.count());
    for (RecordName& parted : fact.parted) parted = name();
  }
};

}  // namespace

std::string toText(const PersonId& id) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < id.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kDigits[id[i] >> 4];
    text += kDigits[id[i] & 15];
  }
  return text;
}

Result<PersonId> parsePersonId(std::string_view text) {
  const Error bad{Code::kInvalid, "a person's number is a UUID", ""};
  if (text.size() != 36) return bad;
  PersonId id{};
  std::size_t at = 0;
  for (std::size_t i = 0; i < id.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) {
      if (text[at++] != '-') return bad;
    }
    const int high = hexDigit(text[at]), low = hexDigit(text[at + 1]);
    if (high < 0 || low < 0) return bad;
    id[i] = static_cast<unsigned char>(high << 4 | low);
    at += 2;
  }
  return id;
}

std::string encode(const IdentityFact& fact, const Domains& domains) {
  Glossary glossary;
  ByteWriter fields;
  if (fact.kind == Kind::kErased) {
    writeIds(fact.erased, fields);
    writeIds(fact.partners, fields);
  } else {
    write(fact.a, glossary, fields);
    if (!describes(fact.kind)) write(fact.b, glossary, fields);
  }
  fields.number(fact.overrides.size());
  for (const std::int64_t number : fact.overrides)
    fields.number(static_cast<std::uint64_t>(number));
  if (describes(fact.kind)) writeDescription(fact, glossary, fields);
  if (scored(fact.kind)) writeScore(fact.score, fields);

  ByteWriter out;
  out.number(kFormat);
  out.number(static_cast<std::uint64_t>(fact.kind));
  out.number(glossary.domains().size());
  for (const std::uint32_t domain : glossary.domains())
    out.text(domain == Domains::kUnknown ? std::string() : systemOf(domains.at(domain)));
  out.raw(fields.bytes());
  return out.take();
}

Result<IdentityFact> decode(std::string_view body, Domains& domains) {
  ByteReader in(body);
  if (const std::uint64_t format = in.number(); format != kFormat || in.bad())
    return Error{Code::kUnsupported, fmt::format("identity event of format {}", format), ""};
  IdentityFact fact;
  const std::uint64_t kind = in.number();
  if (kind < 1 || kind > static_cast<std::uint64_t>(Kind::kErased))
    return Error{Code::kUnsupported, fmt::format("identity event of kind {}", kind), ""};
  fact.kind = static_cast<Kind>(kind);
  FactReader reader{in, {}};
  for (std::uint64_t count = in.count(); count > 0; --count)
    reader.domains.push_back(domains.numberOf(in.text()));
  if (fact.kind == Kind::kErased) {
    fact.erased = reader.ids();
    fact.partners = reader.ids();
  } else {
    fact.a = reader.name();
    if (!describes(fact.kind)) fact.b = reader.name();
  }
  fact.overrides.resize(in.count());
  for (std::int64_t& number : fact.overrides) number = static_cast<std::int64_t>(in.number());
  if (describes(fact.kind)) reader.description(fact);
  if (scored(fact.kind)) fact.score = readScore(in);
  if (in.bad() || !in.rest().empty() || (describes(fact.kind) && fact.packed.empty()))
    return Error{Code::kMalformed, "identity event that breaks off", ""};
  return fact;
}

}  // namespace pontis
