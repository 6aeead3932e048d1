// What QPD-3 of a Patient Demographics Query asks (ITI TF-2: 3.21.4.1.2.3; HL7 v2.5 section 3.3.57
// and chapter 5): repetitions of @<segment>.<field>[.<component>[.<subcomponent>]]^<value>.
#pragma once

#include <cstddef>
#include <string>

#include "adapters/pix/pix_fields.h"
#include "engine/index/index.h"

namespace pontis {

// Something in the query that cannot be answered: a place in it and a code of table 0357.
struct PixFault {
  std::string segment;                                   // "QPD"
  std::size_t field = 0, repetition = 0, component = 0;  // 0: not said
  std::string code;
};

struct PdqParameters {
  PersonQuery query;
  bool account = false;  // PID-18 was asked for: the index keeps no accounts, nobody has one
  bool pattern = false;  // a value has a '*'
};

// Understood: PID-3 (.1 .4 .5), -5 (.1 to .5), -6 (.1 .2), -7, -8, -11 (.1 .3 to .6), -13 and -14
// (.1 .6 .7 .12), -18, -19, -21 (.1 .4), -23, -24, -25, -29, -30. A field without component means
// its first. Case, accents and blanks do not count, a trailing '*' stands for anything, a date may
// be given to the year or the month.
// QPD-4 is a threshold between 0 and 1 or 100. QPD-5 names the algorithm: "soundex" or "phonetic",
// "alias", "variant" or "nickname"; "exact", "pattern" and nothing mean what is said above.
// Faults: 101 nothing is asked, 102 a parameter is not well formed or comes twice, 103 a field by
// which the index does not search or an algorithm it does not have.
struct PdqReading {
  PdqParameters parameters;
  std::vector<PixFault> faults;
  double threshold = 0;  // 0 to 1
};
PdqReading readPdqParameters(const PixFields& fields, std::size_t qpd);

}  // namespace pontis
