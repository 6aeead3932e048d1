// Sealing: what is written, as it is written: encrypted with the keys of those it concerns, or, in
// a store without a vault, as it is.
//
// Which person has which key stands in the store (table `subject`), under the person's tag. A key
// is given out before the store knows of it, and what it sealed is only written together with that
// row: so every commit writes the rows that are new.
//
// An erasure (Store::erase) raises the store's `erasures`. What was sealed before, for a person
// whose key is gone now, is sealed anew by whoever writes it.
//
// Thread safety: any thread may call any member.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/core/vault.h"
#include "engine/store/pool.h"
#include "engine/store/store.h"

namespace pontis {

// Bytes and the keys that open them, as a column holds them: "17 23"; empty: not sealed.
struct SealedColumn {
  std::string bytes, keys;
};

// An Intake as it is written.
struct Prepared {
  const Intake* intake = nullptr;
  std::int64_t erasures = 0;
  std::int64_t mark = 0;               // what a repetition has in common with its original
  std::vector<KeyNumber> subjects;     // whose keys sealed the payload; one that is the message's
                                       // own, since it names nobody, with a minus
  SealedColumn payload;                // bytes empty if it goes as it is
  std::string person_keys;             // for the order of deliveries
  std::vector<SealedColumn> identity;  // of each identity event
};

struct KeyAssignment {
  std::string tag;
  KeyNumber key = 0;
};

class Sealing {
 public:
  // `vault` may be null; both outlive this.
  Sealing(Vault* vault, Pool& readers) : vault_(vault), readers_(readers) {}

  bool on() const { return vault_ != nullptr; }
  Vault* vault() const { return vault_; }

  // kUnavailable  the keys cannot be had now
  Result<Prepared> prepare(const Intake& intake);
  // Of each event; empty without a vault: they are kept in clear.
  Result<std::vector<SealedColumn>> identity(std::span<const IdentityEvent> events);
  Result<SealedColumn> consent(const ConsentRow& row);
  // A key that is nobody's yet, for what names nobody.
  Result<std::vector<KeyNumber>> ownKey();
  // The keys of these persons, ascending; those who have none get one. The site's if there are
  // none.
  Result<std::vector<KeyNumber>> keysOf(std::span<const std::string> persons);
  Result<SealedColumn> seal(std::span<const KeyNumber> keys, std::string_view context,
                            std::string_view clear);
  // Of what a column held. Errors as Vault::open(); kNotFound too if it is sealed and there is no
  // vault.
  Result<std::string> open(std::string_view keys, std::string_view context,
                           std::string_view bytes) const;
  // How the order of deliveries knows a person.
  std::string orderKey(std::string_view person_key) const;
  std::string tagOf(std::string_view person) const { return vault_->tag(person); }
  std::string tagText(std::string_view text) const;  // in hexadecimal

  // Rows of `subject` that the next commit must write, and that were written.
  std::vector<KeyAssignment> unwritten();
  void written(std::span<const KeyAssignment> rows);
  std::int64_t erasures();
  // After an erasure, this engine's or another's.
  void forget(std::int64_t erasures);

 private:
  struct Known {
    KeyNumber key = 0;
    bool written = false;
  };
  Result<std::vector<KeyNumber>> look(std::span<const std::string> tags);

  Vault* const vault_;
  Pool& readers_;
  std::mutex mutex_;
  std::unordered_map<std::string, Known> known_;  // by tag
  std::vector<KeyAssignment> unwritten_;
  std::int64_t erasures_ = 0;
};

std::string keysColumn(std::span<const KeyNumber> keys);
std::vector<KeyNumber> readKeysColumn(std::string_view column);

// What the seal of each is bound to.
std::string messageContext(std::string_view id);
std::string identityContext(std::int64_t number);
inline constexpr std::string_view kRecordContext = "record";
inline constexpr std::string_view kConsentContext = "consent";
std::string quarantineContext(std::string_view channel, std::int64_t received);

}  // namespace pontis
