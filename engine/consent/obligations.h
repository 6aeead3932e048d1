// Obligations: what must be done with an answer, by who delivers it.
//
//   REDACT               leave out what is withheld. A Consent without a base (root type) governs
//                        nothing but its exceptions: where these alone part the data, the answer
//                        is the policy's own and bears no REDACT
//   AUDIT_BTG NOTIFY_PATIENT REVIEW   break-glass was used (IHE PCF 1.1.0 Vol 1 section 53.5)
//   MINIMISE AUDIT       a statutory duty was met: no more than it asks for
//   PSEUDONYMISE         secondary use (EHDS article 66(3))
//   TOTAL=n              a searchset counts what is released only (PCF Vol 3 section 5.8.3.1)
//   HTTP=404             as if it were not there (IHE ITI TF-2 appendix Z.7)
//   REBUILD_NARRATIVE EMPTYREASON=withheld RESIGN   of a document whose entries were left out
//   CUT_REFERENCES       to what is withheld
//   ALERT                a claim contradicts itself
//   ERROR_PS_NO_CONSENT, INSUFFICIENT_RIGHTS, …   the answer of a national contact point
#pragma once

#include <span>

#include "engine/consent/question.h"

namespace pontis {

// Sets `overall`, and the obligations and code that follow from its resources.
ConsentDecision withObligations(ConsentDecision decision, const Question& question,
                                std::span<const Directive> directives);

}  // namespace pontis
