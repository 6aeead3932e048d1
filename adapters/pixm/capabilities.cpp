#include "adapters/pixm/capabilities.h"

#include "adapters/pixm/pixm_answer.h"
#include "engine/tree/json_writer.h"

namespace pontis {
namespace {

constexpr std::string_view kSince = "2026-01-01";  // of this statement's content
constexpr std::string_view kIhe = "https://profiles.ihe.net/ITI/";

struct Parameter {
  const char* name;
  const char* type;
};
constexpr Parameter kParameters[] = {
    {"_id", "token"},
    {"active", "token"},
    {"address", "string"},
    {"address-city", "string"},
    {"address-country", "string"},
    {"address-postalcode", "string"},
    {"address-state", "string"},
    {"birthdate", "date"},
    {"email", "token"},
    {"family", "string"},
    {"gender", "token"},
    {"given", "string"},
    {"identifier", "token"},
    {"mothersMaidenName", "string"},
    {"name", "string"},
    {"phone", "token"},
    {"telecom", "token"},
};

std::string ihe(std::string_view rest) { return std::string(kIhe).append(rest); }

void writePatient(JsonWriter& json) {
  json.object()
      .text("type", "Patient")
      .text("profile", ihe("PDQm/StructureDefinition/IHE.PDQm.Patient"));
  json.array("interaction");
  for (const char* code : {"read", "search-type", "create", "update"})
    json.object().text("code", code).end();
  json.end().raw("conditionalCreate", "true").raw("conditionalUpdate", "true");
  json.array("searchParam");
  for (const Parameter& one : kParameters)
    json.object().text("name", one.name).text("type", one.type).end();
  json.end().array("operation");
  json.object()
      .text("name", "ihe-pix")
      .text("definition", ihe("PIXm/OperationDefinition/IHE.PIXm.pix"))
      .end();
  json.object()
      .text("name", "match")
      .text("definition", ihe("PDQm/OperationDefinition/PDQmMatch"))
      .end();
  json.end().end();
}

}  // namespace

Bytes answerCapabilities(const PixmRequest& request) {
  std::string base = request.base;
  if (base.ends_with('/')) base.pop_back();
  JsonWriter json;
  json.object().text("resourceType", "CapabilityStatement").text("status", "active");
  json.text("date", kSince).text("kind", "instance").array("instantiates");
  json.text("", ihe("PIXm/CapabilityStatement/IHE.PIXm.Manager"));
  json.text("", ihe("PDQm/CapabilityStatement/IHE.PDQm.PatientDemographicsSupplier")).end();
  json.object("software").text("name", "Pontis").text("version", PONTIS_VERSION).end();
  json.object("implementation").text("description", "The shared patient index");
  json.text("url", base).end().text("fhirVersion", "4.0.1");
  json.array("format").text("", "application/fhir+json").end();
  json.array("rest").object().text("mode", "server").array("resource");
  writePatient(json);
  return answerResource(json.end().end().end().end().written());
}

}  // namespace pontis
