// What the lines of an HL7 v2 message are. The rules stand in hl7v2_message.h.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/tree/delimited.h"

namespace pontis {

// Decides what the line at `at` is; notes are Hl7v2Remark.
Delimited::Line readLine(std::string_view text, std::uint32_t at, const Delimited& before);

// Where the message ends: before an MLLP end byte (FS) that only line ends follow.
std::uint32_t bodyEnd(std::string_view text);

}  // namespace pontis
