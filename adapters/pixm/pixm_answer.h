// What the FHIR interfaces of the index answer with: a status and a resource.
//
// The bytes have the shape of an HTTP response with a bare LF at the end of each line; a source
// that speaks HTTP sends them as they say.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/bytes.h"

namespace pontis {

// 200 with `resource`.
Bytes answerResource(std::string_view resource);

// One issue of an OperationOutcome (FHIR R4 section 2.36). `code` is of the value set issue-type.
// No patient data in `diagnostics`.
std::string outcomeText(std::string_view severity, std::string_view code,
                        std::string_view diagnostics);

// An OperationOutcome with one error. `allow` is for 405.
Bytes answerError(int status, std::string_view code, std::string_view diagnostics,
                  std::string_view allow = {});

}  // namespace pontis
