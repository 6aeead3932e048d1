// What is held of a person, as a FHIR R4 Bundle of type collection, and as text for a human.
//
//   Patient            the index's golden record, with all identifiers (R4 8.1)
//   DocumentReference  each message, as it was received (R4 10.9); what it says of others left out
//   Provenance         from whom it came (R4 6.3)
//   Communication      each delivery: to whom it went, and when (R4 10.5)
//   Consent            as it came; one of HL7 v2 as a DocumentReference
#pragma once

#include <string>

#include "engine/flow/subjects.h"

namespace pontis {

std::string subjectBundle(const Subject& subject, const Holding& holding, const Index* index);
std::string subjectText(const Subject& subject, const Holding& holding, const Index* index);

}  // namespace pontis
