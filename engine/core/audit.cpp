#include "engine/core/audit.h"

#include <algorithm>
#include <iterator>

namespace pontis {
namespace {

constexpr std::string_view kActivities[] = {"create",   "read",      "update",  "delete",   "query",
                                            "disclose", "receive",   "decide",  "override", "merge",
                                            "replay",   "configure", "inspect", "start",    "stop"};

}  // namespace

std::string_view toText(AuditActivity activity) {
  return kActivities[static_cast<std::size_t>(activity)];
}

Result<AuditActivity> parseAuditActivity(std::string_view text) {
  const auto* found = std::find(std::begin(kActivities), std::end(kActivities), text);
  if (found == std::end(kActivities))
    return Error{Code::kInvalid, "unknown activity of an audit record", "activity"};
  return static_cast<AuditActivity>(found - std::begin(kActivities));
}

}  // namespace pontis
