// EngineParts: what a command works on, in the engine or in the command line's own process.
#pragma once

#include <functional>
#include <string>

#include "engine/app/console/letters.h"
#include "engine/flow/auditor.h"
#include "engine/flow/consent_register.h"
#include "engine/index/index.h"
#include "engine/store/store.h"

namespace pontis {

struct EngineParts {
  Store& store;
  Index* index = nullptr;  // null: there is none
  ConsentRegister& consents;
  const Auditor& auditor;
  std::function<void()> drop_snapshots;  // of the index, that lie beside the store
  AddressBook book{};                    // whom letters are written to
};

// Writes down that an operator read this message. Errors as the Store's: then it is not shown.
Result<Done> noteRead(const EngineParts& parts, const Message& message, std::string what);

// Who gives the command, for the audit log: the user of the operating system.
AuditParty operatorParty();

}  // namespace pontis
