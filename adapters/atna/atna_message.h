// An AuditRecord as the AuditMessage of DICOM PS3.15 section A.5, as IHE ATNA sends it (ITI TF-2
// 3.20, ITI-20): EventIdentification, ActiveParticipant for each who took part, one
// AuditSourceIdentification, ParticipantObjectIdentification for the patient, the data, the query
// and the consents.
//
// Thread safety: any thread may call any function.
#pragma once

#include <string>

#include "engine/core/audit.h"

namespace pontis {

// Who reports: AuditSourceIdentification.
struct AtnaSource {
  std::string id;    // AuditSourceID
  std::string site;  // AuditEnterpriseSiteID; may be empty
};

// UTF-8, without an XML declaration: that is the default encoding, and each byte counts in syslog.
std::string auditMessage(const AuditRecord& record, const AtnaSource& source);

}  // namespace pontis
