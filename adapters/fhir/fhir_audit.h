// An AuditRecord as AuditEvents of FHIR R4, shaped by IHE BALP 1.1.4 (Basic Audit Log Patterns):
//
//   create, read, update, delete, query   IHE.BasicAudit.Create … Query, Patient… if the patient is
//   known disclose, receive                     IHE.BasicAudit.PrivacyDisclosure.Source, .Recipient
//   decide                                IHE.BasicAudit.AuthZconsent
//
// An event claims the profile only if the record has what the profile demands; else, and for the
// other activities, it is a plain AuditEvent with DICOM's codes (PS3.16 CID 400 and 401).
//
// Thread safety: any thread may call any function.
#pragma once

#include <string>
#include <vector>

#include "engine/core/audit.h"

namespace pontis {

// Who records: the engine, as AuditEvent.source says it.
struct AuditObserver {
  AuditParty device;
  std::string site;
};

// A record of another activity that bears a decision makes a second event of it, AuthZconsent, with
// "-decision" behind the id.
// One AuditEvent for each resource of create, read, update and delete, since BALP's have one; else
// one for all. The first has the record's id, the others that and a number.
std::vector<std::string> auditEvents(const AuditRecord& record, const AuditObserver& observer);

}  // namespace pontis
