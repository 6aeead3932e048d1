#include "adapters/hl7v2/hl7v2_pid.h"

#include <algorithm>
#include <array>

#include "adapters/hl7v2/hl7v2_persons.h"

namespace pontis {
namespace {

constexpr std::string_view kSocialSecurity = "urn:oid:2.16.840.1.113883.4.1";
constexpr std::string_view kDriverLicences = "urn:oid:2.16.840.1.113883.4.3.";

std::string trimmed(std::string text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  text.erase(text.find_last_not_of(" \t\r\n") + 1);
  return text.erase(0, first);
}

void addOnce(std::vector<Identifier>& out, Identifier identifier) {
  const auto same = [&](const Identifier& one) {
    return one.system == identifier.system && one.value == identifier.value;
  };
  if (identifier.value.empty() || std::any_of(out.begin(), out.end(), same)) return;
  out.push_back(std::move(identifier));
}

Identifier identifier(const Hl7v2Repetition& cx) {
  return {authority(cx.at(4, 1), cx.at(4, 2), cx.at(4, 3)), cx.at(1), cx.at(5)};
}

// Numbers that a state or an insurer gives (table 0203): no record of a hospital is named by them.
bool isNational(const std::string& type) {
  static constexpr std::array<std::string_view, 13> kTypes = {
      "NI", "SS", "PPN", "DL", "HC", "MC", "MA", "NH", "JHN", "INS", "INS-NIR", "TAX", "CZ"};
  return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end() || type.starts_with("NN");
}

// FIPS 5-2 numbers of the states, as the driver licence OIDs have them; 0 if it is none.
int state(std::string_view letters) {
  static constexpr std::string_view kStates =
      "AL01AK02AZ04AR05CA06CO08CT09DE10DC11FL12GA13HI15ID16IL17IN18IA19KS20KY21LA22ME23MD24MA25"
      "MI26MN27MS28MO29MT30NE31NV32NH33NJ34NM35NY36NC37ND38OH39OK40OR41PA42RI44SC45SD46TN47TX48"
      "UT49VT50VA51WA53WV54WI55WY56";
  for (std::size_t at = 0; at < kStates.size(); at += 4)
    if (kStates.substr(at, 2) == letters)
      return (kStates[at + 2] - '0') * 10 + (kStates[at + 3] - '0');
  return 0;
}

std::vector<Identifier> identifiers(const Hl7v2Message& message, std::size_t pid) {
  std::vector<Identifier> out, old;
  readIdentifiers(message, pid, 3, out);
  readIdentifiers(message, pid, 2, old);
  readIdentifiers(message, pid, 4, old);
  const bool none = out.empty();
  for (Identifier& one : old)
    if (none || !one.system.empty()) addOnce(out, std::move(one));
  std::stable_partition(out.begin(), out.end(),
                        [](const Identifier& one) { return !isNational(one.type); });
  for (const Hl7v2Repetition& ssn : repetitions(message, pid, 19)) {
    Identifier number = identifier(ssn);
    if (number.system.empty()) number.system = kSocialSecurity;
    number.type = "SS";
    addOnce(out, std::move(number));
  }
  for (const Hl7v2Repetition& licence : repetitions(message, pid, 20)) {
    const int issuer = state(licence.at(2));
    if (issuer == 0) continue;
    addOnce(out, {std::string(kDriverLicences) + std::to_string(issuer), licence.at(1), "DL"});
  }
  return out;
}

PersonName name(const Hl7v2Repetition& xpn) {
  PersonName out;
  out.family = xpn.at(1, 1);
  if (out.family.empty()) out.family = trimmed(xpn.at(1, 2) + " " + xpn.at(1, 3));
  out.given = xpn.at(2);
  out.middle = xpn.at(3);
  out.suffix = xpn.at(4);
  out.prefix = xpn.at(5);
  out.use = xpn.at(7);
  return out;
}

// How usual a name of that type is (table 0200).
int rank(const PersonName& name) {
  if (name.use == "L") return 0;
  if (name.use.empty() || name.use == "D") return 1;
  return name.use == "A" || name.use == "S" ? 3 : 2;
}

std::vector<PersonName> names(const Hl7v2Message& message, std::size_t pid) {
  std::vector<PersonName> out;
  for (const std::size_t field : {5, 9}) {
    for (const Hl7v2Repetition& xpn : repetitions(message, pid, field)) {
      PersonName one = name(xpn);
      if (one.family.empty() && one.given.empty() && one.middle.empty()) continue;
      if (field == 9) one.use = "A";
      if (std::find(out.begin(), out.end(), one) == out.end()) out.push_back(std::move(one));
    }
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const PersonName& a, const PersonName& b) { return rank(a) < rank(b); });
  return out;
}

// Where somebody was born or may not be reached (table 0190) is no address to know him by.
bool isPast(const PostalAddress& address) {
  static constexpr std::array<std::string_view, 6> kPast = {"BDL", "BR", "N", "F", "BA", "RH"};
  return std::find(kPast.begin(), kPast.end(), address.use) != kPast.end();
}

std::vector<PostalAddress> addresses(const Hl7v2Message& message, std::size_t pid) {
  std::vector<PostalAddress> out;
  for (const Hl7v2Repetition& xad : repetitions(message, pid, 11)) {
    PostalAddress one;
    // SAD: the whole line in its first part, or the street and the number apart.
    one.line = xad.at(1, 2).empty() ? xad.at(1, 1) : xad.at(1, 2);
    if (!xad.at(1, 2).empty()) one.house_number = xad.at(1, 3);
    one.line = trimmed(one.line + " " + xad.at(2));
    one.city = xad.at(3);
    one.state = xad.at(4);
    one.postal_code = xad.at(5);
    one.country = xad.at(6);
    one.use = xad.at(7);
    PostalAddress bare = one;
    bare.use.clear();
    if (bare == PostalAddress()) continue;
    out.push_back(std::move(one));
  }
  std::stable_partition(out.begin(), out.end(), [](const PostalAddress& a) { return !isPast(a); });
  return out;
}

void addOnce(std::vector<std::string>& out, std::string text) {
  if (!text.empty() && std::find(out.begin(), out.end(), text) == out.end())
    out.push_back(std::move(text));
}

void readTelecom(const Hl7v2Repetition& xtn, bool work, Demographics& out) {
  std::string number = xtn.at(1);
  addOnce(out.emails, xtn.at(4));
  if (number.find('@') != std::string::npos) {
    addOnce(out.emails, std::move(number));
    return;
  }
  if (xtn.at(3) == "Internet" || xtn.at(3) == "X.400") return;
  if (!xtn.at(12).empty()) number = xtn.at(12);
  if (number.empty()) {
    const std::string country = xtn.at(5);
    if (!country.empty()) number = (country[0] == '+' ? "" : "+") + country;
    number = trimmed(number + " " + xtn.at(6));
    number = trimmed(number + " " + xtn.at(7));
  }
  const std::string use = xtn.at(2);
  addOnce((use.empty() ? work : use == "WPN") ? out.work_phones : out.phones, std::move(number));
}

void readMother(const Hl7v2Message& message, std::size_t pid, Demographics& out) {
  const auto set = [&](std::size_t segment, std::size_t field) {
    for (const Hl7v2Repetition& xpn : repetitions(message, segment, field)) {
      if (!out.mother_family.empty() || !out.mother_given.empty()) return;
      const PersonName mother = name(xpn);
      out.mother_family = mother.family;
      out.mother_given = mother.given;
    }
  };
  set(pid, 6);
  readIdentifiers(message, pid, 21, out.mother_identifiers);
  for (std::size_t at = pid + 1; at < message.size() && message.name(at) != "PID"; ++at) {
    if (message.name(at) != "NK1" || Hl7v2Repetition(message, message.field(at, 3)).at(1) != "MTH")
      continue;
    set(at, 26);  // her maiden name
    set(at, 2);
    if (out.mother_identifiers.empty()) readIdentifiers(message, at, 33, out.mother_identifiers);
  }
}

}  // namespace

