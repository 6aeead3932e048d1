#include "adapters/fhir/fhir_consent_resource.h"

#include <algorithm>
#include <iterator>

#include "adapters/fhir/fhir_provision.h"

namespace pontis {
namespace {

void addCodings(const Json& value, std::vector<Coding>& out) {
  for (Coding& coding : readCodings(value)) out.push_back(std::move(coding));
}

std::vector<Coding> readSecurity(const Json& meta) {
  std::vector<Coding> labels;
  for (const Json& one : meta["security"].items())
    labels.push_back({one["system"].text(), one["code"].text()});
  return labels;
}

Period instant(const PartialTime& time) { return {time, time}; }

std::optional<Period> readDate(const Json& resource) {
  constexpr std::string_view kDates[] = {"authoredOn",
                                         "recordedDate",
                                         "dateAsserted",
                                         "issued",
                                         "date",
                                         "created",
                                         "effectiveDateTime",
                                         "effectiveInstant",
                                         "effectivePeriod",
                                         "performedDateTime",
                                         "performedPeriod",
                                         "occurrenceDateTime",
                                         "occurrencePeriod",
                                         "recorded",
                                         "period"};
  const auto read = [](const Json& value) -> std::optional<Period> {
    if (value.kind() == Json::Kind::kString) {
      const auto time = readPartialTime(value.text());
      return time ? std::optional(instant(*time)) : std::nullopt;
    }
    Period period;
    if (const auto start = readPartialTime(value["start"].text())) period.start = *start;
    if (const auto end = readPartialTime(value["end"].text())) period.end = *end;
    if (!period.start && !period.end) return std::nullopt;
    return period;
  };
  for (const std::string_view name : kDates)
    if (const Json& value = resource[name]) return read(value);
  if (const Json& updated = resource["meta"]["lastUpdated"]) return read(updated);
  return std::nullopt;
}

std::vector<std::string> readAuthors(const Json& resource) {
  std::vector<std::string> out;
  const auto add = [&](const Json& value) {
    std::string reference = readReference(value["actor"] ? value["actor"] : value);
    if (!reference.empty()) out.push_back(std::move(reference));
  };
  for (const char* name : {"author", "performer", "recorder", "asserter", "requester"}) {
    const Json& value = resource[name];
    if (value.kind() == Json::Kind::kArray)
      for (const Json& item : value.items()) add(item);
    else
      add(value);
  }
  return out;
}

std::string readEncounter(const Json& resource) {
  if (const Json& encounter = resource["encounter"]; encounter.kind() == Json::Kind::kObject)
    return readReference(encounter);
  const std::vector<Json>& of = resource["context"]["encounter"].items();
  return of.empty() ? readReference(resource["context"]) : readReference(of.front());
}

void addReferences(const Json& value, std::vector<std::string>& out) {
  if (const Json& reference = value["reference"]; !reference.text().empty())
    out.push_back(reference.text());
  for (const Json& item : value.items()) addReferences(item, out);
  for (const auto& [name, member] : value.members())
    if (name != "subject" && name != "patient" && name != "contained") addReferences(member, out);
}

}  // namespace

ConsentResource readConsentResource(const Json& resource) {
  ConsentResource out;
  out.id = resource["id"].text();
  out.type = resource["resourceType"].text();
  for (const char* name :
       {"code", "type", "medicationCodeableConcept", "vaccineCode", "serviceType"})
    addCodings(resource[name], out.codes);
  addCodings(resource["category"], out.classes);
  if (out.type == "DocumentReference" || out.type == "Composition")
    addCodings(resource["type"], out.classes);
  for (const Json& profile : resource["meta"]["profile"].items())
    out.classes.push_back({"", profile.text()});
  out.labels = readSecurity(resource["meta"]);
  out.date = readDate(resource);
  out.authors = readAuthors(resource);
  for (const char* name : {"custodian", "managingOrganization", "serviceProvider"})
    if (out.custodian.empty()) out.custodian = readReference(resource[name]);
  out.encounter = readEncounter(resource);
  addReferences(resource, out.related);
  return out;
}

}  // namespace pontis
