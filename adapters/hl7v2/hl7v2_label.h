// What an HL7 v2 message says of confidentiality, as labels of v3 (the list stands in
// hl7v2_contents.h).
#pragma once

#include <vector>

#include "adapters/hl7v2/hl7v2_pieces.h"
#include "engine/core/consent.h"

namespace pontis {

// The security labels of each piece, as they stand in `pieces`.
std::vector<std::vector<Coding>> readSecurityLabels(const Hl7v2Message& message,
                                                    const Hl7v2Pieces& pieces);

}  // namespace pontis
