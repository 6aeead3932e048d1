// metadata: what the FHIR interfaces of the index can do (FHIR R4 section 5.1, CapabilityStatement;
// IHE PIXm 3.1 and PDQm 3.2 ask for one).
#pragma once

#include "adapters/pixm/pixm_request.h"
#include "engine/base/bytes.h"

namespace pontis {

Bytes answerCapabilities(const PixmRequest& request);

}  // namespace pontis
