// Maps: where the maps that came with the program lie, and what maps make of which format.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/core/format.h"

namespace pontis {

// The folder `mappings/NAME`: under $PONTIS_MAPPINGS if that is set, else beside the program (of an
// installation, or of the checkout it was built in), else under the working directory. kNotFound.
Result<std::string> shippedMaps(std::string_view name);

// `named`, or if there are none, the folder of the shipped maps from HL7 v2 to FHIR. kNotFound.
Result<std::vector<std::string>> mapFolders(const std::vector<std::string>& named);

// The Format of what maps make of messages in `format`, the name of an adapter: of hl7v2 fhir, of
// fhir hl7v2. Null if no map reads that format.
const Format* mappedFormat(std::string_view format);

}  // namespace pontis
