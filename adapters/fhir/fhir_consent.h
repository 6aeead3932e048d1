// Consent: FHIR R4 Consent (4.0.1) as a Directive.
//
// What cannot be understood is never passed over: it makes the Directive faulty, which counts as a
// deny (engine/consent). That is: a member R4 does not know (a misspelt criterion would mean
// "any"; R5 is another resource), a modifier extension or implicit rules, an
// exception without a type, a code without a code, a reference that names nobody, a date that is
// none, a period that ends before it begins, a Consent without patient, status or scope.
//
// The type of the root may be absent, as R4's text says it is: then policyRule says it (v3 ActCode
// OPTIN, OPTINR permit; OPTOUT, OPTOUTE deny; EMRGONLY permits emergency treatment), or a policy of
// IHE PCF (Policy-all-normal, Policy-deny), else only its exceptions count.
//
// An actor of role CST is the custodian of the data, not their recipient; IRCP and other
// participations of a recipient say no more than the reference does.
//
// Thread safety: every function may be called by any thread.
#pragma once

#include "engine/core/consent.h"
#include "engine/tree/json.h"

namespace pontis {

Directive readConsent(const Json& consent);

// The Consents of a text: one, an array of them, or the entries of a Bundle. A text that is not
// JSON is one faulty Directive, whose patient is not known.
std::vector<Directive> readConsents(const Bytes& text);
std::vector<Directive> readConsents(const Json& value);

}  // namespace pontis
