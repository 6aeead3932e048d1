// Purpose: the purposes of use and which is a kind of which.
//
// HL7 v3 ActReason, value set PurposeOfUse, in the hierarchy published with FHIR R4 (code system
// version 2018-08-12). The XSPA purposes that SAML assertions carry (OASIS XSPA profile of
// SAML 2.0; MyHealth@EU) are read as their v3 twins. Any other purpose is a kind of
// itself alone.
//
// Thread safety: every function may be called by any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/consent.h"

namespace pontis {

inline constexpr std::string_view kActReason = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

// The purpose in its one spelling: v3's system written out, an XSPA purpose as v3's. What is not
// known stays as it is.
Coding canonicalPurpose(Coding purpose);

// The purpose and all that it is a kind of, nearest first. REQUIRES: canonical
std::vector<Coding> purposeAndAbove(const Coding& purpose);

// Whether it is one of v3's. REQUIRES: canonical
bool isKnownPurpose(const Coding& purpose);

// Whether `purpose` is `kind` of v3 ActReason or a kind of it. REQUIRES: canonical
bool isPurpose(const Coding& purpose, std::string_view kind);

}  // namespace pontis
