// Provision tree: what one Consent says of one piece of data.
//
// FHIR R4 Consent (4.0.1) as IHE PCF 1.1.0 reads it (Vol 1 section 53.4.2, Vol 3 section 5.8:
// the residual of its access tokens):
//
// (a) The criteria of a rule are ANDed, the values of one criterion ORed; absent means any.
// (b) A root permit whose data criteria miss the data denies them: forbid all, permit these.
// (c) The exceptions of the root are tried even when its own criteria miss, deeper ones only under
//     a parent that matches.
// (d) Among siblings a deny wins. An exception that decides overrides its parent.
// (e) An exception that permits inherits the context criteria (actor, action, purpose, period) it
//     does not state, from the nearest rule above that does. One that denies does not.
// (f) Labels: see label.h.
//
// A permit needs every fact it asks for: each declared purpose, the exact reference, a date. A deny
// holds if one purpose is meant, if a reference may be the one, if nothing is known of the
// requester in that respect, or if it asks for a date and there is none. Data that name no author
// are nobody's, as PCF says (section 53.4.2.6.3).
#pragma once

#include <string>

#include "engine/consent/question.h"

namespace pontis {

struct Ruling {
  Provision::Type type = Provision::Type::kNone;  // kNone: it says nothing of these data
  std::string rule;                               // see ResourceDecision
  bool leaves_out = false;                        // a deny by (b)
  // Whether the permit names its purposes, and its recipients.
  bool names_purpose = false;
  bool names_actor = false;
};

Ruling ruleOn(const Provision& root, const Question& question, const Datum& datum);

// The rule of that name; the root if there is none.
const Provision& findRule(const Provision& root, std::string_view rule);

}  // namespace pontis
