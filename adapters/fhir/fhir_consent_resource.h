// Consent resource: what the consent decision must know of one FHIR R4 resource.
//
// The labels are meta.security's, the codes those that say what it is about (code, type, …). When
// it was authored or last updated (IHE PCF 1.1.0 Vol 1 section 53.2.3.1) is the first of the dates
// that its kind has for that, else meta.lastUpdated. Related is all it refers to but the patient.
//
// Thread safety: every function may be called by any thread.
#pragma once

#include "engine/core/consent.h"
#include "engine/tree/json.h"

namespace pontis {

ConsentResource readConsentResource(const Json& resource);

}  // namespace pontis
