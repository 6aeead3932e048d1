// The names that the file sink gives, out of what a message says of itself.
#pragma once

#include <string>
#include <string_view>

#include "engine/core/adapter.h"

namespace pontis {

// `text` as part of a file's name: letters, digits, '-', '_' and '.', at most 64 bytes. Control ids
// come from outside: no separator, no leading dot, nothing a shell would read.
std::string sanitised(std::string_view text);

// What is wrong with a pattern, or nothing. It must hold {ticket}, which alone tells two messages
// apart for sure and makes a second delivery overwrite the first.
std::string checkNamePattern(const std::string& pattern);

// `pattern` with {received}, {type}, {control_id}, {id}, {ticket} and {extension} filled in. An
// empty `extension` is guessed from the payload.
std::string fileName(const std::string& pattern, const std::string& extension,
                     const Outgoing& outgoing);

}  // namespace pontis
