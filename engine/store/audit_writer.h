// AuditWriter: writes the records of one commit into the audit log, in the place that the scribe
// gives them.
//
// The log has one end. Who appends takes the row of `audit_state` first, which locks out other
// programs until the commit, and goes on from what it says: it may not be what this one wrote last.
//
// Not thread safe: it belongs to whoever leads the commit.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/core/audit.h"
#include "engine/store/database.h"

namespace pontis {

// Whether a head is asked for: if it is due, or now. Records always sign one that is due.
enum class Head { kNotAsked, kIfDue, kNow };

class AuditWriter {
 public:
  // `scribe` may be null; it outlives this.
  AuditWriter(Database& database, AuditScribe* scribe) : database_(database), scribe_(scribe) {}

  // Writes the records, and a head as `head` and its age say.
  //   kInternal  there is no scribe, or it cannot go on from what stands in the store
  // REQUIRES: within a transaction
  Result<Done> write(std::span<const AuditDraft* const> drafts, Head head);

 private:
  Result<Done> takeTurn();
  Result<Done> writeRecords(std::span<const AuditDraft* const> drafts);
  Result<bool> writeHead(bool wanted);  // whether there was one to write

  Database& database_;
  AuditScribe* const scribe_;
  std::string state_;   // that the scribe has
  bool known_ = false;  // whether it has any
  std::vector<AuditScribe::Place> places_;
  std::vector<Value> values_;
};

}  // namespace pontis
