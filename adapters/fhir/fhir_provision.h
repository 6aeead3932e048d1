// Provision: FHIR R4 Consent.provision and its exceptions as rules. What is faulty, and why, stands
// in fhir_consent.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/consent/period.h"
#include "engine/core/consent.h"
#include "engine/tree/json.h"

namespace pontis {

// Keeps the place of the first fault.
struct ConsentFault {
  std::string& found;
  std::string path;

  void at(std::string_view member) {
    if (found.empty()) found = path + "." + std::string(member);
  }
  ConsentFault below(std::string_view member) const {
    return {found, path + "." + std::string(member)};
  }
};

// "Practitioner/7", or "SYSTEM|VALUE" of a reference by identifier; empty if it names nobody.
std::string readReference(const Json& reference);

// The codings of a CodeableConcept, or of an array of them.
std::vector<Coding> readCodings(const Json& value);

Provision readProvision(const Json& provision, ConsentFault fault, bool root);

}  // namespace pontis
