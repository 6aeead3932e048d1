// Consent case: one line of `pontis consent decide`, read.
//
//   case_id         repeated in the answer
//   default_policy  "all-normal", "basic-normal", "break-glass-only", "deny", or the URI
//                   of IHE PCF; default: that of the profile, else deny
//   jurisdiction    the name of a profile ("EE", "FI", "FR", "DE", "NL", "EU"), or an object of
//                   switches: profile, combine ("most-recent"), authorKeepsAccess, restricted18,
//                   optOut, optOutOverride ("vital-interest", "never"), secondaryOptOut,
//                   dataPermit, lawful {PURPOSE: [codes]}, crossBorder, xbOptIn, btgHours,
//                   btgGroups, domain (or custodian), sls ("run"; anything else: the labelling
//                   service is down)
//   consents        FHIR R4 Consents (also named consents_fhir_r4)
//   request         patient, tokenPatient, person, org, orgPath, groups, role, relation, purpose,
//                   action, time, btg {declared, reason, declaredAt}, permissions, document,
//                   enforce, authenticated
//   resources       id, type, code, class, labels, date, author, custodian, encounter, related; or
//                   FHIR resources
//
// Each may be JSON, or JSON in a string; null and "" are as absent. A switch that is not known is
// an error unless it turns on nothing: what it forbids cannot be known.
#pragma once

#include <string>
#include <vector>

#include "engine/consent/jurisdiction.h"
#include "engine/core/consent.h"
#include "engine/tree/json.h"

namespace pontis {

struct ConsentCase {
  std::string id;
  AccessRequest request;
  std::vector<Directive> directives;
  std::vector<ConsentResource> resources;
  Jurisdiction jurisdiction;
  bool labelling = true;  // the labelling service works
};

// What could be read of it stands there even if `error` does.
struct ReadCase {
  ConsentCase found;
  std::optional<Error> error;
};

// `now` stands where the request says no time.
ReadCase readConsentCase(const Bytes& line, Time now);

}  // namespace pontis
