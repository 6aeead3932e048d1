// Fate: which resources of a document go, and which are masked, by what was decided of its pieces.
// The rules stand in fhir_redact.h.
#pragma once

#include <set>
#include <vector>

#include "adapters/fhir/fhir_pieces.h"
#include "engine/core/consent.h"

namespace pontis {

struct FhirFate {
  std::vector<Access> access;          // of each resource; kWithhold: it does not go
  std::set<std::size_t> pseudonymous;  // subjects
};

FhirFate settle(const FhirPieces& pieces, const Redaction& redaction);

}  // namespace pontis
