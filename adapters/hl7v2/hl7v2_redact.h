// Redact: an HL7 v2 message without what consent withholds, and with what it masks masked.
//
// A withheld piece (hl7v2_pieces.h) goes with the pieces it is the whole of: a PID takes its group
// with it, an OBR its OBX, for what is left alone would be read as part of the one before. What
// belongs to several persons goes unless it is permitted for each of them.
//
// References to an order, a document, a diagnosis, a procedure, a problem, a specimen or a visit
// that is withheld are emptied: ORC-8, OBR-26, OBR-29, TXA-13, DG1-21, PR1-20, SPM-3, FT1-23,
// SCH-26, SCH-27 and so on; a REL segment (v2.9 section 12.3.4) between such goes.
//
// An ADT message needs its PV1: one that is withheld becomes PV1 with class N, not applicable
// (v2.9 section 3.4.3.2, table 0004).
//
// The answer to a query says how many persons it brings (QAK-4, QAK-5; v2.9 section 5.5.2): these
// become those that are left, and with none QAK-2 becomes NF, no data found. The continuation (DSC,
// QAK-6) stays, for what is to come is decided then. Answers are never denied for being empty.
//
// Under pseudonymisation all that goes of a person is masked if any of it is.
//
//   kDenied       nothing is left; or, but in ADT, BAR, DFT and answers, nothing but the
//                 patient, the visit and the insurance of what told of more
//   kUnsupported  see hl7v2_edit.h
//   kInternal     `redaction` is of another document, or pseudonymises without pseudonyms
//
// Thread safety: may be called by any thread.
#pragma once

#include "adapters/hl7v2/hl7v2_message.h"
#include "engine/core/consent.h"

namespace pontis {

// See Format::redact().
Result<Bytes> redactMessage(const Hl7v2Message& message, const Redaction& redaction);

}  // namespace pontis
