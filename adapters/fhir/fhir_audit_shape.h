// What BALP and DICOM say of each activity: the codes of the event and of those who took part.
//
// Thread safety: any thread may call any function.
#pragma once

#include <string_view>
#include <vector>

#include "engine/core/audit.h"

namespace pontis {

struct AuditShape {
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

AuditShape shapeOf(AuditActivity activity);

}  // namespace pontis
