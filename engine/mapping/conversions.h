// Conversions: what the words after a row's colon mean, for both directions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/mapping/elements.h"
#include "engine/mapping/syntax.h"
#include "engine/mapping/values.h"

namespace pontis {

struct Builtin {
  const char* name;
  Convert convert;
  const char* types;    // FHIR types that it can make, the first its own; blanks around each
  bool inverse = true;  // false: it cannot run backward
};

// Null if there is none of that name.
const Builtin* builtin(const std::string& name);

// What a row without a conversion does for a primitive `type`.
const Builtin* builtinFor(const std::string& type);

// The block that `conversion` names for an element of `type`; null if there is none. For a
// Reference it is one that makes a resource which `def` may refer to.
const Block* typeBlock(const Syntax& syntax, const Conversion& conversion, const std::string& type,
                       const ElementDef* def);

// The type that an extension's value takes; empty if `conversion` names none that it can hold.
std::string extensionType(const Syntax& syntax, const Value& value, const Conversion& conversion);

// The address of the extension that `keep` in a row of `block` means.
std::string keepUrl(const Block& block, const MapRow& row);

// The rows that mark a resource of a map with a name (`as Merged`): meta.tag says the name.
std::vector<MapRow> tagRows(const Block& block);
inline constexpr const char* kMapTag = "urn:pontis:v2:map";

}  // namespace pontis
