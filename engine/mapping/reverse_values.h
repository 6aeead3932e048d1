// Reverse values: FHIR's primitives back into HL7 v2 text.
//
// Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "engine/mapping/table.h"

namespace pontis {

// "2026-01-05T12:00:00+01:00" -> "20260105120000+0100"; without the zone if it is `zone`.
std::string hl7Time(std::string_view time, std::string_view zone);

// "1.5e3" -> "1500": an NM has no exponent (HL7 v2.9 chapter 2A, NM). Empty if the exponent is no
// number or the result would be beyond reason; what has none stays as it is.
std::string hl7Number(std::string_view number);

// A URI as an HD's parts: a name without a registry, or a universal id and its type.
struct Authority {
  std::string name;
  std::string id;
  std::string type;  // ISO, UUID, URI
};
Authority authorityOf(std::string_view uri, const Table& names);

// The name HL7 v2 knows a code system by: "LN", "HL70004", "2.16.840…", or the URI itself.
std::string systemName(std::string_view uri, const Table& names);

// The structure of a message, MSH-9.3, by its type: "ADT^A08" -> "ADT_A01" (HL7 v2.5.1 table 0354).
// Empty if there is no trigger.
std::string structureOf(std::string_view type);

}  // namespace pontis
