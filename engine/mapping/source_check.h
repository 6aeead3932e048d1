// Checks what maps read against HL7 v2: every segment, field, component and conversion.
#pragma once

#include "engine/base/result.h"
#include "engine/mapping/syntax.h"

namespace pontis {

// A place in a message must exist in some version, and a conversion must suit what some version has
// there. Whether a field repeats is not looked at: senders repeat what the standard does not.
// Segments that begin with Z are the site's own, and so is what stands in them. A type of the map's
// own is called after what it reads: a data type, as whose it is checked ("NM.OBX"), or a segment,
// whose fields may be anything ("RXE.Give").
//   kInvalid   a mistake; the text begins with file:line:column
Result<Done> checkSources(const Syntax& syntax);

}  // namespace pontis
