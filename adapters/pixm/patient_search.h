// Patient?…, Patient/_search and Patient/ID: IHE PDQm 3.2, ITI-78.
//
// The answer to a search is a searchset of the golden records that fit, ordered by number, with the
// total of all; `_count` (20, at most 200) and a next link that says all it needs page through it.
// `_summary=count` and `_count=0` count alone. Of domains asked for that are not known, an
// OperationOutcome tells in the Bundle ("targetSystem not found"); if none is known, it is a 404
// (case 4). What was merged away does not appear (case 6). Errors:
//   400 value, not-supported  a value or a modifier that the parameter cannot have; with Prefer:
//                             handling=strict also a parameter that is not known
//   404 not-found             no such Patient
//   422 too-costly            more than `most` persons would have to be looked through
#pragma once

#include "adapters/pixm/pixm_request.h"
#include "engine/base/bytes.h"
#include "engine/index/index.h"

namespace pontis {

Bytes answerSearch(const PixmRequest& request, const Index& index, std::size_t most);

// The golden record; of a number that has been joined into another, what replaced it.
Bytes answerRead(const PixmRequest& request, const Index& index);

}  // namespace pontis
