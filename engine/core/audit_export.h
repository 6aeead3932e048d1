// AuditExport: where audit records go beside the log, such as an audit record repository
// (IHE ATNA, ITI-20).
//
// Not thread safe: one thread sends; stop() may be called by any.
#pragma once

#include <span>

#include "engine/base/result.h"
#include "engine/core/audit.h"

namespace pontis {

class AuditExport {
 public:
  virtual ~AuditExport() = default;

  // Delivers `records` in order, as far as one turn goes: a few seconds if the other side answers,
  // and a timeout of its own if it does not. Returns how many of them, from the first, the other
  // side has for certain, 1 or more; those behind are given again. After a failure the other side
  // may get records twice, and each has its id. REQUIRES: there is at least one
  //   kUnavailable  none was delivered: ask again
  //   kBusy         nobody was asked: after a failure there is a wait, which grows
  //   any other     the other side refuses the first record for good
  virtual Result<std::size_t> send(std::span<const AuditRecord> records) = 0;

  // Ends a send() that is under way, and every later one, with kUnavailable.
  virtual void stop() {}
};

}  // namespace pontis
