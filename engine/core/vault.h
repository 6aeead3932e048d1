// Vault: encrypts what is kept, with a key of its own for each person.
//
// When a person's key is destroyed, whatever it sealed is gone, wherever a copy of it lies (GDPR
// 17; NIST SP 800-88 revision 1 section 2.6, cryptographic erase). So the keys are kept apart from
// what they seal, in a KeyStore whose backups must not outlive an erasure.
//
// engine/vault makes one; engine/store seals with it and keeps which person has which key.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace pontis {

// Names a key; says nothing of whose it is. 0 is no key.
using KeyNumber = std::int64_t;

// Where keys are kept, wrapped by the master key. All is durable on return.
//
// Thread safety: any thread may call any member.
class KeyStore {
 public:
  virtual ~KeyStore() = default;
  // Numbers ascend from 1 and are never given twice. The numbers, in order.
  //   kUnavailable
  virtual Result<std::vector<KeyNumber>> add(std::span<const std::string> wrapped) = 0;
  // Nothing if there is none such: it was destroyed.
  virtual Result<std::optional<std::string>> find(KeyNumber number) = 0;
  // Overwrites them where the database can.
  virtual Result<Done> destroy(std::span<const KeyNumber> numbers) = 0;
};

// Thread safety: any thread may call any member.
class Vault {
 public:
  virtual ~Vault() = default;

  // The key of what concerns nobody.
  virtual KeyNumber siteKey() const = 0;
  // A key that nobody has yet, durable.
  //   kUnavailable  the key store did not answer
  virtual Result<KeyNumber> newKey() = 0;
  // Whether the key still exists. kUnavailable
  virtual Result<bool> has(KeyNumber key) = 0;
  // Nobody can open what it sealed from now on. The site's own keys are left alone. kUnavailable
  virtual Result<Done> destroy(std::span<const KeyNumber> keys) = 0;
  // Forgets the keys held in memory: others may have been destroyed by another engine.
  virtual void forget() = 0;

  // Encrypts for the owners of all `keys`: without one of them nobody opens it. `context` says what
  // the bytes are ("message 0195…"): they cannot be put in another's place unnoticed.
  //   kNotFound  one of the keys was destroyed
  virtual Result<std::string> seal(std::span<const KeyNumber> keys, std::string_view context,
                                   std::string_view clear) = 0;
  //   kNotFound   one of the keys was destroyed: these bytes are erased
  //   kMalformed  they were changed, or are something else
  virtual Result<std::string> open(std::span<const KeyNumber> keys, std::string_view context,
                                   std::string_view sealed) = 0;

  // Stands for a person's identifier where it may not be read: 16 bytes, the same for the same
  // text, and not to be found again without the site's secret.
  virtual std::string tag(std::string_view text) const = 0;
};

}  // namespace pontis
