// Console: the command line.
#pragma once

#include <string>
#include <vector>

#include "engine/app/admin.h"
#include "engine/store/store.h"

namespace pontis {

// Runs the program's command line; returns its exit status: 0 done, 1 it failed or something was
// refused, 2 a mistake in the call or the configuration.
int runConsole(int argc, const char* const* argv);

// Runs one store command (store_commands.h) on an open store.
CommandResult runStoreCommand(const std::vector<std::string>& arguments, Store& store);

}  // namespace pontis
