// Writer: what one commit writes, as a few statements over many rows.
//
// Thread safety: none; it belongs to whoever leads the commit.
#pragma once

#include <string>
#include <vector>

#include "engine/store/database.h"
#include "engine/store/store.h"

namespace pontis {

// Writes identity events. kDuplicate: a number is taken.
// REQUIRES: within a transaction
Result<Done> writeIdentity(Database& database, std::span<const IdentityEvent> events);

class Writer {
 public:
  explicit Writer(Database& database) : database_(database) {}

  // Writes messages, their deliveries and the booked totals; one Taken each, in order. Sees the
  // duplicates among them.
  // REQUIRES: within a transaction
  Result<std::vector<Taken>> append(std::span<const Intake* const> intakes);

  // REQUIRES: within a transaction
  Result<Done> settle(std::span<const Settlement> settlements);

 private:
  struct Entry {
    const Intake* intake = nullptr;
    std::int64_t mark = 0;
    std::string original;  // id of the message that this one repeats; empty if it repeats none
    std::string clash;     // id of a message with this control id but other bytes
    std::string outcomes, sinks, keys;  // as stored
  };

  Result<Done> findRepeats();
  Result<Done> compareWith(std::span<const std::size_t> suspects);
  void findRepeatsAmongThese();
  Result<Done> number();
  Result<Done> writeMessages();
  Result<Done> writeDeliveries();
  Result<Done> writeTotals();
  Result<Done> writeIdentities();
  Result<Done> writeUnmapped(std::span<const Settlement> settlements, std::int64_t now);

  Database& database_;
  // Kept from one commit to the next for their memory.
  std::vector<Entry> entries_;
  std::vector<Value> values_;
  std::int64_t next_message_ = 0, next_ticket_ = 0;
};

}  // namespace pontis
