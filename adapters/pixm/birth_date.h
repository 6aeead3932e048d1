// Comparing dates of any precision as FHIR searches do (R4 section 3.1.1.4.4).
#pragma once

#include <string_view>

#include "engine/base/result.h"

namespace pontis {

// kInvalid unless `value` is a date or a dateTime with or without one of FHIR's prefixes.
Result<Done> checkDateValue(std::string_view value);

// Whether `date` ("1984", "1984-01", "1984-01-25") is what `value` ("ge1980") asks for. "ap" takes
// what is at most a year away. A date that is none fits nothing but "ne".
bool dateFits(std::string_view value, std::string_view date);

// The date of "1984-01" or "eq1984-01", which what fits begins with or is the beginning of; empty
// for other prefixes.
std::string_view equalDate(std::string_view value);

}  // namespace pontis
