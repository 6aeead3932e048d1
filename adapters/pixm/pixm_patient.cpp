#include "adapters/pixm/pixm_patient.h"

#include <algorithm>
#include <chrono>
#include <span>
#include <utility>

#include "engine/mapping/json.h"

namespace pontis {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;
constexpr Pair kGenders[] = {{"M", "male"},  {"F", "female"}, {"O", "other"},
                             {"A", "other"}, {"N", "other"},  {"U", "unknown"}};
constexpr Pair kNameUses[] = {{"L", "official"}, {"D", "usual"},     {"M", "maiden"},
                              {"N", "nickname"}, {"S", "anonymous"}, {"TEMP", "temp"},
                              {"BAD", "old"}};
constexpr Pair kAddressUses[] = {{"H", "home"}, {"B", "work"}, {"O", "work"},
                                 {"C", "temp"}, {"BA", "old"}, {"BI", "billing"}};
constexpr std::string_view kExtension = "http://hl7.org/fhir/StructureDefinition/";

std::string_view of(std::span<const Pair> pairs, std::string_view code) {
  for (const auto& [v2, fhir] : pairs)
    if (v2 == code) return fhir;
  return {};
}

// The words as items of an array.
void writeWords(JsonWriter& json, std::string_view name, std::string_view words) {
  json.array(name);
  while (!words.empty()) json.text("", take(words, ' '));
  json.end();
}

void writeNames(JsonWriter& json, const Demographics& person) {
  json.array("name");
  for (const PersonName& name : person.names) {
    const bool blank =
        trimmed(name.family).empty() && trimmed(name.given).empty() && trimmed(name.middle).empty();
    if (blank) continue;
    json.object().text("use", fhirNameUse(name.use)).text("family", name.family);
    json.array("given").text("", name.given);
    for (std::string_view rest = name.middle; !rest.empty();) json.text("", take(rest, ' '));
    json.end();
    writeWords(json, "prefix", name.prefix);
    writeWords(json, "suffix", name.suffix);
    json.end();
  }
  json.end();
}

void writeTelecom(JsonWriter& json, const Demographics& person) {
  const auto write = [&json](const std::vector<std::string>& values, const char* system,
                             const char* use) {
    for (const std::string& value : values)
      if (!trimmed(value).empty())
        json.object().text("system", system).text("value", value).text("use", use).end();
  };
  json.array("telecom");
  write(person.phones, "phone", "");
  write(person.work_phones, "phone", "work");
  write(person.emails, "email", "");
  json.end();
}

void writeAddresses(JsonWriter& json, const Demographics& person) {
  json.array("address");
  for (PostalAddress address : person.addresses) {
    const std::string use(fhirAddressUse(std::exchange(address.use, "")));
    if (address == PostalAddress()) continue;
    std::string line = address.line;
    // The number goes to the line where a line does not hold it.
    if (!address.house_number.empty() && line.find(address.house_number) == std::string::npos)
      line += (line.empty() ? "" : " ") + address.house_number;
    json.object().text("use", use).array("line").text("", line).end();
    json.text("city", address.city).text("state", address.state);
    json.text("postalCode", address.postal_code).text("country", address.country).end();
  }
  json.end();
}

void writeBirthAndDeath(JsonWriter& json, const Demographics& person) {
  if (isFhirDate(person.birth_date)) json.text("birthDate", person.birth_date);
  if (isFhirDate(person.death_date))
    json.text("deceasedDateTime", person.death_date);
  else if (person.deceased == "Y" || person.deceased == "N")
    json.raw("deceasedBoolean", person.deceased == "Y" ? "true" : "false");
}

void writeMultipleBirth(JsonWriter& json, const Demographics& person) {
  const std::string& order = person.birth_order;
  const bool number = order.size() == 1 && order[0] >= '1' && order[0] <= '9';
  if (number)
    json.raw("multipleBirthInteger", order);
  else if (person.multiple_birth == "Y" || person.multiple_birth == "N")
    json.raw("multipleBirthBoolean", person.multiple_birth == "Y" ? "true" : "false");
}

void writeExtensions(JsonWriter& json, const Demographics& person) {
  const auto url = [](std::string_view name) { return std::string(kExtension).append(name); };
  json.array("extension");
  if (!trimmed(person.mother_family).empty())
    json.object()
        .text("url", url("patient-mothersMaidenName"))
        .text("valueString", person.mother_family)
        .end();
  if (!trimmed(person.birth_place).empty()) {
    json.object().text("url", url("patient-birthPlace"));
    json.object("valueAddress").text("text", person.birth_place).end().end();
  }
  json.end();
}

void writeMaritalStatusAndLanguage(JsonWriter& json, const Demographics& person) {
  constexpr std::string_view kV2 = "http://terminology.hl7.org/CodeSystem/v2-0002";
  const std::string_view status = trimmed(person.marital_status);
  if (status.size() == 1)
    json.object("maritalStatus")
        .array("coding")
        .object()
        .text("system", kV2)
        .text("code", status)
        .end()
        .end()
        .end();
  // BCP 47 has the codes of ISO 639 in lower case; what else a sender says stays text.
  const std::string& language = person.language;
  const bool code = (language.size() == 2 || language.size() == 3) &&
                    language.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos;
  json.array("communication").object().object("language").array("coding").object();
  if (code) json.text("system", "urn:ietf:bcp:47").text("code", language);
  json.end().end().text("text", code ? "" : language).end().end().end();
}

bool wanted(const std::vector<std::uint32_t>& returned, std::uint32_t domain) {
  return returned.empty() || std::find(returned.begin(), returned.end(), domain) != returned.end();
}

void writeLinks(JsonWriter& json, const PersonView& person, const Domains& domains,
                const std::vector<std::uint32_t>& returned) {
  json.array("link");
  for (const RecordView& record : person.records) {
    if (!wanted(returned, domainOf(domains, record.key.system))) continue;
    json.object().object("other").text("type", "Patient");
    writeIdentifier(json, "identifier", domains, record.key);
    json.end().text("type", record.retired ? "replaces" : "seealso").end();
  }
  json.end();
}

}  // namespace

