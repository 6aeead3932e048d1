// Addresses as they stand in a configuration: "host:port", "[v6]:port", and URLs.
//
// Thread safety: every function may be called by any thread. Names are resolved with the system's
// resolver, which may block.
#pragma once

#include <Poco/Net/SocketAddress.h>

#include <string>

#include "engine/base/result.h"

namespace pontis {

// Resolves "host:port". Port 0 asks the system for a free one (listeners only).
//   kInvalid      not of that form
//   kUnavailable  the name cannot be resolved now
Result<Poco::Net::SocketAddress> resolve(const std::string& address);

// What is wrong with the form of "host:port", or nothing: the check of an option, without asking a
// name server.
std::string checkAddress(const std::string& address);

// Why nobody can listen at `listen`, and what to do about it. `code` is errno.
Error bindError(const std::string& listen, int code);

// Raises the process's limit of open files to what the system allows (a listener with thousands of
// connections needs it). Harmless to repeat.
void raiseFileLimit();

}  // namespace pontis
