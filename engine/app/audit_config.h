// The part of an engine file that says what becomes of the audit log.
#pragma once

#include <string>
#include <vector>

#include "engine/app/checked.h"
#include "engine/core/adapter.h"
#include "engine/core/settings.h"

namespace pontis {

// Where audit records are sent, beside the log.
struct AuditExportConfig {
  std::string name;  // unique; under it the engine remembers how far it has got
  const Adapter* adapter = nullptr;
  Settings options;  // the adapter's own
};

struct AuditConfig {
  std::vector<AuditExportConfig> exports;
};

// Reads the object at "audit".
Checked<AuditConfig> readAuditConfig(const Settings& settings);

const OptionList& auditExportOptions();  // those beside the adapter's own

}  // namespace pontis
