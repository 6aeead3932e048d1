// The character set of one HL7 v2 message: what MSH-18 declares (v2.9 section 2.14.9.18, table
// 0211) against what the bytes are.
//
// Decoding comes before splitting: trail bytes of Shift-JIS, Big5, GB18030 and ISO-2022-JP equal
// the delimiters.
//
//   declared                 observed                       read as
//   nothing, or ASCII        7-bit                          US-ASCII
//                            ISO 2022 escapes               ISO-2022-JP, remark
//                            valid UTF-8                    UTF-8, remark
//                            other                          ISO-8859-1 or windows-1252, remark
//   UTF-8                    valid                          UTF-8
//                            Latin letters, no UTF-8        windows-1252, remark
//                            broken UTF-8                   UTF-8 with U+FFFD, remark
//   8859/1                   has bytes 80-9F                UTF-8 if valid, else windows-1252;
//   remark another known set        not valid in it, valid UTF-8   UTF-8, remark
//                            not valid in it                the set with U+FFFD, remark
//   unknown                                                 as if nothing were declared, remark
//   anything                 UTF-16 or UTF-32 by BOM or     UTF-16LE ...
//                            by the bytes of "MSH"
//
// Of several repetitions the first that is valued counts; ISO IR14, IR87 or IR159 in any of them
// means ISO-2022-JP (JAHIS).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/text.h"

namespace pontis {

struct Hl7v2Text {
  const Charset* charset = &ascii();
  bool decoded = false;       // false: the payload itself is the UTF-8 text
  std::string text;           // if decoded; valid UTF-8
  std::uint32_t remarks = 0;  // Hl7v2Remark
};

// Finds out how to read `payload`, and decodes it if it is not UTF-8 already.
Hl7v2Text readText(std::string_view payload);

// The set that MSH-18 names with all its repetitions; null if it names none or an unknown one.
const Charset* declaredCharset(std::string_view msh18, char repetition);

// Reads a few bytes out of context (a \X..\ escape) in the message's set, or in the likeliest one
// if they are not valid there. Always valid UTF-8.
std::string readBytes(std::string_view bytes, const Charset& charset);

// UTF-16LE and so on, by byte order mark or by "MSH" (or FHS, BHS) in wide characters; null if the
// text is not wide.
const Charset* wideCharset(std::string_view payload);

}  // namespace pontis
