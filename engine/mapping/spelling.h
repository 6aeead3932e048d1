// Spelling: the syntax of a map as text again, for reports, coverage and exports.
#pragma once

#include <string>

#include "engine/mapping/mapping.h"
#include "engine/mapping/syntax.h"

namespace pontis {

// "PID-3[*].1"; `home` is the segment or type that a bare path belongs to.
std::string spelled(const SourcePath& path, const Block& home);
// "PID-3", "'home'", "ref Encounter"
std::string spelled(const Value& value, const Block& home);
// "identifier[].type.coding[a].code"
std::string spelled(const Target& target);
// ": CX via Table as Identifier", or empty
std::string spelled(const Conversion& conversion);
// "PID-8 = 'F' and not PID-9 valued", or empty
std::string spelled(const Condition& condition, const Block& home);
// "map PID -> Patient as Merged of MRG"
std::string spelled(const Block& block);

// "hl7v2-fhir/adt.map:64": short enough to read, long enough to tell base from site.
std::string spelled(const Place& place);

// What is said of a row to whoever asks.
Rule ruleFor(const MapRow& row, const Block& block);

}  // namespace pontis
