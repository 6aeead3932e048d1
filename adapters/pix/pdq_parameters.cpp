#include "adapters/pix/pdq_parameters.h"

#include <array>
#include <charconv>
#include <set>

namespace pontis {
namespace {

constexpr std::size_t kMostParameters = 100;
constexpr std::string_view kSocialSecurity = "urn:oid:2.16.840.1.113883.4.1";

// "@PID.3.4.1" as 3, 4, 1; absent numbers are 0.
struct Place {
  std::size_t field = 0, component = 0, subcomponent = 0;

  auto operator<=>(const Place&) const = default;
};

// Nothing if `name` is no place in a PID.
std::optional<Place> readPlace(std::string_view name) {
  if (!name.starts_with("@PID.")) return std::nullopt;
  std::array<std::size_t, 3> numbers{};
  std::size_t count = 0;
  for (std::size_t at = 5; at <= name.size();) {
    const std::size_t end = std::min(name.find('.', at), name.size());
    if (count == 3) return std::nullopt;
    const auto [stop, failed] =
        std::from_chars(name.data() + at, name.data() + end, numbers[count]);
    if (failed != std::errc() || stop != name.data() + end || numbers[count] == 0)
      return std::nullopt;
    ++count;
    at = end + 1;
  }
  return Place{numbers[0], numbers[1], numbers[2]};
}

bool setIdentifier(const Place& at, const std::string& value, Identifier& out) {
  if (at.component <= 1) return out.value = value, true;
  if (at.component == 5) return out.type = value, true;
  if (at.component != 4) return false;
  const bool oid = value.find_first_not_of("0123456789.") == std::string::npos;
  switch (at.subcomponent) {
    case 0:
    case 1:
      if (out.system.empty()) out.system = value;
      return true;
    case 2:
      out.system = oid ? "urn:oid:" + value : value;
      return true;
    case 3:
      return true;  // its type: the universal id says it
    default:
      return false;
  }
}

bool setName(const Place& at, const std::string& value, PersonName& out) {
  std::string* const parts[] = {&out.family, &out.family, &out.given,
                                &out.middle, &out.suffix, &out.prefix};
  if (at.component > 5 || at.subcomponent > 1) return false;
  return *parts[at.component] = value, true;
}

bool setMother(const Place& at, const std::string& value, Demographics& out) {
  if (at.component > 2 || at.subcomponent > 1) return false;
  return (at.component == 2 ? out.mother_given : out.mother_family) = value, true;
}

bool setAddress(const Place& at, const std::string& value, PostalAddress& out) {
  std::string* const parts[] = {&out.line,  &out.line,        nullptr,     &out.city,
                                &out.state, &out.postal_code, &out.country};
  if (at.component > 6 || parts[at.component] == nullptr) return false;
  if (at.component == 1 && at.subcomponent == 3) return out.house_number = value, true;
  if (at.subcomponent > 2) return false;
  return *parts[at.component] = value, true;
}

bool setPhone(const Place& at, const std::string& value, std::string& out) {
  switch (at.component) {
    case 0:
    case 1:
    case 12:
      return out = value, true;
    case 6:
      return out = out.empty() ? value : value + " " + out, true;
    case 7:
      return out = out.empty() ? value : out + " " + value, true;
    default:
      return false;
  }
}

template <class T>
T& only(std::vector<T>& values) {
  if (values.empty()) values.emplace_back();
  return values[0];
}

// Fields whose type has one component.
bool setSimple(const Place& at, const std::string& value, Demographics& out) {
  if (at.component > 1 || at.subcomponent > 1) return false;
  switch (at.field) {
    case 7:
      return out.birth_date = dateFromHl7(value), true;
    case 8:
      return out.gender = value, true;
    case 23:
      return out.birth_place = value, true;
    case 24:
      return out.multiple_birth = value, true;
    case 25:
      return out.birth_order = value, true;
    case 29:
      return out.death_date = dateFromHl7(value), true;
    case 30:
      return out.deceased = value, true;
    default:
      return false;
  }
}

// False if the index does not search by that.
bool set(const Place& at, const std::string& value, PdqParameters& out) {
  Demographics& like = out.query.like;
  switch (at.field) {
    case 3:
      return setIdentifier(at, value, only(like.identifiers));
    case 5:
      return setName(at, value, only(like.names));
    case 6:
      return setMother(at, value, like);
    case 11:
      return setAddress(at, value, only(like.addresses));
    case 13:
    case 14:
      return setPhone(at, value, only(like.phones));
    case 18:
      return out.account = true;
    case 19:
      return like.identifiers.push_back({std::string(kSocialSecurity), value, "SS"}), true;
    case 21:
      return setIdentifier(at, value, only(like.mother_identifiers));
    default:
      return setSimple(at, value, like);
  }
}

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

void readAlgorithm(const PixFields& fields, std::size_t qpd, PdqReading& out) {
  const std::string threshold = fields.value(qpd, 4);
  if (!threshold.empty()) {
    double number = -1;
    const auto [stop, failed] =
        std::from_chars(threshold.data(), threshold.data() + threshold.size(), number);
    if (failed != std::errc() || stop != threshold.data() + threshold.size() || number < 0 ||
        number > 100)
      out.faults.push_back({"QPD", 4, 0, 0, "102"});
    out.threshold = number > 1 ? number / 100 : number;
  }
  const std::string name = lower(fields.value(qpd, 5));
  PersonQuery& query = out.parameters.query;
  if (name == "soundex" || name == "phonetic") {
    query.sounds_alike = true;
  } else if (name == "alias" || name == "variant" || name == "nickname") {
    query.aliases = true;
  } else if (!name.empty() && name != "exact" && name != "pattern") {
    out.faults.push_back({"QPD", 5, 0, 0, "103"});
  }
}

}  // namespace

PdqReading readPdqParameters(const PixFields& fields, std::size_t qpd) {
  PdqReading out;
  const std::size_t count = fields.repetitions(qpd, 3);
  if (count > kMostParameters) {
    out.faults.push_back({"QPD", 3, 0, 0, "102"});
    return out;
  }
  std::set<Place> seen;
  for (std::size_t n = 1; n <= count; ++n) {
    const std::string name = fields.value(qpd, 3, n, 1), value = fields.value(qpd, 3, n, 2);
    if (name.empty() && value.empty()) continue;
    const std::optional<Place> at = readPlace(name);
    // Several values for one parameter (QIP-2) would be alternatives.
    if (!at || !fields.value(qpd, 3, n, 2, 2).empty() || !seen.insert(*at).second) {
      const bool other = name.starts_with("@PD1.");
      out.faults.push_back({"QPD", 3, n, 0, other ? "103" : "102"});
      continue;
    }
    if (value.empty()) continue;
    out.parameters.pattern |= value.back() == '*';
    if (!set(*at, value, out.parameters)) out.faults.push_back({"QPD", 3, n, 0, "103"});
  }
  const bool asked = out.parameters.account || out.parameters.query.like != Demographics();
  if (out.faults.empty() && !asked) out.faults.push_back({"QPD", 3, 0, 0, "101"});
  readAlgorithm(fields, qpd, out);
  return out;
}

}  // namespace pontis
