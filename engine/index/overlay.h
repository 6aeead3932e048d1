// Overlay: what is known of a record once its sender has described it anew.
//
// What is not stated stays as it was (HL7 v2.5.1 section 2.5.3: an empty field says nothing). A
// list that is stated replaces the list, but identifiers only those of the domains it names:
// senders repeat their own and leave out what others gave.
#pragma once

#include "engine/core/person.h"

namespace pontis {

// REQUIRES: both have the key first
Demographics overlaid(const Demographics& known, const Demographics& said);

}  // namespace pontis
