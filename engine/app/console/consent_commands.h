// Consent commands: what a privacy officer asks of the consent decision. They need no engine.
#pragma once

#include <istream>
#include <ostream>
#include <string>

#include "engine/base/clock.h"
#include "engine/consent/labelling.h"

namespace pontis {

struct DecideOptions {
  std::string labels;  // file of a label table; empty: the one that comes with the program
};

// Reads JSON lines (consent_case.h) from standard input and answers each on standard output with
// case_id, decision (PERMIT, PARTIAL, DENY), released, withheld, obligations, explain, and code if
// it is refused. A line that cannot be read is answered with DENY and an error, and does not stop
// the others. Returns the exit status: 1 if a line could not be read.
int decideConsents(const DecideOptions& options);

// The same between streams; `labels` is null if the table cannot be loaded: what is not labelled is
// then withheld.
int decideConsents(std::istream& in, std::ostream& out, const LabelTable* labels);

struct ConsentAnswer {
  std::string line;
  bool readable = true;  // the question
};

// The answer to one line. `now` stands where the request says no time.
ConsentAnswer answerConsentCase(const std::string& line, const LabelTable* labels, Time now);

}  // namespace pontis
