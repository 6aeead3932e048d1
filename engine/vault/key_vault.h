// KeyVault: the Vault over a KeyStore and the site's master key.
//
// Keys are made in portions ahead of need, so that a new person costs no flush of the key store; a
// portion that was not used up when the engine ends is left unused. The first two keys of a key
// store are the site's: one for what concerns nobody, one for tags.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "engine/core/vault.h"
#include "engine/vault/cipher.h"

namespace pontis {

// Reads a master key: 32 bytes in hexadecimal or base64, blanks and a newline around it allowed.
//   kInvalid  it is anything else
Result<CipherKey> parseMasterKey(std::string_view text);

class KeyVault : public Vault {
 public:
  // `keys` is owned.
  //   kDenied       the keys were wrapped by another master key
  //   kUnavailable  the key store did not answer
  static Result<std::unique_ptr<KeyVault>> open(const CipherKey& master,
                                                std::unique_ptr<KeyStore> keys);

  KeyNumber siteKey() const override { return 1; }
  Result<KeyNumber> newKey() override;
  Result<bool> has(KeyNumber key) override;
  Result<Done> destroy(std::span<const KeyNumber> keys) override;
  void forget() override;
  Result<std::string> seal(std::span<const KeyNumber> keys, std::string_view context,
                           std::string_view clear) override;
  Result<std::string> open(std::span<const KeyNumber> keys, std::string_view context,
                           std::string_view sealed) override;
  std::string tag(std::string_view text) const override { return keyedHash(tags_, text); }

 private:
  KeyVault(const CipherKey& master, std::unique_ptr<KeyStore> keys)
      : master_(master), keys_(std::move(keys)) {}
  Result<CipherKey> key(KeyNumber number);
  Result<CipherKey> keyOf(std::span<const KeyNumber> numbers);
  void remember(KeyNumber number, const CipherKey& key);  // REQUIRES: the lock

  const CipherKey master_;
  const std::unique_ptr<KeyStore> keys_;
  CipherKey site_{}, tags_{};

  std::mutex mutex_;
  std::vector<KeyNumber> unused_;  // the next one last
  // The keys used last, the latest first.
  struct Known {
    KeyNumber number;
    CipherKey key;
  };
  std::list<Known> known_;
  std::unordered_map<KeyNumber, std::list<Known>::iterator> places_;
};

}  // namespace pontis
