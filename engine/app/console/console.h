// Console: the command line.
#pragma once

#include <string>
#include <vector>

#include "engine/app/admin.h"
#include "engine/index/index.h"
#include "engine/store/store.h"

namespace pontis {

// Runs the program's command line; returns its exit status: 0 done, 1 it failed or something was
// refused, 2 a mistake in the call or the configuration.
int runConsole(int argc, const char* const* argv);

// Runs one store command (store_commands.h) or index command (person_commands.h) for the engine
// that owns them; `index` is null if it has none.
CommandResult runEngineCommand(const std::vector<std::string>& arguments, Store& store,
                               Index* index);

}  // namespace pontis
