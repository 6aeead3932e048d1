// Serve: the engine as a process, from its configuration to SIGTERM.
#pragma once

#include <optional>
#include <string>

namespace pontis {

// Exit status: 0 stopped by a signal, 1 could not start, 2 a mistake in the configuration.
int serve(const std::string& config_path, const std::optional<std::string>& data);
// Checks the configuration as a whole without opening the store or a port.
int validate(const std::string& config_path, const std::optional<std::string>& data);

}  // namespace pontis
