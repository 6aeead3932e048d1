// What IHE BALP 1.1.4's StructureDefinitions demand of an AuditEvent, for the tests. It shares
// nothing with the adapter that makes AuditEvents.
#pragma once

#include <string>
#include <vector>

#include "engine/tree/json.h"

namespace pontis {

// What is wrong with the event by the first profile of its meta.profile, or, if that is not one of
// those known here, by `fallback`.
std::vector<std::string> balpFaults(const Json& event, std::string_view fallback = "");

// That profile's name after "IHE.BasicAudit."; empty if the event claims none.
std::string balpProfile(const Json& event);

}  // namespace pontis
