// Contents: what the consent decision must know of an HL7 v2 message (v2.9; see hl7v2_pieces.h for
// what is a piece).
//
// Id          the place of the piece's segment: "OBX[3]"
// Codes       of the field that says what it is about (OBX-3, OBR-4, DG1-3, RXA-5, …), all codings
//             of a CWE. A system of table 0396 that FHIR has a URI for is that URI (v2-to-FHIR
//             STU 1, Coding System), "L" and "99…" are none, any other is as spelled.
// Date        when it was made or made known: OBX-14, else OBR-22 or OBR-7; DG1-19, PR1-5, RXA-3,
//             PV1-44 to 45, TXA-6, …; not when what it tells of began
// Authors     OBX-16, OBX-15, OBX-23, OBR-32, DG1-16, TXA-9, RXA-10, …; of an order OBR-16, ORC-12
// Custodian   MSH-4, the facility whose record it is
// Encounter   PV1-19 of the same group
// Related     its own numbers and those of the order it is a part of
//
// What v2 says of confidentiality, as v3 labels:
//   PV1-16  VIP indicator (table 0099)                 the visit and all of its group: CEL
//   PD1-12  protection indicator, Y: of the person     all of its group: R
//   PV2-22  visit protection indicator, Y              all of its group: R
//   DG1-18  confidential indicator, Y                  R
//   ORC-28  confidentiality code (table 0177)          the order with its parts
//   TXA-18  confidentiality status (table 0272)        the document
//   PRB-25  security/sensitivity                       the problem
//   MSH-26  security classification tag (table 0952)   everything
//   ARV-3   access restriction (section 3.4.14, table 0717). ALL, and what is not known: R on
//           everything; DEM, PID-7, PID-17: on the patient; LOC: on the visit; HIV, PSY, STD, DRG
//           (SUD), SMD (R): on all that is clinical, for which of it is meant is not said; NO, OI:
//           nothing; OO: R. ARV-4 (table 0719) gives EMP (EMPL), VIP (CEL). ARV-7 as MSH-26. What
//           ARV-2 deletes (D) says nothing. An ARV before the first PID concerns everything.
//
// Thread safety: every function may be called by any thread.
#pragma once

#include "adapters/hl7v2/hl7v2_message.h"
#include "engine/core/consent.h"

namespace pontis {

// See Format::contents().
Contents readContents(const Hl7v2Message& message);

// See Format::consents(): CON segments (hl7v2_consent.h); the text is MSH, PID and CON as received.
std::vector<ConsentArrival> readArrivals(const Hl7v2Message& message);

}  // namespace pontis
