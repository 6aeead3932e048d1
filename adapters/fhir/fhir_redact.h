// Redact: a FHIR R4 document without what consent withholds, and with what it masks masked.
//
// A resource that is withheld goes with its entry, and with what stands in it. So do all resources
// of a patient whose Patient goes; a Provenance of nothing but what goes; what is no person's data
// and is referred to by nothing but what goes (the practitioner of a withheld visit); an entry that
// a search included (search.mode include) for nothing but what goes; a document whose Composition
// goes, and a Bundle that nothing of a person is left in. References to it are cut (fhir_cut.h).
// The narrative of what referred to it, and any narrative that has its words, is made anew; a
// Composition's always. Bundle.total counts the matches that are left; Bundle.signature goes, as it
// would be wrong. A resource that is of several persons goes unless it is permitted for each.
//
// Under pseudonymisation all that goes of a person is masked if any of it is, and references to the
// Patient are to its pseudonym, without a display.
//
//   kDenied       nothing is left; but a searchset or a history may be empty
//   kUnsupported  the request's own address names the patient, and there the pseudonym cannot stand
//   kInternal     `redaction` is of another document, or pseudonymises without pseudonyms
//
// Thread safety: may be called by any thread.
#pragma once

#include "adapters/fhir/fhir_document.h"
#include "engine/core/consent.h"

namespace pontis {

// See Format::redact(). REQUIRES: `document` was parsed from `payload`
Result<Bytes> redactDocument(const Bytes& payload, const FhirDocument& document,
                             const Redaction& redaction);

}  // namespace pontis
