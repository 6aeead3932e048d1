// The schema of DICOM PS3.15 section A.5.1.1 for an AuditMessage, for the tests; and, as its
// ancestor, that of RFC 3881, whose coded values have "code" and may lack their text.
#pragma once

#include <string>
#include <vector>

#include "engine/tree/xml.h"

namespace pontis {

enum class AuditDialect { kDicom, kRfc3881 };

// By how the EventID is coded.
AuditDialect auditDialect(const Xml& message);

// What is wrong with it, as "where: what".
std::vector<std::string> auditMessageFaults(const Xml& message);

}  // namespace pontis
