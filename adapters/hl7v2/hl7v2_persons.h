// What an HL7 v2 message says of persons (v2.9 chapter 3; field numbers are the same since v2.1).
//
// Identifiers  PID-3, the record's own before national and insurance numbers (table 0203); PID-2
//              and PID-4 where PID-3 is empty or they name their authority; PID-19 (SSN, its
//              authority 2.16.840.1.113883.4.1 if it names none); PID-20 of a state of the USA
//              (2.16.840.1.113883.4.3.<FIPS 5-2>). CX-4 of type ISO is "urn:oid:…", UUID and GUID
//              "urn:uuid:…", another universal id as it is, else the namespace id.
// Names        PID-5 and PID-9 (aliases); legal names first. Addresses PID-11; the present ones
//              first. Numbers PID-13, PID-14, PID-40: XTN-12, else XTN-1, else XTN-5 to XTN-7;
//              e-mail in XTN-4, or in XTN-1 if that holds an '@'.
// The mother   PID-6 and PID-21, else the NK1 after the PID that says MTH.
// Dates        in ISO 8601 to the precision sent, without the time of day; as sent if unreadable.
// Null ("") and blanks alone say nothing.
//
// What the message wants (v2.9 section 3.3):
//   kRegister  ADT^A01 A04 A05 A08 A28 A31
//   kMerge     ADT^A18 A30 A34 A36 A39 A40: each MRG into the PID before it; MRG-1, else MRG-4
//   kRename    ADT^A46 A47
//   kLink      ADT^A24: the first PID and the others; kUnlink: ADT^A37
//   kMention   any other message with a PID that has an identifier, but answers to queries (RSP,
//              ADR). Moves and merges of accounts and visits are mentions too.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/hl7v2/hl7v2_message.h"
#include "engine/core/format.h"

namespace pontis {

// See Format::persons().
std::vector<PersonAct> readPersons(const Hl7v2Message& message);

// See Format::withIndexNumbers(): a repetition id^^^DOMAIN^PI (or ^^^&oid&ISO^PI) at the end of
// PID-3, unless that number stands there already. All other bytes stay as they were received. If
// the place cannot be found in the received bytes (text that could not be decoded), the payload
// comes back unchanged.
Bytes addIndexNumbers(const Hl7v2Message& message, const Format::Lookup& lookup);

// "19840125" as "1984-01-25", "198401" as "1984-01"; anything that is no such date as it is.
std::string isoDate(std::string_view hl7);

}  // namespace pontis
