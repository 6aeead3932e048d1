// The keys of an engine: the master key that wraps each person's, and where these are kept.
#pragma once

#include <string>

#include "engine/core/settings.h"
#include "engine/core/spec.h"

namespace pontis {

struct KeysConfig {
  std::string master;  // 32 bytes in hexadecimal or base64: a secret; empty: nothing is encrypted
  std::string place = "${data}/keys";  // a directory or postgresql://…
};

const OptionList& keysOptions();

// Reads the engine file's "keys". kInvalid: the master key is none, with file:line:column.
Result<KeysConfig> readKeys(const Settings& settings);

}  // namespace pontis
