// The KeyStore over either Database: a place of its own, apart from what the keys seal.
//
// SQLite: DIR/keys.db. A destroyed key's bytes are overwritten in the file and the log is cut; what
// a file system or a disk keeps of freed blocks is out of reach. PostgreSQL: dead rows are
// vacuumed; archived logs and replicas keep what they copied, so they must not outlive an erasure.
#pragma once

#include <memory>
#include <string>

#include "engine/core/vault.h"

namespace pontis {

// Opens or creates it. `location` is a directory or "postgresql://…".
//   kUnavailable
Result<std::unique_ptr<KeyStore>> openKeyStore(const std::string& location);

}  // namespace pontis
