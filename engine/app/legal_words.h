// The words of the law for codes in a configuration: GDPR articles 6(1) and 9(2), purposes of use.
#pragma once

#include <string>
#include <string_view>

#include "engine/app/channel_privacy.h"

namespace pontis {

// "GDPR 6(1)(c) legal obligation; 9(2)(h) health care; LAW"
std::string toText(const LegalBasis& basis);

// "TREAT (treatment)": as HL7 v3 ActReason displays it, or what it is a kind of.
std::string purposeText(const Coding& purpose);

// "controller of its own (GDPR 4(7))"
std::string_view recipientKindText(std::string_view kind);

// "90 days and 20 GB", "without end"
std::string toText(const Retention& retention);

}  // namespace pontis
