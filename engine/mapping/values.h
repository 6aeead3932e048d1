// Values: HL7 v2 text into FHIR's primitive types, strictly: what is written is always valid.
//
// Pure functions of their arguments; no state, no allocation beyond growing `out`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pontis {

// Why a value did or did not reach the output. kUnread is the state of a leaf nobody looked at.
enum class Reason : std::uint8_t {
  kUnread,
  kRead,
  kNotADate,
  kNotATime,
  kTimeCut,  // the date was written, its impossible time was not
  kNotANumber,
  kNotAnInteger,
  kNotYesOrNo,
  kNotACode,
  kNotAUri,
  kNotBase64,
  kNotAMediaType,
  kNotInTable,
  kNotReferred,  // a reference to something the message does not carry
  kIncomplete,   // what it belongs to lacks a part that FHIR requires
  kEndBeforeStart,
  kLast,
};

// For the loss report: "not a date".
const char* reasonText(Reason reason);

// How a leaf becomes a FHIR primitive. The first block takes one leaf of text.
enum class Convert : std::uint8_t {
  kString,
  kCode,
  kUri,
  kSystem,  // name of a code system -> its URI
  kDate,
  kDateTime,
  kInstant,
  kMoment,  // as kInstant, but a bare day is its midnight
  kTime,
  kDecimal,     // "7.0"
  kNumber,      // as kDecimal, after a comparator: "<15"
  kComparator,  // the comparator of "<15"
  kUnsigned,
  kPositive,
  kInteger,
  kBoolean,
  kBase64,
  kHex,     // hexadecimal digits -> base64
  kEncode,  // text -> base64
  // These look at more than one leaf, or at none.
  kText,        // everything, separators as they stand
  kLines,       // all repetitions, one a line
  kWords,       // all components, blanks between
  kAuthority,   // HD -> URI
  kIssuer,      // EI, but for its id -> URI
  kPhone,       // an XTN's country, area and local number
  kMedia,       // this component and the next -> "application/pdf"
  kTable,       // a code through a table
  kSourceCode,  // the code itself, if the way back would not find it
  kRepeats,     // true if a value of lines was several repetitions
  kCoding,      // a Coding through a table
  kConstant,
  kReference,
  kOwnIdentifier,  // the identifier that stands for a resource without one
};

// Appends `text` (decoded, blanks at the ends removed, not empty) as the JSON of a primitive and
// returns kRead, or appends nothing and says why not. `zone` ("Z", "+01:00") is for times without.
// REQUIRES: convert is of the first block
Reason convert(Convert convert, std::string_view text, std::string_view zone, std::string& out);

// The zone of an HL7 time ("20240101120000+0100" -> "+01:00"); empty if it has none.
std::string zoneOf(std::string_view time);

// True if the FHIR period from `start` to `end` runs backwards.
bool backwards(std::string_view start, std::string_view end);

// Appends the URI for an assigning authority or a system that is known by `id` of `type` (ISO,
// UUID, URI, DNS, …), without quotes; a name without a registry becomes "urn:id:<name>".
void appendAuthority(std::string& out, std::string_view id, std::string_view type);

// Appends "application/pdf" as a JSON string for ("application", "pdf") or ("AP", "PDF").
Reason appendMedia(std::string& out, std::string_view type, std::string_view subtype);

}  // namespace pontis
