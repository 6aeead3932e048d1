#include "adapters/fhir/fhir_patient.h"

#include <algorithm>
#include <span>
#include <utility>

namespace pontis {
namespace {

using Pairs = std::span<const std::pair<std::string_view, std::string_view>>;
using Pair = std::pair<std::string_view, std::string_view>;

constexpr Pair kGenders[] = {{"male", "M"}, {"female", "F"}, {"other", "O"}, {"unknown", "U"}};
constexpr Pair kNameUses[] = {{"official", "L"}, {"usual", "D"},   {"maiden", "M"},
                              {"nickname", "N"}, {"temp", "TEMP"}, {"old", "BAD"},
                              {"anonymous", "S"}};
constexpr Pair kAddressUses[] = {
    {"home", "H"}, {"work", "B"}, {"temp", "C"}, {"old", "BA"}, {"billing", "BI"}};

constexpr std::string_view kIdentifierTypes = "http://terminology.hl7.org/CodeSystem/v2-0203";
constexpr std::string_view kExtension = "http://hl7.org/fhir/StructureDefinition/";

std::string of(Pairs pairs, std::string_view code) {
  for (const auto& [fhir, v2] : pairs)
    if (fhir == code) return std::string(v2);
  return {};
}

void appendWord(std::string& out, std::string_view word, std::string_view between = " ") {
  if (word.empty()) return;
  if (!out.empty()) out += between;
  out += word;
}

// The texts of an array, one after another.
std::string joined(const FhirDocument& document, std::uint32_t node, std::string_view name,
                   std::string_view between = " ") {
  std::string out;
  eachItem(document, node, name,
           [&](std::uint32_t item) { appendWord(out, document.nodes()[item].text, between); });
  return out;
}

// The extension of that url, or 0.
std::uint32_t extension(const FhirDocument& document, std::uint32_t node, std::string_view url) {
  std::uint32_t found = 0;
  eachItem(document, node, "extension", [&](std::uint32_t item) {
    if (found == 0 && document.memberText(item, "url") == url) found = item;
  });
  return found;
}

std::uint32_t standardExtension(const FhirDocument& document, std::uint32_t node,
                                std::string_view name) {
  return extension(document, node, std::string(kExtension).append(name));
}

// The code of a CodeableConcept in `system`; in any if that is empty.
std::string codeOf(const FhirDocument& document, std::uint32_t concept_node,
                   std::string_view system) {
  std::string code;
  if (concept_node == 0) return code;
  eachItem(document, concept_node, "coding", [&](std::uint32_t coding) {
    if (code.empty() && (system.empty() || document.memberText(coding, "system") == system))
      code = document.memberText(coding, "code");
  });
  return code;
}

// "SMITH, John" and "John Smith": of a name that is text alone, the family name is what stands
// before the comma, else the last word.
void splitText(std::string_view text, PersonName& name) {
  if (const std::size_t comma = text.find(','); comma != std::string_view::npos) {
    name.family = text.substr(0, comma);
    text.remove_prefix(comma + 1);
  } else {
    const std::size_t blank = text.rfind(' ');
    name.family = text.substr(blank == std::string_view::npos ? 0 : blank + 1);
    text = text.substr(0, blank == std::string_view::npos ? 0 : blank);
  }
  while (text.starts_with(' ')) text.remove_prefix(1);
  const std::size_t blank = text.find(' ');
  name.given = text.substr(0, blank);
  if (blank != std::string_view::npos) name.middle = text.substr(blank + 1);
}

PersonName readName(const FhirDocument& document, std::uint32_t node) {
  PersonName name;
  name.family = document.memberText(node, "family");
  eachItem(document, node, "given", [&](std::uint32_t item) {
    const std::string_view text = document.nodes()[item].text;
    if (name.given.empty())
      name.given = text;
    else
      appendWord(name.middle, text);
  });
  name.suffix = joined(document, node, "suffix");
  name.prefix = joined(document, node, "prefix");
  name.use = of(kNameUses, document.memberText(node, "use"));
  if (name.family.empty() && name.given.empty()) splitText(document.memberText(node, "text"), name);
  return name;
}

PostalAddress readAddress(const FhirDocument& document, std::uint32_t node) {
  PostalAddress address;
  address.line = joined(document, node, "line", ", ");
  eachItem(document, node, "_line", [&](std::uint32_t item) {
    const std::uint32_t number = standardExtension(document, item, "iso21090-ADXP-houseNumber");
    if (number != 0) address.house_number = document.memberText(number, "valueString");
  });
  address.city = document.memberText(node, "city");
  address.state = document.memberText(node, "state");
  address.postal_code = document.memberText(node, "postalCode");
  address.country = document.memberText(node, "country");
  address.use = of(kAddressUses, document.memberText(node, "use"));
  if (address.line.empty() && address.city.empty() && address.postal_code.empty())
    address.line = document.memberText(node, "text");
  return address;
}

// Before what else is there; the others keep their order.
int rankOf(const PersonName& name) {
  return name.use == "L" ? 0 : name.use == "D" ? 1 : name.use.empty() ? 2 : 3;
}
int rankOf(const PostalAddress& address) {
  return address.use == "H" ? 0 : address.use == "BA" ? 2 : 1;
}

template <class T>
void order(std::vector<T>& all) {
  std::stable_sort(all.begin(), all.end(),
                   [](const T& a, const T& b) { return rankOf(a) < rankOf(b); });
}

void readIdentifiers(const FhirDocument& document, std::uint32_t patient, Demographics& person) {
  std::size_t first = 0, best = 3;
  eachItem(document, patient, "identifier", [&](std::uint32_t item) {
    Identifier identifier = readIdentifier(document, item);
    if (identifier.value.empty()) return;
    const bool old = document.memberText(item, "use") == "old";
    const bool record = identifier.type == "MR" || identifier.type == "PI";
    const std::size_t rank = old ? 2 : record ? 0 : 1;
    if (rank < best) {
      best = rank;
      first = person.identifiers.size();
    }
    person.identifiers.push_back(std::move(identifier));
  });
  const auto begin = person.identifiers.begin();
  if (first > 0)
    std::rotate(begin, begin + static_cast<std::ptrdiff_t>(first),
                begin + static_cast<std::ptrdiff_t>(first) + 1);
}

void readTelecom(const FhirDocument& document, std::uint32_t item, Demographics& person) {
  const std::string value(document.memberText(item, "value"));
  const std::string_view system = document.memberText(item, "system");
  const std::string_view use = document.memberText(item, "use");
  if (value.empty() || use == "old") return;
  if (system == "email") person.emails.push_back(value);
  if (system == "phone" || system == "sms")
    (use == "work" ? person.work_phones : person.phones).push_back(value);
}

std::string yesOrNo(std::string_view boolean) {
  return boolean == "true" ? "Y" : boolean == "false" ? "N" : "";
}

std::string_view textOf(const FhirDocument& document, std::uint32_t node, std::string_view name) {
  const std::uint32_t found = document.member(node, name);
  return found == 0 ? std::string_view() : document.nodes()[found].text;
}

void readBirthAndDeath(const FhirDocument& document, std::uint32_t patient, Demographics& person) {
  constexpr std::size_t kDate = 10;
  person.birth_date = document.memberText(patient, "birthDate");
  person.multiple_birth = yesOrNo(textOf(document, patient, "multipleBirthBoolean"));
  person.birth_order = textOf(document, patient, "multipleBirthInteger");
  if (!person.birth_order.empty()) person.multiple_birth = "Y";
  person.deceased = yesOrNo(textOf(document, patient, "deceasedBoolean"));
  person.death_date = document.memberText(patient, "deceasedDateTime").substr(0, kDate);
  if (!person.death_date.empty()) person.deceased = "Y";
  if (const auto maiden = standardExtension(document, patient, "patient-mothersMaidenName"))
    person.mother_family = document.memberText(maiden, "valueString");
  const auto place = standardExtension(document, patient, "patient-birthPlace");
  const auto address = place == 0 ? 0 : document.member(place, "valueAddress");
  if (address == 0) return;
  person.birth_place = document.memberText(address, "text");
  if (!person.birth_place.empty()) return;
  for (const char* part : {"city", "state", "country"})
    appendWord(person.birth_place, document.memberText(address, part), ", ");
}

// The one that is preferred, else the first.
void readLanguage(const FhirDocument& document, std::uint32_t patient, Demographics& person) {
  bool preferred = false;
  eachItem(document, patient, "communication", [&](std::uint32_t item) {
    const bool said = textOf(document, item, "preferred") == "true";
    if (!person.language.empty() && (preferred || !said)) return;
    preferred = said;
    person.language = codeOf(document, document.member(item, "language"), "");
  });
}

}  // namespace

std::string readSystem(std::string_view system) {
  constexpr std::string_view kNamespace = "urn:id:";
  if (system.starts_with(kNamespace)) system.remove_prefix(kNamespace.size());
  return std::string(system);
}

Identifier readIdentifier(const FhirDocument& document, std::uint32_t node) {
  return {readSystem(document.memberText(node, "system")),
          std::string(document.memberText(node, "value")),
          codeOf(document, document.member(node, "type"), kIdentifierTypes)};
}

Demographics readPatient(const FhirDocument& document, std::uint32_t patient) {
  Demographics person;
  readIdentifiers(document, patient, person);
  eachItem(document, patient, "name", [&](std::uint32_t item) {
    PersonName name = readName(document, item);
    if (!name.family.empty() || !name.given.empty()) person.names.push_back(std::move(name));
  });
  order(person.names);
  person.gender = of(kGenders, document.memberText(patient, "gender"));
  eachItem(document, patient, "address", [&](std::uint32_t item) {
    PostalAddress address = readAddress(document, item);
    const std::string use = std::exchange(address.use, "");
    if (address == PostalAddress()) return;
    address.use = use;
    person.addresses.push_back(std::move(address));
  });
  order(person.addresses);
  eachItem(document, patient, "telecom",
           [&](std::uint32_t item) { readTelecom(document, item, person); });
  readBirthAndDeath(document, patient, person);
  readLanguage(document, patient, person);
  person.marital_status = codeOf(document, document.member(patient, "maritalStatus"), "");
  return person;
}

}  // namespace pontis
