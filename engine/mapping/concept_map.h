// Concept maps: maps and code tables in HL7's own form, FHIR R4 ConceptMaps.
//
// A block of a map becomes what the v2-to-FHIR Implementation Guide (hl7.fhir.uv.v2mappings 1.0.0)
// makes of a segment's or data type's table: an element for each row, with the guide's extension
// TypeInfo (types, cardinalities, assignments, the map of a data type or code) and conditions in
// its words under dependsOn "Computable-ANTLR". Message grammars have no such form.
#pragma once

#include <string>
#include <vector>

#include "engine/mapping/map_files.h"

namespace pontis {

struct ConceptMap {
  std::string id;    // "segment-pid-to-patient", "datatype-cx-to-identifier", "table-maritalstatus"
  std::string json;  // the resource
};

// Blocks first, in order; then tables, by name.
std::vector<ConceptMap> conceptMaps(const MapFiles& maps);

}  // namespace pontis
