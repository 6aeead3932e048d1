// Acknowledgements of HL7 v2 (v2.9 sections 2.9.2 original mode, 2.9.3 enhanced mode).
//
// Original mode (MSH-15 and MSH-16 empty): AA, AE or AR. Enhanced mode: the accept level (CA, CE,
// CR) if MSH-15 asks for it (AL; ER on an error; SU on success; NE never); otherwise the
// application level (AA, AE, AR) if MSH-16 asks for it; otherwise nothing is sent.
#pragma once

#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/core/message.h"

namespace pontis {

// Composes the answer to `message` in the sender's delimiters, version, form and character set:
//   MSH   sender and receiver change places; MSH-9 is ACK (to v2.2), ACK^A01 (v2.3) or ACK^A01^ACK;
//         MSH-10 is new, 20 characters; MSH-11, MSH-12 and MSH-18 are echoed
//   MSA   MSA-1, MSA-2; before v2.5 also the text in MSA-3
//   ERR   v2.5 on: ERR-2 place, ERR-3 code of table 0357, ERR-4 E, ERR-7 kind, ERR-8 text;
//         before: ERR-1 place and code
// Wide text (UTF-16) is answered in kind, without a byte order mark. What the set cannot say, or
// what would look like the end of an MLLP frame in it, becomes '?'. `error` is null for a positive
// answer. An ACK or MCF is never answered: that would go on for ever.
Bytes composeAck(const Message& message, const Error* error);

// See Format::readAcknowledgement(). Only an acknowledgement whose MSA-2 equals `control_id`
// counts. AR, CR with error code 206 or 207 (record locked, internal error), and AE, CE with 206,
// ask to send again; every other negative is final. The text names codes only, never the peer's
// words.
Result<Done> readAck(Bytes payload, std::string_view control_id);

}  // namespace pontis
