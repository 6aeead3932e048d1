// EventShape: what the standards call an activity: the codes of the event (DICOM PS3.16 CID 400 and
// 401, FHIR R4, ISO 21089) and of those who took part, and the profile of IHE BALP 1.1.4 that is
// for it. The adapters `fhir` and `atna` spell them.
//
// Thread safety: any thread may call any function.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/audit.h"

namespace pontis {

struct EventShape {
  AuditCode type;
  std::vector<AuditCode> subtypes;
  std::string_view action;  // FHIR audit-event-action
  // After "…/StructureDefinition/IHE.BasicAudit."; empty if there is none. A record with a patient
  // has Patient in front of it if `rest`.
  std::string_view profile;
  bool rest = false;                    // a RESTful operation on one resource, or a query
  AuditCode source, destination, user;  // AuditEvent.agent.type
  AuditCode observer;                   // AuditEvent.source.type
};

EventShape shapeOf(AuditActivity activity);

// What kind of address it is, which both standards number alike: 1 a machine's name, 2 an IP
// address, 5 a URI.
std::string_view networkTypeOf(std::string_view address);

// The outcome in words: "DENY: stage 9: the patient's consent: access denied".
std::string outcomeTextOf(const AuditRecord& record);

}  // namespace pontis
