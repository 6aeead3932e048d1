// Explanation: a decision in words that a privacy officer understands.
//
// "Released: n1. Stage 9: the patient's consent c1 permits it (permit of purpose TREAT)." Data are
// named by the ids they were handed in with and by nothing else.
#pragma once

#include <span>
#include <string>

#include "engine/consent/jurisdiction.h"
#include "engine/core/consent.h"

namespace pontis {

std::string explain(const ConsentDecision& decision, std::span<const Directive> directives,
                    std::span<const ConsentResource> resources, const Jurisdiction& jurisdiction);

// "PERMIT", "PARTIAL" or "DENY".
std::string_view toText(ConsentDecision::Overall overall);

// The stage of engine/consent/decision.h that a ground belongs to, and the ground in words.
int stageOf(Ground ground);
std::string_view inWords(Ground ground);

// A rule in words: "deny of labels SUD to Organization/X".
std::string inWords(const Provision& rule);

}  // namespace pontis
