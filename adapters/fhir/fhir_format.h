// FHIR R4 in JSON, as a Format.
//
// Thread safety: stateless; any thread may call it.
#pragma once

#include "engine/core/format.h"

namespace pontis {

class FhirFormat final : public Format {
 public:
  // NDJSON is cut into its lines; anything else is one resource.
  std::vector<Bytes> split(Bytes payload) const override;
  std::string_view mediaType() const override { return "application/fhir+json"; }
  // The document is a FhirDocument; see there for the errors.
  Result<std::shared_ptr<const Document>> parse(Bytes payload) const override;

  // type         the resource's type; of a Bundle its MessageHeader's event as well: "Bundle^A01"
  // control_id   Bundle.identifier.value
  // sender       MessageHeader.source.name, else .endpoint
  // person_keys  "system|value" of each identifier and "Patient/ID" of every Patient and of every
  //              reference to one, in whatever element (Patient.link of a merge names both)
  // REQUIRES: this Format parsed `document`
  Envelope envelope(const Document& document) const override;

  // See fhir_persons.h. REQUIRES: this Format parsed the document
  std::vector<PersonAct> persons(const Document& document) const override;
  Bytes withIndexNumbers(const Message& message, const Lookup& lookup) const override;

  Contents contents(const Document& document) const override;  // fhir_contents.h
  // fhir_redact.h; the payload is parsed anew.
  Result<Bytes> redact(const Message& message, const Redaction& redaction) const override;
  std::vector<ConsentArrival> consents(const Document& document) const override;

  // An OperationOutcome (FHIR R4 section 2.36); to a request with its status (fhir_request.h).
  Bytes acknowledge(const Message& message, const Error* error) const override;
};

}  // namespace pontis
