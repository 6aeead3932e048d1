// Admission: stages 1 to 3 of the decision, what can be said before any data is looked at.
//
// Refusals have the codes of who reads them: across a border those of MyHealth@EU (XCA service
// specification, error codes 4xxx; the permissions of a document kind by its SAML profile), else
// those of OAuth 2.1 section 5.2 and RFC 6750 section 3.1, as IHE IUA ITI-71 answers.
#pragma once

#include <optional>

#include "engine/consent/question.h"

namespace pontis {

struct Refusal {
  Ground ground = Ground::kNotAuthenticated;
  std::string code;
  bool alert = false;  // somebody should hear of it at once
};

// Stage 1: the request itself. Nothing if it stands.
std::optional<Refusal> refuseRequest(const Question& question);

// Stage 2.
bool isSubject(const AccessRequest& request);

// Stage 3. A claim holds if break-glass is the only purpose, the requester is of a group that has
// the right, a reason is given and the declaration is fresh: not older than the jurisdiction
// allows, and not from the future by more than clocks may differ.
bool claimsBreakGlass(const Question& question);
// REQUIRES: claimsBreakGlass()
std::optional<Refusal> refuseBreakGlass(const Question& question);

}  // namespace pontis
