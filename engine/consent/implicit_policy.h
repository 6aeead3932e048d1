// Implicit policy: stage 11, what holds where no consent decides.
//
// IHE PCF 1.1.0 Vol 1 section 53.2.1, which presumes that access control knows who is a legitimate
// user and for what. Here that is: a relation to the patient that bears the purpose (treatment:
// who treats; payment: who treats or pays; operations: who treats; the patient's request: the
// patient), and for a clinician a role of ISCO-08 group 22 or 32 that treats persons. Marketing is
// never implied (GDPR article 9(2)), nor is research or public health without their own stages.
#pragma once

#include <optional>

#include "engine/consent/question.h"

namespace pontis {

// Why the policy of the jurisdiction does not permit; nothing if it does.
std::optional<Ground> refuseByPolicy(const Question& question);

bool isClinician(std::string_view isco);

}  // namespace pontis
