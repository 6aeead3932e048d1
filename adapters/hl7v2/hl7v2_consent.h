// Consent: the CON segments of an HL7 v2 message as Directives, as far as CON goes.
//
// HL7 v2.9 section 9.7.1 (CON; since v2.5). CON can say that data of a patient may be
// released, that they may not, and from when to when; what it limits stands in it as free text.
//
//   CON-2   what for (table 0496): 001 release of information, 110 request to restrict access to
//           it, 057 disclosure of an HIV test, 102 psychiatric information. Any other type is no
//           rule of privacy.
//   CON-11  status (table 0498): A active, R refused; L limited: its limits cannot be read, which
//           counts as a deny; P pending, B bypassed, X rescinded say nothing.
//   CON-13  when it was decided. CON-14, CON-15  from when to when it is in force.
//   CON-21  disclosure level (table 0500): F full, N none, P partial: as L.
//   CON-9   limitations in words: as L.
//
// The patient is the PID before the CON, named by its first identifier as "SYSTEM|VALUE". A CON
// without one, without a type or without a status is faulty. The id is the type with CON-3 and
// CON-4, the form and its number; without a number there is none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/hl7v2/hl7v2_message.h"
#include "engine/core/consent.h"

namespace pontis {

std::vector<Directive> readConsents(const Hl7v2Message& message);

// "202601051230+0100" as FHIR spells it; a time without a zone is no more than its day.
std::string fhirTime(std::string_view hl7);

}  // namespace pontis