std::string_view fhirGender(std::string_view v2) { return of(kGenders, v2); }
std::string_view fhirNameUse(std::string_view v2) { return of(kNameUses, v2); }
std::string_view fhirAddressUse(std::string_view v2) { return of(kAddressUses, v2); }

bool isFhirDate(std::string_view text) {
  const auto number = [text](std::size_t at, std::size_t size) {
    int value = 0;
    for (std::size_t i = at; i < at + size; ++i) {
      if (text[i] < '0' || text[i] > '9') return -1;
      value = value * 10 + (text[i] - '0');
    }
    return value;
  };
  const std::size_t size = text.size();
  if (size != 4 && size != 7 && size != 10) return false;
  if (number(0, 4) < 1 || (size > 4 && text[4] != '-') || (size > 7 && text[7] != '-'))
    return false;
  const int month = size > 4 ? number(5, 2) : 1, day = size > 7 ? number(8, 2) : 1;
  return month > 0 && day > 0 &&
         std::chrono::year_month_day(std::chrono::year(number(0, 4)),
                                     std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day)))
             .ok();
}

std::string fhirSystem(const Domain& domain) {
  if (!domain.uri.empty()) return domain.uri;
  if (!domain.oid.empty()) return "urn:oid:" + domain.oid;
  if (domain.name.find(':') != std::string::npos) return domain.name;
  std::string out = "urn:id:";
  appendPercent(out, domain.name);
  return out;
}

std::string fhirSystem(const Domains& domains, std::string_view system) {
  if (system.empty()) return {};
  const std::uint32_t domain = domainOf(domains, system);
  return fhirSystem(domain == Domains::kUnknown ? Domain{std::string(system), "", "", "", {}, false}
                                                : domains.at(domain));
}

