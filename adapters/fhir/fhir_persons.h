// Persons: what a FHIR document asks of the shared patient index.
//
// kRegister is what makes or updates a Patient:
//   a Patient by itself; PUT and POST of one (IHE PIXm 3.1, ITI-104: conditional update by
//   identifier, section 2:3.104.4.1), also as the request of a Bundle's entry; a message Bundle of
//   event A01, A04, A05, A08, A28 or A31.
// kMention is every other Patient (a document, a collection, an order's message), a conditional
// create (ifNoneExist makes, but overwrites nothing) and a subject, patient or beneficiary that is
// named by an identifier alone.
// kRemove is a conditional delete by identifier (section 2:3.104.4.3).
// Patient.link (FHIR R4 section 8.1.6): replaced-by and replaces merge (ITI-104 Resolve Duplicate
// Patient, section 2:3.104.4.2: what is replaced is only mentioned, for the survivor says who the
// person is), seealso and refer link. The other Patient is known by link.other.identifier, by its
// entry in the Bundle, by "Patient?identifier=…", else by its address as PIXm spells it: system the
// server's base URL, value "Patient/ID".
//
// A query asks nothing of the index here: a Responder answers it.
#pragma once

#include <vector>

#include "adapters/fhir/fhir_document.h"
#include "engine/core/format.h"

namespace pontis {

std::vector<PersonAct> readPersons(const FhirDocument& document);

// The payload with the index's number as the last item of each Patient's identifiers, unless it is
// there. All other bytes stay as they are.
Bytes addIndexNumbers(const Bytes& payload, const FhirDocument& document,
                      const Format::Lookup& lookup);

}  // namespace pontis
