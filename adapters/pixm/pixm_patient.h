// The golden record of a person as a FHIR R4 Patient (IHE PDQm 3.2, profile PDQm Patient).
//
// Patient.id and its first identifier are the index's own number; then come those of the records
// that are in force. Patient.link names by identifier, for they live in other systems, the records
// that the person consists of (seealso) and those that were merged into them (replaces). What FHIR
// would not accept (a birth date that is none, a blank) is left out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/index/index.h"
#include "engine/tree/json_writer.h"

namespace pontis {

// A domain's FHIR system: its URI, else its OID as urn:oid:, else "urn:id:NAME".
std::string fhirSystem(const Domain& domain);
// The same of an identifier's `system`, whether its domain is known or not.
std::string fhirSystem(const Domains& domains, std::string_view system);
// The domain of a FHIR system, "urn:id:NAME" among them; Domains::kUnknown.
std::uint32_t domainOf(const Domains& domains, std::string_view system);

// {"system":…,"value":…,"assigner":{"display":…}}: the assigner is named where it has a name.
void writeIdentifier(JsonWriter& json, std::string_view name, const Domains& domains,
                     const Identifier& identifier);

// The identifiers of a person: the own number, then the live records' and what the golden record
// holds besides, none twice. With `returned` only those of these domains.
std::vector<Identifier> identifiersOf(const PersonView& person, const Domains& domains,
                                      const std::vector<std::uint32_t>& returned = {});

// As a JSON text.
std::string patientText(const PersonView& person, const Domains& domains,
                        const std::vector<std::uint32_t>& returned = {});

// What stands for the number `id`, of which `survivor` has become: inactive, replaced by it (ITI-78
// section 2:3.78.4.3.3 case 3).
std::string replacedText(std::string_view id, std::string_view survivor, const Domains& domains);

// FHIR's codes for those of HL7 v2 tables 0001, 0200 and 0190; empty if there is none.
std::string_view fhirGender(std::string_view v2);
std::string_view fhirNameUse(std::string_view v2);
std::string_view fhirAddressUse(std::string_view v2);

// Whether `text` is a FHIR date: "1984", "1984-01", "1984-01-25", on the calendar.
bool isFhirDate(std::string_view text);

}  // namespace pontis
