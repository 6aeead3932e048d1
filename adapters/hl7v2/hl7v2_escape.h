// Escape sequences of HL7 v2 text (v2.9 section 2.7).
//
//   \F\ \S\ \T\ \R\ \E\     the delimiters of this message; one that is undeclared stays as written
//   \P\                     the truncation character, if declared (v2.7 on)
//   \Xdd..\                 bytes in the message's character set; runs that touch are read as one,
//                           so that a character may be split over two
//   \Cxxyy\ \Mxxyyzz\       ISO 2022 shifts: the text up to the next of them is read in that set
//   \H\ \N\                 highlighting: dropped
//   \.br\ \.ce\             a line feed
//   \.sp\ \.sp<n>\          n line feeds (1 if n is absent)
//   \.sk<n>\                n blanks
//   \.in \.ti \.fi \.nf     layout: dropped
//
// Anything else -- unknown, local (\Z..\), malformed, unterminated, n over 99 -- stays as it is
// written. A sequence never eats text.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/text.h"
#include "engine/core/segments.h"

namespace pontis {

// Appends UTF-8 `raw` to `out` with its escape sequences resolved.
void decodeEscapes(std::string_view raw, const Delimiters& delimiters, const Charset& charset,
                   std::string& out);

}  // namespace pontis
