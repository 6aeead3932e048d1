// Audit commands: what an auditor, and a stranger with a proof, ask. They need no engine: files of
// the log, its heads and the site's public key are enough.
//
// Each returns the exit status: 0, 1 if something is wrong with what was asked about, 2 if a file
// or a key cannot be read.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "engine/app/console/engine_parts.h"

namespace pontis {

// The log, its heads, and the keys that may have signed them.
struct AuditPlace {
  std::string log, heads;
  std::vector<std::string> keys;  // PEM files
};

struct VerifyCommand {
  AuditPlace place;
  std::vector<std::string> witnesses;  // files of heads that somebody else kept
  bool open = false;                   // the log is still being written
  bool json = false;
};
// Prints each record and head that is wrong, and how; or that none is.
int verifyLog(const VerifyCommand& command);

struct ProveCommand {
  AuditPlace place;
  std::string id;
};
// Prints a proof (engine/audit/proof.h) that the record of that id is in the log.
int proveEntry(const ProveCommand& command);

struct CheckCommand {
  std::string proof;  // file
  std::vector<std::string> keys;
};
// Prints what the proof shows, and the record.
int checkEntry(const CheckCommand& command);

// The files of `audit export`.
struct ExportedLog {
  std::string log, heads;
};

// Writes the log of a store and its heads into files, with a head signed now, so that all of it is
// vouched for. Returns the exit status.
int exportLog(const EngineParts& parts, const ExportedLog& files, std::ostream& out,
              std::ostream& err);

}  // namespace pontis