std::string authority(const std::string& space, const std::string& universal,
                      const std::string& type) {
  if (universal.empty()) return space;
  if (type == "ISO") return "urn:oid:" + universal;
  if (type == "UUID" || type == "GUID") return "urn:uuid:" + universal;
  if (!type.empty()) return universal;
  const bool oid = universal.find_first_not_of("0123456789.") == std::string::npos;
  return oid ? "urn:oid:" + universal : universal;
}

std::string Hl7v2Repetition::at(std::size_t component, std::size_t subcomponent) const {
  const Delimiters& d = message_->delimiters();
  const std::string_view text =
      piece(piece(raw_, d.component, component), d.subcomponent, subcomponent);
  std::string out;
  if (text != "\"\"") message_->decode(text, out);
  return trimmed(std::move(out));
}

std::vector<Hl7v2Repetition> repetitions(const Hl7v2Message& message, std::size_t segment,
                                         std::size_t field) {
  std::vector<Hl7v2Repetition> out;
  const char separator = message.delimiters().repetition;
  std::string_view rest = message.field(segment, field);
  while (!rest.empty()) {
    const std::size_t end = separator ? rest.find(separator) : rest.npos;
    const std::string_view one = rest.substr(0, end);
    rest = end == rest.npos ? std::string_view() : rest.substr(end + 1);
    if (!one.empty() && one != "\"\"") out.emplace_back(message, one);
  }
  return out;
}

