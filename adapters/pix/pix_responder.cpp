#include "adapters/pix/pix_responder.h"

#include <algorithm>
#include <charconv>

namespace pontis {
namespace {

constexpr std::string_view kOid = "urn:oid:";
constexpr std::size_t kPage = 256;     // persons asked of the index at once
constexpr std::size_t kMothers = 100;  // of one name whose children are looked for
constexpr std::size_t kMostDomains = 100;

// The authority of a CX in a query: its universal id, else its namespace. Both, if given, must mean
// one domain.
std::uint32_t domainOf(const PixFields& query, std::size_t qpd, std::size_t field, std::size_t n,
                       const Domains& domains) {
  const std::string name = query.value(qpd, field, n, 4, 1), id = query.value(qpd, field, n, 4, 2);
  const std::uint32_t by_name = name.empty() ? Domains::kUnknown : domains.find(name);
  const std::uint32_t by_id = id.empty() ? Domains::kUnknown : domains.find(id);
  if (id.empty() || by_id == Domains::kUnknown) return by_name;
  return name.empty() || by_name == by_id || by_name == Domains::kUnknown ? by_id
                                                                          : Domains::kUnknown;
}

// The same with the mother's identifiers spelled as the index keeps them.
PdqParameters spelled(PdqParameters out, const Domains& domains) {
  for (Identifier& one : out.query.like.mother_identifiers)
    if (const std::uint32_t domain = domains.find(one.system); domain != Domains::kUnknown)
      one.system = systemOf(domains.at(domain));
  return out;
}

// A name by which find() knows the domain.
const std::string& nameOf(const Domain& domain) {
  return domain.name.empty() ? domain.oid : domain.name;
}

// What a query is: its parameters as they stand. FNV-1a, 64 bits.
std::string fingerprint(std::string_view text) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (int shift = 60; shift >= 0; shift -= 4) out += kDigits[hash >> shift & 15];
  return out;
}

std::string lower(std::string_view text) {
  std::string out;
  for (const char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

// QRI (HL7 v2.5 section 5.5.5): how sure, by what (table 0392), by which algorithm.
PixSegment instance(const PdqParameters& asked, const PersonView& person, const Delimiters& d) {
  const PersonQuery& query = asked.query;
  bool spelt = true;
  for (const PersonName& name : query.like.names)
    spelt = std::any_of(person.golden.names.begin(), person.golden.names.end(),
                        [&](const PersonName& one) {
                          return (name.family.empty() || lower(one.family) == lower(name.family)) &&
                                 (name.given.empty() || lower(one.given) == lower(name.given));
                        });
  const bool sound = query.sounds_alike && !spelt;
  PixSegment qri("QRI");
  qri[1] = sound ? "0.8" : "1.0";
  const auto reason = [&](const char* code) {
    if (!qri[2].empty()) qri[2] += d.repetition;
    qri[2] += code;
  };
  if (!query.like.names.empty()) reason(sound ? "NP" : "NA");
  if (!query.like.birth_date.empty()) reason("DB");
  for (const Identifier& one : query.like.identifiers)
    if (one.type == "SS") reason("SS");
  qri[3] = sound                     ? "soundex"
           : query.aliases && !spelt ? "alias"
           : asked.pattern           ? "pattern"
                                     : "exact";
  return qri;
}

double confidence(PixSegment& qri) { return qri[1] == "0.8" ? 0.8 : 1.0; }

}  // namespace

const Spec<PixResponderOptions>& PixResponder::spec() {
  using Options = PixResponderOptions;
  static const std::function<std::string(const std::size_t&)> positive = [](const std::size_t& n) {
    return std::string(n > 0 ? "" : "expected 1 or more");
  };
  static const Spec<Options> kSpec =
      Spec<Options>()
          .field("return_queried", &Options::return_queried,
                 "Return the identifier asked for among the others; IHE leaves it out, OpenHIE "
                 "wants it.")
          .field("limit", &Options::limit,
                 "Persons in one answer; the rest can be asked for with its continuation pointer.",
                 positive);
  return kSpec;
}

bool PixResponder::answers(std::string_view type) const {
  return type == "QBP^Q23" || type == "QBP^Q22" || type == "QCN^J01";
}

Result<Bytes> PixResponder::answer(const Message& message) const {
  const auto* segments = dynamic_cast<const Segments*>(message.document.get());
  if (segments == nullptr)
    return Error{Code::kUnsupported, "a PIX or PDQ query is an HL7 v2 message", ""};
  const PixFields query(*segments);
  const std::string_view type = segments->type();
  if (type == "QBP^Q23") return Bytes::own(answerPix(query));
  if (type == "QBP^Q22") return Bytes::own(answerPdq(query));
  if (type == "QCN^J01") return Bytes::own(cancel(query));
  return Error{Code::kUnsupported, "no PIX or PDQ query", "MSH-9"};
}

std::string PixResponder::answerPix(const PixFields& query) const {
  PixAnswer answer(query, {"RSP", "K23", "RSP_K23"});
  const auto qpd = query.find("QPD");
  if (!qpd) {
    answer.fail({"QPD", 0, 0, 0, "100"});
    return answer.text();
  }
  const Domains& domains = index_.domains();
  const std::string value = query.value(*qpd, 3);
  if (value.empty()) answer.fail({"QPD", 3, 1, 1, "101"});
  if (query.value(*qpd, 3, 1, 4, 1).empty() && query.value(*qpd, 3, 1, 4, 2).empty())
    answer.fail({"QPD", 3, 1, 4, "101"});
  if (answer.failed()) return answer.text();
  const std::uint32_t domain = domainOf(query, *qpd, 3, 1, domains);
  if (domain == Domains::kUnknown) {
    answer.fail({"QPD", 3, 1, 4, "204"});
    return answer.text();
  }
  const DomainSet asked = wanted(query, *qpd, 4, answer);
  if (answer.failed()) return answer.text();
  const std::optional<PersonView> person = holder({nameOf(domains.at(domain)), value, ""});
  if (!person) {
    answer.fail({"QPD", 3, 1, 1, "204"});
    return answer.text();
  }
  std::vector<Identifier> identifiers = identifiersOf(*person, domains, asked);
  if (!options_.return_queried)
    std::erase_if(identifiers, [&](const Identifier& one) {
      return one.value == value && domains.find(one.system) == domain;
    });
  if (identifiers.empty()) return answer.text();
  const Delimiters& d = query.delimiters();
  PixSegment pid("PID");
  pid[3] = toCxList(identifiers, domains, d);
  pid[5] = std::string(1, d.repetition) + std::string(6, d.component) + "S";
  answer.add(pid);
  return answer.text();
}

std::string PixResponder::answerPdq(const PixFields& query) const {
  PixAnswer answer(query, {"RSP", "K22", "RSP_K21"});
  const auto qpd = query.find("QPD");
  if (!qpd) {
    answer.fail({"QPD", 0, 0, 0, "100"});
    return answer.text();
  }
  const PdqReading reading = readPdqParameters(query, *qpd);
  for (const PixFault& fault : reading.faults) answer.fail(fault);
  const DomainSet asked = wanted(query, *qpd, 8, answer);
  std::size_t limit = options_.limit;
  if (const auto rcp = query.find("RCP"); rcp && !query.value(*rcp, 2).empty()) {
    const std::string text = query.value(*rcp, 2), unit = query.value(*rcp, 2, 1, 2);
    std::size_t count = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (wrong != std::errc() || end != text.data() + text.size() || count == 0)
      answer.fail({"RCP", 2, 1, 1, "102"});
    else if (!unit.empty() && unit != "RD")
      answer.fail({"RCP", 2, 1, 2, "103"});
    limit = std::min(limit, count);
  }
  const std::string own = fingerprint(query.echo(*qpd));
  std::string after;
  if (const auto dsc = query.find("DSC"); dsc && !query.value(*dsc, 1).empty()) {
    const std::string pointer = query.value(*dsc, 1);
    if (!pointer.starts_with(own))
      answer.fail({"DSC", 1, 0, 0, "204"});
    else
      after = pointer.substr(own.size());
  }
  if (answer.failed()) return answer.text();
  if (reading.parameters.account) return answer.text();

  const Delimiters& d = query.delimiters();
  const Page page = search(spelled(reading.parameters, index_.domains()), after, limit, asked);
  for (const Found& one : page.found) {
    PixSegment qri = instance(reading.parameters, one.person, d);
    if (confidence(qri) < reading.threshold) continue;
    answer.add(toPid(withMother(one.person.golden), one.identifiers, index_.domains(), d));
    answer.add(qri);
  }
  if (page.more) answer.continueWith(own + page.found.back().person.id);
  return answer.text();
}

std::string PixResponder::cancel(const PixFields& query) const {
  PixAnswer answer(query, {"ACK", "J01", "ACK"});
  const auto qid = query.find("QID");
  if (!qid)
    answer.fail({"QID", 0, 0, 0, "100"});
  else if (query.value(*qid, 1).empty())
    answer.fail({"QID", 1, 0, 0, "101"});
  return answer.text();
}

DomainSet PixResponder::wanted(const PixFields& query, std::size_t qpd, std::size_t field,
                               PixAnswer& answer) const {
  DomainSet out;
  const std::size_t count = query.repetitions(qpd, field);
  if (count > kMostDomains) answer.fail({"QPD", field, 0, 0, "102"});
  for (std::size_t n = 1; n <= std::min(count, kMostDomains); ++n) {
    if (query.value(qpd, field, n, 4, 1).empty() && query.value(qpd, field, n, 4, 2).empty()) {
      if (count > 1) answer.fail({"QPD", field, n, 4, "101"});
      continue;
    }
    const std::uint32_t domain = domainOf(query, qpd, field, n, index_.domains());
    if (domain == Domains::kUnknown)
      answer.fail({"QPD", field, n, 0, "204"});
    else
      out.insert(domain);
  }
  return out;
}

std::optional<PersonView> PixResponder::holder(const Identifier& identifier) const {
  const Domains& domains = index_.domains();
  const std::uint32_t domain = domains.find(identifier.system);
  std::optional<std::string> id;
  if (domain == domains.find(domains.own().name))
    id = identifier.value;
  else
    id = index_.personOf(identifier);
  if (!id) return std::nullopt;
  auto person = index_.person(*id);
  // A number of our own that was retired leads to another person.
  if (!person || person->id != *id) return std::nullopt;
  for (const RecordView& record : person->records)
    if (record.retired && record.key.value == identifier.value &&
        domains.find(record.key.system) == domain)
      return std::nullopt;
  return std::move(*person);
}

PixResponder::Page PixResponder::search(const PdqParameters& parameters, const std::string& after,
                                        std::size_t limit, const DomainSet& asked) const {
  Page page;
  for (std::string last = after;;) {
    const std::vector<std::string> ids = candidates(parameters.query, last, kPage);
    for (const std::string& id : ids) {
      last = id;
      auto person = index_.person(id);
      if (!person || person->id != id) continue;  // merged meanwhile
      std::vector<Identifier> identifiers = identifiersOf(*person, index_.domains(), asked);
      if (identifiers.empty()) continue;
      if (page.found.size() == limit) {
        page.more = true;
        return page;
      }
      page.found.push_back({std::move(*person), std::move(identifiers)});
    }
    if (ids.size() < kPage) return page;
  }
}

std::vector<std::string> PixResponder::candidates(const PersonQuery& query,
                                                  const std::string& after,
                                                  std::size_t limit) const {
  std::vector<std::string> out = index_.find(query, after, limit);
  const Demographics& like = query.like;
  if (like.mother_family.empty() && like.mother_given.empty()) return out;
  if (!like.mother_identifiers.empty()) return out;
  PersonQuery mothers;
  mothers.like.names = {{like.mother_family, like.mother_given, "", "", "", ""}};
  mothers.sounds_alike = query.sounds_alike;
  mothers.aliases = query.aliases;
  PersonQuery children = query;
  children.like.mother_family.clear();
  children.like.mother_given.clear();
  for (const std::string& mother : index_.find(mothers, "", kMothers)) {
    const auto person = index_.person(mother);
    if (!person) continue;
    for (const RecordView& record : person->records) {
      children.like.mother_identifiers = {record.key};
      const auto found = index_.find(children, after, limit);
      out.insert(out.end(), found.begin(), found.end());
    }
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  if (out.size() > limit) out.resize(limit);
  return out;
}

Demographics PixResponder::withMother(Demographics person) const {
  if (!person.mother_family.empty() || !person.mother_given.empty()) return person;
  for (const Identifier& one : person.mother_identifiers) {
    const auto mother = holder(one);
    if (!mother || mother->golden.names.empty()) continue;
    person.mother_family = mother->golden.names[0].family;
    person.mother_given = mother->golden.names[0].given;
    break;
  }
  return person;
}

}  // namespace pontis
