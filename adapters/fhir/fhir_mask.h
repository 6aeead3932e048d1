// Mask: a resource as it may go where data are released, but not as they stand.
//
// Pseudonymise (GDPR 4(5)): of a Patient stay gender, year of birth and death, country and two
// characters of the postal code; its identifier is one of system urn:pontis:pseudonym, its id the
// pseudonym. Elsewhere identifiers, notes, narrative, extensions (but data-absent-reason), contact
// details, attachments and texts of more than 64 characters go. Left out are resources that tell of
// other persons or of money, and those whose content cannot be looked into: RelatedPerson, Person,
// Coverage, Account, Claim, Consent, Basic, Binary, DocumentReference, Communication,
// QuestionnaireResponse, Parameters, … A text that is one of the patient's own identifiers goes
// wherever it stands.
//
// Minimise (GDPR 5(1)(c)): of a Patient go telecom, contact, communication, photo, maritalStatus,
// generalPractitioner, link, extensions (race, religion, mother's name, …); elsewhere notes and
// narrative. RelatedPerson, Person, Coverage, Account, Consent and Basic are left out.
//
// Thread safety: every function may be called by any thread.
#pragma once

#include <set>
#include <string>

#include "adapters/fhir/fhir_edit.h"

namespace pontis {

inline constexpr std::string_view kPseudonymSystem = "urn:pontis:pseudonym";

// Whether resources of that type do not go at all where they would be masked.
bool isLeftOut(std::string_view type, bool pseudonymise);

struct FhirMask {
  bool pseudonymise = false;
  std::string pseudonym;              // a Patient's own; empty if it has no identifier
  std::set<std::string> identifiers;  // the values of the patient's
};

// Edits one resource, without those that stand in it.
void maskResource(const Json& resource, const FhirMask& mask, FhirEdit& edit);

// The pseudonym as an id of FHIR R4 (section 2.24.0.1: letters, digits, '-' and '.', at most 64).
std::string asId(const std::string& pseudonym);

// `reference`, which means a Patient, with the pseudonym in place of what names that Patient.
std::string pseudonymousReference(std::string_view reference, const std::string& pseudonym);

// The pseudonym as an Identifier, in JSON.
std::string pseudonymousIdentifier(const std::string& pseudonym);

}  // namespace pontis