void readIdentifiers(const Hl7v2Message& message, std::size_t segment, std::size_t field,
                     std::vector<Identifier>& out) {
  for (const Hl7v2Repetition& cx : repetitions(message, segment, field))
    addOnce(out, identifier(cx));
}

Demographics readPid(const Hl7v2Message& message, std::size_t pid) {
  const auto text = [&](std::size_t field) {
    return Hl7v2Repetition(message,
                           piece(message.field(pid, field), message.delimiters().repetition, 1))
        .at(1);
  };
  Demographics out;
  out.identifiers = identifiers(message, pid);
  out.names = names(message, pid);
  out.birth_date = isoDate(text(7));
  out.gender = text(8);
  out.addresses = addresses(message, pid);
  for (const std::size_t field : {13, 14, 40})
    for (const Hl7v2Repetition& xtn : repetitions(message, pid, field))
      readTelecom(xtn, field == 14, out);
  out.language = text(15);
  out.marital_status = text(16);
  readMother(message, pid, out);
  out.birth_place = text(23);
  out.multiple_birth = text(24);
  out.birth_order = text(25);
  out.death_date = isoDate(text(29));
  out.deceased = text(30);
  return out;
}

std::string isoDate(std::string_view hl7) {
  const std::size_t digits = std::min(hl7.find_first_not_of("0123456789"), hl7.size());
  const char after = digits < hl7.size() ? hl7[digits] : '+';
  const bool precise = digits == 4 || digits == 6 || (digits >= 8 && digits <= 14);
  if (!precise || (after != '+' && after != '-' && after != '.')) return std::string(hl7);
  // "1984-01" is no year with a zone.
  if (digits < hl7.size() && digits < 8) return std::string(hl7);
  const auto two = [&](std::size_t at) { return (hl7[at] - '0') * 10 + (hl7[at + 1] - '0'); };
  std::string out(hl7.substr(0, 4));
  if (out == "0000") return std::string(hl7);
  if (digits < 6) return out;
  if (two(4) < 1 || two(4) > 12) return std::string(hl7);
  out.append("-").append(hl7.substr(4, 2));
  if (digits < 8) return out;
  if (two(6) < 1 || two(6) > 31) return std::string(hl7);
  return out.append("-").append(hl7.substr(6, 2));
}

}  // namespace pontis
