// Cuts what a file or a capture holds into HL7 v2 messages.
#pragma once

#include <vector>

#include "engine/base/bytes.h"

namespace pontis {

// Returns the messages in `payload`, as slices, in order. It may be one message, several in a row,
// a batch (FHS, BHS, BTS, FTS; v2.9 section 2.10.3) or a capture of MLLP frames, in UTF-16 or
// UTF-32 too.
//
// A message goes from a line that begins with "MSH" and a delimiter (blanks before it allowed) to
// the next such line, batch segment or frame end. The delimiters of batch segments do not matter,
// their counts are not checked, and trailers may be missing. Text that belongs to no message comes
// as a slice of its own, for parse() to refuse: one bad record of many harms none of the others.
// One message alone comes back as the payload itself, with all that stands around it. No message
// and no batch segment: the payload. An empty batch: nothing.
std::vector<Bytes> splitMessages(const Bytes& payload);

}  // namespace pontis
