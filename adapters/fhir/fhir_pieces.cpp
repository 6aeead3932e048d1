#include "adapters/fhir/fhir_pieces.h"

#include <algorithm>
#include <iterator>

#include "adapters/fhir/fhir_patient.h"
#include "adapters/fhir/fhir_request.h"

namespace pontis {
namespace {

constexpr std::string_view kEnvelope[] = {"Bundle", "MessageHeader", "OperationOutcome"};

// No person's data, unless they refer to a patient.
constexpr std::string_view kThings[] = {"ActivityDefinition",
                                        "CapabilityStatement",
                                        "CatalogEntry",
                                        "CodeSystem",
                                        "CompartmentDefinition",
                                        "ConceptMap",
                                        "Device",
                                        "DeviceDefinition",
                                        "Endpoint",
                                        "EventDefinition",
                                        "ExampleScenario",
                                        "GraphDefinition",
                                        "HealthcareService",
                                        "ImplementationGuide",
                                        "InsurancePlan",
                                        "Library",
                                        "Location",
                                        "Measure",
                                        "Medication",
                                        "MedicationKnowledge",
                                        "MessageDefinition",
                                        "NamingSystem",
                                        "ObservationDefinition",
                                        "OperationDefinition",
                                        "Organization",
                                        "OrganizationAffiliation",
                                        "PlanDefinition",
                                        "Practitioner",
                                        "PractitionerRole",
                                        "Questionnaire",
                                        "ResearchDefinition",
                                        "ResearchStudy",
                                        "Schedule",
                                        "SearchParameter",
                                        "Slot",
                                        "SpecimenDefinition",
                                        "StructureDefinition",
                                        "StructureMap",
                                        "Subscription",
                                        "Substance",
                                        "TerminologyCapabilities",
                                        "TestReport",
                                        "TestScript",
                                        "ValueSet"};

template <class Range>
bool isOneOf(std::string_view text, const Range& all) {
  return std::find(std::begin(all), std::end(all), text) != std::end(all);
}

bool isObject(const Json& value) { return value.kind() == Json::Kind::kObject; }

bool isResource(const Json& value) { return !value["resourceType"].text().empty(); }

void addOnce(std::vector<std::size_t>& out, std::size_t one) {
  if (one != kNoResource && std::find(out.begin(), out.end(), one) == out.end()) out.push_back(one);
}

std::string_view unversioned(std::string_view reference) {
  return reference.substr(0, reference.find("/_history/"));
}

Identifier identifierIn(const Json& identifier) {
  Identifier out{readSystem(identifier["system"].text()), identifier["value"].text(), ""};
  for (const Json& coding : identifier["type"]["coding"].items())
    if (out.type.empty() && coding["system"].text().ends_with("/v2-0203"))
      out.type = coding["code"].text();
  return out;
}

// All of them, an object or an array.
std::vector<Identifier> identifiersIn(const Json& identifier) {
  std::vector<Identifier> out;
  const auto add = [&](const Json& one) {
    Identifier read = identifierIn(one);
    if (!read.value.empty() && std::find(out.begin(), out.end(), read) == out.end())
      out.push_back(std::move(read));
  };
  if (isObject(identifier)) add(identifier);
  for (const Json& one : identifier.items()) add(one);
  return out;
}

std::string identifierKey(const Identifier& identifier) {
  return "=" + identifier.system + "|" + identifier.value;
}

// "Patient?identifier=system|value"; without a value if it is no such reference.
Identifier conditionIn(std::string_view reference) {
  if (reference.find('?') == std::string_view::npos) return {};
  Identifier named = readCondition(reference);
  named.system = readSystem(named.system);
  return named;
}

}  // namespace

bool isReference(const Json& value) {
  if (!isObject(value)) return false;
  if (!value["reference"].text().empty()) return true;
  if (value["identifier"]["value"].text().empty()) return false;
  for (const auto& [name, member] : value.members())
    if (name != "identifier" && name != "type" && name != "display" && name != "id" &&
        name != "extension")
      return false;
  return true;
}

std::string addressOf(std::string_view reference) {
  reference = unversioned(reference);
  const std::size_t slash = reference.rfind('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == reference.size()) return {};
  const std::size_t before = reference.rfind('/', slash - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  const std::string_view type = reference.substr(begin, slash - begin);
  const bool named = !type.empty() && type[0] >= 'A' && type[0] <= 'Z' &&
                     std::all_of(type.begin(), type.end(), [](char c) {
                       return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
                     });
  const bool plain = reference.find_first_of("?#", begin) == std::string_view::npos;
  return named && plain ? std::string(reference.substr(begin)) : std::string();
}

FhirPieces::FhirPieces(const Json& root) {
  if (!isResource(root)) return;
  FhirResource place;
  place.item = &root;
  add(root, place);
  for (std::size_t i = 0; i < resources_.size(); ++i) {
    addKeys(resources_[i]);
    for (const std::string& key : resources_[i].keys) by_key_.emplace(key, i);
  }
  addPatients();
  for (std::size_t i = 0; i < resources_.size(); ++i) addReferences(*resources_[i].json, i);
  assign();
  assignByLinks();
  makePieces();
}

void FhirPieces::add(const Json& resource, FhirResource place) {
  place.json = &resource;
  place.type = resource["resourceType"].text();
  const std::size_t number = resources_.size();
  resources_.push_back(place);
  FhirResource below;
  below.within = number;
  below.bundle = place.type == "Bundle" ? number : place.bundle;
  for (const auto& [name, value] : resource.members()) find(value, below, name == "contained");
}

// `above` says where what is found stands.
void FhirPieces::find(const Json& value, FhirResource above, bool contained) {
  for (const Json& item : value.items()) {
    FhirResource place = above;
    if (isResource(item)) {
      place.item = &item;
      place.contained = contained;
      add(item, place);
      continue;
    }
    // Entries and parameters are items of an array, with the resource in them.
    if (isResource(item["resource"])) {
      place.item = &item;
      const bool bundle = resources_[above.within].type == "Bundle";
      place.entry = bundle ? &item : nullptr;
      add(item["resource"], place);
    }
    for (const auto& [name, member] : item.members())
      if (name != "resource" || !isResource(member)) find(member, above, false);
    if (item.kind() == Json::Kind::kArray) find(item, above, false);
  }
  if (!isObject(value)) return;
  if (isResource(value)) {
    above.item = &value;
    return add(value, above);
  }
  for (const auto& [name, member] : value.members()) find(member, above, false);
}

void FhirPieces::addKeys(FhirResource& resource) const {
  const auto key = [&](std::string one) {
    if (!one.empty() && !isOneOf(one, resource.keys)) resource.keys.push_back(std::move(one));
  };
  const std::string& id = (*resource.json)["id"].text();
  if (resource.contained) {
    if (!id.empty()) key("#" + id);
    return;
  }
  if (resource.entry != nullptr) {
    const std::string& url = (*resource.entry)["fullUrl"].text();
    key(std::string(unversioned(url)));
    key(addressOf(url));
  }
  if (!id.empty()) key(std::string(resource.type) + "/" + id);
  for (const Identifier& one : identifiersIn((*resource.json)["identifier"]))
    key(identifierKey(one));
}

std::size_t FhirPieces::addSubject(std::vector<Identifier> person) {
  const auto same = std::find(subjects_.begin(), subjects_.end(), person);
  // Two without identifiers may be two.
  if (same != subjects_.end() && !person.empty())
    return static_cast<std::size_t>(same - subjects_.begin());
  subjects_.push_back(std::move(person));
  return subjects_.size() - 1;
}

void FhirPieces::addPatients() {
  for (std::size_t i = 0; i < resources_.size(); ++i) {
    const FhirResource& resource = resources_[i];
    if (resource.type != "Patient") continue;
    std::vector<Identifier> person = identifiersIn((*resource.json)["identifier"]);
    const std::string& id = (*resource.json)["id"].text();
    const bool created =
        resource.entry != nullptr && (*resource.entry)["request"]["method"].text() == "POST";
    if (!id.empty() && !created && !resource.contained) person.push_back({"", "Patient/" + id, ""});
    patients_[i] = addSubject(std::move(person));
  }
}

std::vector<std::size_t> FhirPieces::lookUp(const std::string& key, std::size_t from) const {
  std::vector<std::size_t> all, near;
  std::size_t container = from;
  while (resources_[container].contained) container = resources_[container].within;
  const auto [begin, end] = by_key_.equal_range(key);
  for (auto one = begin; one != end; ++one) {
    const FhirResource& found = resources_[one->second];
    if (found.contained && found.within != container) continue;
    all.push_back(one->second);
    if (found.bundle == resources_[from].bundle) near.push_back(one->second);
  }
  return near.empty() ? all : near;
}

std::vector<std::size_t> FhirPieces::resolve(const Json& reference, std::size_t from) const {
  const std::string text(unversioned(reference["reference"].text()));
  std::vector<std::size_t> found;
  if (!text.empty()) found = lookUp(text, from);
  if (found.empty() && !text.empty())
    if (const std::string address = addressOf(text); !address.empty())
      found = lookUp(address, from);
  if (found.empty())
    if (const Identifier named = conditionIn(text); !named.value.empty())
      found = lookUp(identifierKey(named), from);
  if (found.empty() && text.empty())
    for (const Identifier& one : identifiersIn(reference["identifier"]))
      found = lookUp(identifierKey(one), from);
  return found;
}

// The patient that a Reference means: one of the document, or one who is known by it alone.
std::size_t FhirPieces::subjectOf(const Json& reference, const std::vector<std::size_t>& to) {
  for (const std::size_t target : to)
    if (const auto patient = patients_.find(target); patient != patients_.end())
      return patient->second;
  if (!to.empty()) return kNoResource;
  const std::string& text = reference["reference"].text();
  std::vector<Identifier> person = identifiersIn(reference["identifier"]);
  const std::string address = addressOf(text);
  if (address.starts_with("Patient/")) {
    const std::size_t at = text.rfind("Patient/");
    person.push_back({text.substr(0, at == 0 ? 0 : at - 1), address, ""});
  } else if (text.starts_with("Patient?")) {
    const Identifier named = conditionIn(text);
    if (!named.value.empty()) person.push_back(named);
  } else if (reference["type"].text() != "Patient") {
    return kNoResource;
  }
  return person.empty() ? kNoResource : addSubject(std::move(person));
}

void FhirPieces::addReferences(const Json& value, std::size_t from) {
  if (&value != resources_[from].json && isResource(value)) return;
  if (isReference(value)) {
    FhirReference reference{&value, from, resolve(value, from), kNoResource};
    reference.subject = subjectOf(value, reference.to);
    references_.push_back(std::move(reference));
  }
  for (const Json& item : value.items()) addReferences(item, from);
  for (const auto& [name, member] : value.members()) addReferences(member, from);
}

// By what the resource itself says.
void FhirPieces::assign() {
  static constexpr std::string_view kNaming[] = {"subject", "patient", "beneficiary", "for",
                                                 "individual"};
  const auto named = [&](const FhirReference& reference) {
    for (const std::string_view name : kNaming) {
      const Json& value = (*resources_[reference.from].json)[name];
      if (&value == reference.json) return true;
      for (const Json& item : value.items())
        if (&item == reference.json) return true;
    }
    return false;
  };
  for (FhirReference& reference : references_) {
    // A subject without a reference is a patient by what its element means.
    if (reference.subject == kNoResource && reference.to.empty() && named(reference) &&
        (*reference.json)["reference"].text().empty() && (*reference.json)["type"].text().empty())
      reference.subject = addSubject(identifiersIn((*reference.json)["identifier"]));
    if (named(reference)) addOnce(resources_[reference.from].subjects, reference.subject);
  }
  for (const auto& [patient, subject] : patients_) resources_[patient].subjects = {subject};
  for (FhirResource& resource : resources_) {
    // The answer of $ihe-pix (PIXm, ITI-83) is one person's identifiers.
    if (resource.type != "Parameters") continue;
    std::vector<Identifier> person;
    for (const Json& parameter : (*resource.json)["parameter"].items())
      for (Identifier& one : identifiersIn(parameter["valueIdentifier"]))
        person.push_back(std::move(one));
    if (!person.empty()) resource.subjects = {addSubject(std::move(person))};
  }
  std::vector<bool> is_named;
  for (const FhirResource& resource : resources_) is_named.push_back(!resource.subjects.empty());
  for (const FhirReference& reference : references_)
    if (!is_named[reference.from]) addOnce(resources_[reference.from].subjects, reference.subject);
}

// By what it belongs to.
void FhirPieces::assignByLinks() {
  for (FhirResource& resource : resources_)
    if (resource.subjects.empty() && resource.contained)
      resource.subjects = resources_[resource.within].subjects;
  for (const bool forward : {true, false}) {
    std::vector<std::vector<std::size_t>> found(resources_.size());
    for (const FhirReference& reference : references_)
      for (const std::size_t target : reference.to) {
        const std::size_t to = forward ? reference.from : target;
        const std::size_t by = forward ? target : reference.from;
        if (!isOneOf(resources_[by].type, kEnvelope))
          for (const std::size_t subject : resources_[by].subjects) addOnce(found[to], subject);
      }
    for (std::size_t i = 0; i < resources_.size(); ++i)
      if (resources_[i].subjects.empty() && !isOneOf(resources_[i].type, kThings))
        resources_[i].subjects = found[i];
  }
}

void FhirPieces::makePieces() {
  for (std::size_t i = 0; i < resources_.size(); ++i) {
    FhirResource& resource = resources_[i];
    if (isOneOf(resource.type, kEnvelope)) continue;
    if (isOneOf(resource.type, kThings) && resource.subjects.empty()) continue;
    if (resource.subjects.empty()) {
      if (subjects_.empty()) subjects_.emplace_back();
      for (std::size_t all = 0; all < subjects_.size(); ++all) resource.subjects.push_back(all);
    }
    for (const std::size_t subject : resource.subjects) {
      resource.pieces.push_back(pieces_.size());
      pieces_.push_back({i, subject});
    }
  }
}

}  // namespace pontis
