// Contents: what the consent decision must know of a FHIR R4 document (fhir_pieces.h says what is a
// piece and whose, fhir_consent_resource.h what is read of one).
//
// Beside that: the codes of a medication that is referred to; DocumentReference.securityLabel and
// Composition.confidentiality as labels (codes of HL7 v2 tables 0177 and 0272 become v3's, as from
// HL7 v2); the labels of a message's header for all of it, as HL7 v2 MSH-26, and those of a Bundle
// (a high-water mark, R4 section 6.1.0.3) for what has none; a message's sender as the custodian of
// what names none, as HL7 v2 MSH-4; authors, encounter and custodian by
// their identifiers as well as by reference.
//
// Thread safety: every function may be called by any thread.
#pragma once

#include "adapters/fhir/fhir_document.h"
#include "engine/core/consent.h"

namespace pontis {

// See Format::contents().
Contents readContents(const FhirDocument& document);

// See Format::consents(): every Consent of the document. The text is the Consent as received or,
// where its patient is another resource of the document, a collection of both, the Patient with its
// identifiers alone.
std::vector<ConsentArrival> readArrivals(const FhirDocument& document);

}  // namespace pontis
