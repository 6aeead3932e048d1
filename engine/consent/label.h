// Label: security labels and which covers which.
//
// Confidentiality (v3 Confidentiality: U < L < M < N < R < V) is a high-water mark: in a permit a
// label covers itself and what is below, in a deny itself and what is above. Sensitivity (v3
// ActCode, value set InformationSensitivityPolicy, version 2018-08-12) covers what it subsumes
// (FHIR R4 Consent.provision.securityLabel, comments). ETH covers SUD, ETHUD and OPIOIDUD, as
// IHE PCF 1.1.0 Vol 1 section 53.4.2.7 groups them. Data of a sensitivity without a
// confidentiality are R (same section). A label that is not known covers itself alone; data that
// have none but unknown labels are as confidential as can be, and any deny by label covers them.
//
// Labels that say nothing of how sensitive data are, such as HTEST, are passed over.
//
// Thread safety: every function may be called by any thread.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "engine/core/consent.h"

namespace pontis {

inline constexpr std::string_view kConfidentiality =
    "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
inline constexpr std::string_view kActCode = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

// The label in its one spelling: with the system written out, if the code is known.
Coding canonicalLabel(Coding label);

// All that one piece of data is labelled with.
struct LabelSet {
  int confidentiality = 0;            // rank, 1 (U) to 6 (V), 7 if it cannot be known
  std::vector<Coding> sensitivities;  // and all that subsume them
};

// Nothing if the data have no label that says how sensitive they are.
std::optional<LabelSet> readLabels(const std::vector<Coding>& labels);

// Whether a rule's label covers the data. REQUIRES: `label` canonical
bool permitCovers(const Coding& label, const LabelSet& data);
bool denyCovers(const Coding& label, const LabelSet& data);

// Whether it is a known sensitivity of v3 ActCode. REQUIRES: canonical
bool isSensitivity(const Coding& label);
bool isConfidentiality(const Coding& label);

}  // namespace pontis
