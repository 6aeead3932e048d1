// OpenStore: a store with what it is sealed and signed by, opened as a configuration says.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/app/keys_config.h"
#include "engine/audit/scribe.h"
#include "engine/core/vault.h"
#include "engine/store/store.h"

namespace pontis {

struct OpenStore {
  std::unique_ptr<Vault> vault;  // null: nothing is encrypted
  std::unique_ptr<Scribe> scribe;
  std::unique_ptr<Store> store;
};

// `keys` without a master key: the store is opened without a vault. `signing_key` is the PEM file
// of the site's key for tree heads; empty: records are appended, and no heads signed.
// `without_keys`: as StoreOptions.
//   kDenied, kUnavailable, kMalformed
Result<OpenStore> openStore(const std::string& location, const KeysConfig& keys,
                            const std::string& signing_key, bool without_keys = false);

// Makes the key, and its public half beside it (PATH.pub), unless it is there.
Result<Done> makeSigningKey(const std::string& path);

}  // namespace pontis
