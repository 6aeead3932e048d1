// The envelope of an HL7 v2 message: what the engine files and orders it by.
#pragma once

#include "adapters/hl7v2/hl7v2_message.h"
#include "engine/core/message.h"

namespace pontis {

// type         MSH-9.1^MSH-9.2; the trigger is taken from EVN-1 where MSH-9 has none
// control_id   MSH-10
// sender       MSH-4 (namespace, else universal id), else MSH-3
// person_keys  "authority|id" for each identifier in PID-3 (PID-2 and PID-4 where it is empty), and
//              in MRG-1 and MRG-4, of every PID and MRG: both persons of a merge, all of a batch of
//              results. Sorted, each once. An id without assigning authority belongs to "@sender".
//              "@sender" alone if persons are named but none has an identifier: their order is
//              kept.
Envelope readEnvelope(const Hl7v2Message& message);

}  // namespace pontis