std::uint32_t domainOf(const Domains& domains, std::string_view system) {
  constexpr std::string_view kNamespace = "urn:id:";
  const std::uint32_t found = domains.find(system);
  if (found != Domains::kUnknown || !system.starts_with(kNamespace)) return found;
  return domains.find(system.substr(kNamespace.size()));
}

void writeIdentifier(JsonWriter& json, std::string_view name, const Domains& domains,
                     const Identifier& identifier) {
  json.object(name);
  if (!identifier.type.empty() && identifier.type.find(' ') == std::string::npos)
    json.object("type")
        .array("coding")
        .object()
        .text("system", "http://terminology.hl7.org/CodeSystem/v2-0203")
        .text("code", identifier.type)
        .end()
        .end()
        .end();
  const std::string system = fhirSystem(domains, identifier.system);
  if (system.find(' ') == std::string::npos) json.text("system", system);
  json.text("value", identifier.value);
  const std::uint32_t domain = domainOf(domains, identifier.system);
  if (domain != Domains::kUnknown)
    json.object("assigner").text("display", domains.at(domain).name).end();
  json.end();
}

std::vector<Identifier> identifiersOf(const PersonView& person, const Domains& domains,
                                      const std::vector<std::uint32_t>& returned) {
  std::vector<Identifier> out;
  const auto add = [&](const Identifier& one) {
    const std::string system = fhirSystem(domains, one.system);
    const bool known = std::any_of(out.begin(), out.end(), [&](const Identifier& before) {
      return before.value == one.value && before.system == system;
    });
    if (known || system.empty() || trimmed(one.value).empty()) return;
    if (wanted(returned, domainOf(domains, one.system)))
      out.push_back({system, one.value, one.type});
  };
  const auto typed = [](const RecordView& record) {
    for (const Identifier& one : record.person.identifiers)
      if (one.system == record.key.system && one.value == record.key.value) return one;
    return record.key;
  };
  const auto retired = [&](const Identifier& one) {
    return std::any_of(person.records.begin(), person.records.end(), [&](const RecordView& record) {
      return record.retired && record.key.system == one.system && record.key.value == one.value;
    });
  };
  add({fhirSystem(domains.own()), person.id, ""});
  for (const RecordView& record : person.records)
    if (!record.retired) add(typed(record));
  for (const Identifier& one : person.golden.identifiers)
    if (!retired(one)) add(one);
  return out;
}

std::string patientText(const PersonView& person, const Domains& domains,
                        const std::vector<std::uint32_t>& returned) {
  const Demographics& golden = person.golden;
  JsonWriter json;
  json.object().text("resourceType", "Patient").text("id", person.id);
  writeExtensions(json, golden);
  json.array("identifier");
  for (const Identifier& one : identifiersOf(person, domains, returned))
    writeIdentifier(json, "", domains, one);
  json.end().raw("active", "true");
  writeNames(json, golden);
  writeTelecom(json, golden);
  json.text("gender", fhirGender(golden.gender));
  writeBirthAndDeath(json, golden);
  writeAddresses(json, golden);
  writeMaritalStatusAndLanguage(json, golden);
  writeMultipleBirth(json, golden);
  writeLinks(json, person, domains, returned);
  return json.end().written();
}

std::string replacedText(std::string_view id, std::string_view survivor, const Domains& domains) {
  JsonWriter json;
  json.object().text("resourceType", "Patient").text("id", id).array("identifier");
  writeIdentifier(json, "", domains, {fhirSystem(domains.own()), std::string(id), ""});
  json.end().raw("active", "false").array("link").object().object("other");
  json.text("reference", "Patient/" + std::string(survivor)).end();
  return json.text("type", "replaced-by").end().end().end().written();
}

}  // namespace pontis
