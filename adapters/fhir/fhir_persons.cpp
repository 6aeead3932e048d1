#include "adapters/fhir/fhir_persons.h"

#include <algorithm>
#include <array>
#include <string>

#include "adapters/fhir/fhir_patient.h"
#include "engine/base/log.h"

namespace pontis {
namespace {

using Kind = PersonAct::Kind;

// One Patient of the document and how it got there.
struct Found {
  std::uint32_t node = 0;
  std::uint32_t entry = 0;  // of a Bundle; else 0
  std::string place;
};

std::vector<Found> patientsOf(const FhirDocument& document) {
  std::vector<Found> out;
  if (document.memberText(0, "resourceType") == "Patient") return {{0, 0, "Patient"}};
  if (document.memberText(0, "resourceType") != "Bundle") return out;
  std::size_t number = 0;
  eachItem(document, 0, "entry", [&](std::uint32_t entry) {
    const std::string place = "Bundle.entry[" + std::to_string(number++) + "].resource";
    const std::uint32_t resource = document.member(entry, "resource");
    if (resource != 0 && document.memberText(resource, "resourceType") == "Patient")
      out.push_back({resource, entry, place});
  });
  return out;
}

// HL7 v2 table 0003, the events that say who somebody is.
bool registersByEvent(const FhirDocument& document) {
  constexpr std::array<std::string_view, 6> kEvents = {"A01", "A04", "A05", "A08", "A28", "A31"};
  for (const std::uint32_t resource : document.resources()) {
    if (document.memberText(resource, "resourceType") != "MessageHeader") continue;
    const std::uint32_t coding = document.member(resource, "eventCoding");
    if (coding == 0) continue;
    const std::string_view code = document.memberText(coding, "code");
    return std::find(kEvents.begin(), kEvents.end(), code) != kEvents.end();
  }
  return false;
}

// The identifier that the address of a write names the patient by, if it does.
Identifier conditionOf(const FhirDocument& document, const Found& found) {
  if (const FhirRequest* request = document.request(); request != nullptr && found.entry == 0) {
    for (const auto& [name, value] : request->parameters())
      if (name == "identifier") return identifierOf(value);
    return readCondition(request->field("if-none-exist"));
  }
  const std::uint32_t request = found.entry == 0 ? 0 : document.member(found.entry, "request");
  if (request == 0) return {};
  const Identifier named = readCondition(document.memberText(request, "url"));
  return named.value.empty() ? readCondition(document.memberText(request, "ifNoneExist")) : named;
}

Kind kindOf(const FhirDocument& document, const Found& found) {
  if (found.entry == 0) {
    const FhirRequest* request = document.request();
    const bool create = request != nullptr && !request->field("if-none-exist").empty();
    return create ? Kind::kMention : Kind::kRegister;
  }
  if (const std::uint32_t request = document.member(found.entry, "request"); request != 0) {
    const std::string_view method = document.memberText(request, "method");
    const bool create = document.member(request, "ifNoneExist") != 0;
    return (method == "PUT" || method == "POST") && !create ? Kind::kRegister : Kind::kMention;
  }
  return registersByEvent(document) ? Kind::kRegister : Kind::kMention;
}

// Puts the identifier that the sender itself names the record by before the others.
void putFirst(Demographics& person, Identifier named) {
  if (named.value.empty()) return;
  named.system = readSystem(named.system);
  auto& all = person.identifiers;
  const auto same = std::find_if(all.begin(), all.end(), [&](const Identifier& one) {
    return one.value == named.value && (named.system.empty() || one.system == named.system);
  });
  if (same == all.end())
    all.insert(all.begin(), std::move(named));
  else
    std::rotate(all.begin(), same, same + 1);
}

Demographics subjectOf(const FhirDocument& document, const Found& found) {
  Demographics person = readPatient(document, found.node);
  putFirst(person, conditionOf(document, found));
  return person;
}

// The Patient of an entry that `reference` means, by fullUrl or "Patient/ID".
const Found* entryOf(const FhirDocument& document, const std::vector<Found>& all,
                     std::string_view reference) {
  for (const Found& found : all) {
    const std::string address = "Patient/" + std::string(document.memberText(found.node, "id"));
    const bool full = found.entry != 0 && document.memberText(found.entry, "fullUrl") == reference;
    if (full || (address.size() > 8 && reference == address)) return &found;
  }
  return nullptr;
}

Identifier otherOf(const FhirDocument& document, const std::vector<Found>& all,
                   std::uint32_t link) {
  const std::uint32_t other = document.member(link, "other");
  if (other == 0) return {};
  if (const std::uint32_t identifier = document.member(other, "identifier"); identifier != 0)
    return readIdentifier(document, identifier);
  const std::string_view reference = document.memberText(other, "reference");
  if (const Found* found = entryOf(document, all, reference)) {
    const Demographics person = subjectOf(document, *found);
    return person.identifiers.empty() ? Identifier() : person.identifiers.front();
  }
  if (reference.starts_with("Patient?")) {
    Identifier named = readCondition(reference);
    named.system = readSystem(named.system);
    return named;
  }
  const std::size_t at = reference.rfind("Patient/");
  if (at == std::string_view::npos || (at > 0 && reference[at - 1] != '/')) return {};
  return {std::string(reference.substr(0, at == 0 ? 0 : at - 1)), std::string(reference.substr(at)),
          ""};
}

void addLinks(const FhirDocument& document, const std::vector<Found>& all, const Found& found,
              const Demographics& subject, std::vector<PersonAct>& acts) {
  if (subject.identifiers.empty()) return;
  eachItem(document, found.node, "link", [&](std::uint32_t link) {
    const Identifier other = otherOf(document, all, link);
    if (other.value.empty()) return;
    const std::string_view type = document.memberText(link, "type");
    PersonAct act{Kind::kLink, {}, {other}, found.place};
    act.subject.identifiers = {subject.identifiers.front()};
    if (type == "replaced-by" || type == "replaces") act.kind = Kind::kMerge;
    if (type == "replaced-by") std::swap(act.subject.identifiers[0], act.others[0]);
    // Both Patients of a merge may tell of it.
    const bool told = std::any_of(acts.begin(), acts.end(), [&](const PersonAct& before) {
      return before.kind == act.kind && before.others == act.others &&
             before.subject.identifiers == act.subject.identifiers;
    });
    if (!told) acts.push_back(std::move(act));
  });
}

bool isReplaced(const FhirDocument& document, std::uint32_t patient) {
  bool replaced = false;
  eachItem(document, patient, "link", [&](std::uint32_t link) {
    replaced = replaced || document.memberText(link, "type") == "replaced-by";
  });
  return replaced;
}

// Whom resources speak of by an identifier alone, with no Patient in the document.
void addMentions(const FhirDocument& document, std::vector<PersonAct>& acts) {
  const auto& nodes = document.nodes();
  for (std::uint32_t node = 0; node < nodes.size(); ++node) {
    const std::string_view name = nodes[node].name;
    if (name != "subject" && name != "patient" && name != "beneficiary") continue;
    const std::uint32_t identifier = document.member(node, "identifier");
    if (identifier == 0) continue;
    const Identifier named = readIdentifier(document, identifier);
    const bool known = std::any_of(acts.begin(), acts.end(), [&](const PersonAct& act) {
      const auto& all = act.subject.identifiers;
      return std::find_if(all.begin(), all.end(), [&](const Identifier& one) {
               return one.system == named.system && one.value == named.value;
             }) != all.end();
    });
    if (named.value.empty() || known) continue;
    acts.push_back({Kind::kMention, {}, {}, std::string(name)});
    acts.back().subject.identifiers = {named};
  }
}

void addRemoval(Identifier named, std::string place, std::vector<PersonAct>& acts) {
  named.system = readSystem(named.system);
  acts.push_back({Kind::kRemove, {}, {}, std::move(place)});
  acts.back().subject.identifiers = {std::move(named)};
}

void addRemovals(const FhirDocument& document, std::vector<PersonAct>& acts) {
  std::size_t number = 0;
  if (document.memberText(0, "resourceType") != "Bundle") return;
  eachItem(document, 0, "entry", [&](std::uint32_t entry) {
    const std::string place = "Bundle.entry[" + std::to_string(number++) + "].request.url";
    const std::uint32_t request = document.member(entry, "request");
    if (request == 0 || document.memberText(request, "method") != "DELETE") return;
    const std::string_view url = document.memberText(request, "url");
    const Identifier named = readCondition(url);
    if (url.starts_with("Patient?") && !named.value.empty()) addRemoval(named, place, acts);
  });
}

}  // namespace

std::vector<PersonAct> readPersons(const FhirDocument& document) {
  std::vector<PersonAct> acts;
  if (const FhirRequest* request = document.request(); request != nullptr && !request->writes()) {
    if (request->method() == "DELETE" && request->path() == "Patient")
      for (const auto& [name, value] : request->parameters())
        if (name == "identifier") addRemoval(identifierOf(value), "Patient", acts);
    return acts;
  }
  const std::vector<Found> all = patientsOf(document);
  std::vector<Demographics> subjects;
  for (const Found& found : all) {
    subjects.push_back(subjectOf(document, found));
    const Kind kind = isReplaced(document, found.node) ? Kind::kMention : kindOf(document, found);
    acts.push_back({kind, subjects.back(), {}, found.place});
  }
  for (std::size_t i = 0; i < all.size(); ++i) addLinks(document, all, all[i], subjects[i], acts);
  addMentions(document, acts);
  addRemovals(document, acts);
  return acts;
}

namespace {

// Text to be put into the payload at a byte.
struct Insertion {
  std::size_t at;
  std::string text;
};

std::string identifierText(const Identifier& own) {
  std::string system = own.system;
  if (!system.empty() && system.find(':') == std::string::npos) system = "urn:id:" + system;
  std::string out = "{";
  if (!own.type.empty())
    out +=
        R"("type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":)" +
        jsonString(own.type) + "}]},";
  if (!system.empty()) out += "\"system\":" + jsonString(system) + ",";
  return out + "\"value\":" + jsonString(own.value) + "}";
}

// Where and what is to be inserted into one Patient; nothing if the index does not know it.
std::optional<Insertion> insertionInto(const Json& patient, const Bytes& payload,
                                       const std::optional<Identifier>& own) {
  if (!own) return std::nullopt;
  const Json& list = patient["identifier"];
  for (const Json& item : list.items())
    if (item["value"].text() == own->value &&
        readSystem(item["system"].text()) == readSystem(own->system))
      return std::nullopt;
  const bool array = list.kind() == Json::Kind::kArray;
  if (list && !array) return std::nullopt;
  const std::string_view inside = (array ? list : patient).raw().view();
  const auto offset = static_cast<std::size_t>(inside.data() - payload.view().data());
  const std::string text = identifierText(*own);
  if (array) return Insertion{offset + inside.size() - 1, (list.items().empty() ? "" : ",") + text};
  return Insertion{offset + inside.size() - 1, ",\"identifier\":[" + text + "]"};
}

const Json* patientAt(const Json& root, std::size_t entry) {
  if (root["resourceType"].text() == "Patient") return &root;
  return &root["entry"].items()[entry]["resource"];
}

}  // namespace

Bytes addIndexNumbers(const Bytes& payload, const FhirDocument& document,
                      const Format::Lookup& lookup) {
  std::vector<Insertion> all;
  const auto& entries = document.json()["entry"].items();
  const std::size_t count = document.json()["resourceType"].text() == "Bundle" ? entries.size() : 1;
  const std::vector<Found> patients = patientsOf(document);
  std::size_t next = 0;
  for (std::size_t entry = 0; entry < count && next < patients.size(); ++entry) {
    const Json* patient = patientAt(document.json(), entry);
    if ((*patient)["resourceType"].text() != "Patient") continue;
    std::optional<Identifier> own;
    for (const Identifier& one : subjectOf(document, patients[next++]).identifiers)
      if (!own) own = lookup(one);
    if (auto insertion = insertionInto(*patient, payload, own))
      all.push_back(*std::move(insertion));
  }
  if (all.empty()) return payload;
  std::string out;
  std::size_t at = 0;
  for (const Insertion& one : all) {
    out.append(payload.view(), at, one.at - at).append(one.text);
    at = one.at;
  }
  return Bytes::own(out.append(payload.view(), at, std::string_view::npos));
}

}  // namespace pontis
