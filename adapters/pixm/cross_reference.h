// Patient/$ihe-pix: the other identifiers of a patient (IHE PIXm 3.1, ITI-83).
//
// The source is "system|value"; a number of the index itself, and "BASE|Patient/NUMBER", are known
// too. Each identifier found is a targetIdentifier, the index's own number among them; where its
// domain is asked for, or none is, the golden record is a targetId. The errors are those of section
// 2:3.83.4.2.2:
//   400 code-invalid  the source's assigning authority is not known (.3); it is missing: required
//   404 not-found     the identifier is not known (.2)
//   403 code-invalid  a targetSystem is not known (.4)
#pragma once

#include "adapters/pixm/pixm_request.h"
#include "engine/base/bytes.h"
#include "engine/index/index.h"

namespace pontis {

Bytes answerCrossReference(const PixmRequest& request, const Index& index);

}  // namespace pontis
