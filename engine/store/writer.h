// Writer: what one commit writes, as a few statements over many rows.
//
// Thread safety: none; it belongs to whoever leads the commit.
#pragma once

#include <string>
#include <vector>

#include "engine/store/database.h"
#include "engine/store/sealing.h"
#include "engine/store/store.h"

namespace pontis {

// Writes identity events, each as `sealed` has it, or in clear if that is empty. kDuplicate: a
// number is taken. REQUIRES: within a transaction
Result<Done> writeIdentity(Database& database, std::span<const IdentityEvent> events,
                           std::span<const SealedColumn> sealed);

// Writes which person has which key.
// REQUIRES: within a transaction
Result<Done> writeSubjects(Database& database, std::span<const KeyAssignment> rows);

// REQUIRES: within a transaction
Result<Done> writeConsents(Database& database, Sealing& sealing, std::span<const ConsentRow> rows);

class Writer {
 public:
  // `sealing` outlives this.
  Writer(Database& database, Sealing& sealing) : database_(database), sealing_(sealing) {}

  // Writes messages, their deliveries and the booked totals; one Taken each, in order. Sees the
  // duplicates among them.
  // REQUIRES: within a transaction
  Result<std::vector<Taken>> append(std::span<const Prepared* const> intakes);

  // REQUIRES: within a transaction
  Result<Done> settle(std::span<const Settlement> settlements);

 private:
  struct Entry {
    const Intake* intake = nullptr;
    const Prepared* prepared = nullptr;
    Prepared again;        // what had to be sealed anew
    std::string original;  // id of the message that this one repeats; empty if it repeats none
    std::string clash;     // id of a message with this control id but other bytes
    std::string outcomes, sinks;  // as stored
  };

  Result<Done> findRepeats();
  Result<Done> compareWith(std::span<const std::size_t> suspects);
  void findRepeatsAmongThese();
  Result<Done> number();
  Result<Done> sealAgain();
  Result<Done> writeMessages();
  Result<Done> writeDeliveries();
  Result<Done> writeTotals();
  Result<Done> writeVolumes();
  Result<Done> writeMentions();
  Result<Done> writeIdentities();
  Result<Done> writeConsents();
  Result<Done> writeUnmapped(std::span<const Settlement> settlements, std::int64_t now);

  Database& database_;
  Sealing& sealing_;
  // Kept from one commit to the next for their memory.
  std::vector<Entry> entries_;
  std::vector<Value> values_;
  std::int64_t next_message_ = 0, next_ticket_ = 0, erasures_ = 0;
};

}  // namespace pontis
