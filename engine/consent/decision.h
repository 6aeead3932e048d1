// Decision: who may have which of a patient's data, for what, and why.
//
// One decision serves every door. It is made for each piece of data; the first stage that decides
// wins:
//
//  1  the request is not authenticated, names two patients, no purpose, lacks a permission  refused
//  2  the patient asks                                                               permit
//  3  break-glass is claimed and the claim does not hold                             refused
//  4  a statutory duty for this purpose      permit what is due, minimised; withhold the rest
//  5  processing is restricted (GDPR 18)                   withhold, unless break-glass holds
//  6  opted out of primary use (EHDS 10)    withhold, unless break-glass holds and may override
//  7  secondary use    opted out, or without a data permit: withhold; else permit, pseudonymised
//  8  data that cannot be labelled are withheld; the author's and custodian's own are permitted
//     for care, payment and operations, where the jurisdiction says so
//  9  the patient's consents in force, for this custodian's data (provision_tree.h)
// 10  of several a deny wins, or the most recent; one that cannot be read is a deny
// 11  the implicit policy of the jurisdiction (implicit_policy.h)
//
// In stage 7 the patient's consents are heard too: one that denies the purpose is an opt-out, and
// one that permits it by name is a basis of its own (GDPR 9(2)(a)) where there is no data permit.
// Marketing, and a purpose that nobody knows, need to be named as well: a consent to anything is no
// consent to these (GDPR 4(11): specific). Where a jurisdiction wants a consent for transfer abroad
// (stage 9), only one that names its recipient is meant.
//
// Nothing is remembered between decisions: a consent withdrawn counts from the next one on.
//
// Thread safety: every function may be called by any thread.
#pragma once

#include <span>
#include <vector>

#include "engine/consent/jurisdiction.h"
#include "engine/consent/labelling.h"
#include "engine/core/consent.h"

namespace pontis {

// `directives` may be those of other patients, versions and scopes: only what counts is heard.
// `labels` gives unlabelled data theirs; null: it could not be loaded.
ConsentDecision decide(const AccessRequest& request, std::span<const Directive> directives,
                       std::span<const ConsentResource> resources, const Jurisdiction& jurisdiction,
                       const LabelTable* labels);

}  // namespace pontis
