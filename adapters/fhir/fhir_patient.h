// Patient: what a FHIR R4 Patient says of a person.
//
// FHIR R4 section 8.1 (Patient), its extensions patient-mothersMaidenName and patient-birthPlace;
// codes of FHIR become those of HL7 v2 as the v2-to-FHIR guide (STU 1) pairs them: name use with
// table 0200, address use with 0190, administrative gender with 0001. An identifier system
// "urn:id:X" is the namespace id X of HL7 v2.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/fhir/fhir_document.h"
#include "engine/core/person.h"

namespace pontis {

// Calls f(item) for each item of the array `name` of `node`.
template <class F>
void eachItem(const FhirDocument& document, std::uint32_t node, std::string_view name, F f) {
  const std::uint32_t list = document.member(node, name);
  if (list == 0 || document.nodes()[list].kind != Nodes::Kind::kArray) return;
  const auto& nodes = document.nodes();
  for (std::uint32_t item = list + 1; item < nodes[list].end; item = nodes[item].end) f(item);
}

// The namespace id of "urn:id:X"; any other system as it is.
std::string readSystem(std::string_view system);

// Without a value if it has none.
Identifier readIdentifier(const FhirDocument& document, std::uint32_t node);

// The identifiers keep their order, but the record's own comes first: type MR or PI, else the first
// that is not of use "old". The official name comes first, then the usual one; the home address
// first, what is old last.
Demographics readPatient(const FhirDocument& document, std::uint32_t patient);

}  // namespace pontis
