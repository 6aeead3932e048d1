// Console: the command line.
#pragma once

#include <string>
#include <vector>

#include "engine/app/admin.h"
#include "engine/app/console/engine_parts.h"

namespace pontis {

// Runs the program's command line; returns its exit status: 0 done, 1 it failed or something was
// refused, 2 a mistake in the call or the configuration.
int runConsole(int argc, const char* const* argv);

// Runs one store command (store_commands.h), index command (person_commands.h) or subject command
// (subject_commands.h) for the engine that owns the parts.
CommandResult runEngineCommand(const std::vector<std::string>& arguments, const EngineParts& parts);

}  // namespace pontis
