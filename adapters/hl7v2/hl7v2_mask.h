// Mask: a segment as it may go where data are released, but not as they stand.
//
// Pseudonymise (GDPR 4(5)), where anything might name the person. Only what is known to be harmless
// stays:
//   PID  PID-3 is the pseudonym; PID-5 a name of type S, "coded pseudo-name to ensure anonymity"
//        (table 0200); PID-7 and PID-29 to the year; PID-8, 30, 31; of PID-11 the country and two
//        characters of the postal code
//   PV1  the class, physicians, type and times of the visit; PV1-19 its pseudonym
//   MRG  MRG-1, the pseudonym of the retired identifier
//   OBX  but not free text, documents, names, addresses and numbers of persons (by OBX-2), nor a
//        text of more than 64 characters
//   left out: NTE, NK1, GT1, IN1 to IN3, PD1, CON, ARV, DSP, Z segments and all that is not known
//   others: fields of a type that names, numbers or locates a person, or holds free text (XPN, CX,
//        XAD, XTN, FT, TX, …) are emptied, those that are an
//        identifier of the person, and OBR-13, PV2-5 and PV2-12
//
// Minimise (GDPR 5(1)(c)), where the person may be known, but no more than need be: NTE, NK1, GT1,
// IN1 to IN3, PD1, CON, ROL and PRT below PID, Z segments and what is not known are left out; of
// PID stay identifiers, names, dates, sex and address (PID-3, 5, 7, 8, 11, 24, 25, 29 to 31; PID-2,
// 4 and 19 where PID-3 is empty); of PV1 money and VIP go, elsewhere numbers of telephones.
//
// Thread safety: every function may be called by any thread.
#pragma once

#include <optional>
#include <string>

#include "adapters/hl7v2/hl7v2_message.h"
#include "engine/core/consent.h"

namespace pontis {

// The segment's new text; nothing if it is left out. `person` is whose it is, empty if not known.
// REQUIRES: redaction.pseudonym is set if redaction.pseudonymise
std::optional<std::string> maskSegment(const Hl7v2Message& message, std::size_t segment,
                                       const Redaction& redaction,
                                       const std::vector<Identifier>& person);

}  // namespace pontis
