// What is read from the store, as SQL over one connection. Each function answers the Store member
// of its name.
#pragma once

#include "engine/store/database.h"
#include "engine/store/sealing.h"
#include "engine/store/store.h"

namespace pontis {

Result<std::vector<Pending>> readPending(Database& database, std::string_view sink,
                                         std::int64_t after, std::size_t limit);
Result<std::vector<Due>> readDue(Database& database, const Sealing& sealing,
                                 std::span<const std::int64_t> tickets);
Result<std::string> readRules(Database& database, std::string_view key);
Result<std::vector<UnmappedLine>> readUnmapped(Database& database);
Result<Done> readIdentity(Database& database, const Sealing& sealing, std::int64_t after,
                          const std::function<void(const IdentityEvent&)>& each);
Result<std::vector<LedgerLine>> readLedger(Database& database);
Result<std::vector<Trace>> readMessages(Database& database, const MessageFilter& filter);
Result<Trace> readTrace(Database& database, const Sealing& sealing, std::string_view id);
Result<Trace> readTraceOf(Database& database, const Sealing& sealing, std::int64_t message);
Result<Done> readConsents(Database& database, const Sealing& sealing, std::int64_t after,
                          const std::function<void(const ConsentRow&)>& each);
Result<Done> readAudit(Database& database, std::int64_t first,
                       const std::function<bool(const AuditRow&)>& each);
Result<Done> readAuditHeads(Database& database, std::int64_t first,
                            const std::function<bool(std::int64_t, std::string_view)>& each);
Result<std::vector<std::int64_t>> readUnnamed(Database& database);
Result<std::int64_t> readAuditSent(Database& database, std::string_view feed);
// The keys that these persons have. REQUIRES: sealing.on()
Result<std::vector<KeyNumber>> readKeys(Database& database, const Sealing& sealing,
                                        std::span<const std::string> persons);
Result<Store::Mentions> readMentions(Database& database, const Sealing& sealing,
                                     std::span<const std::string> persons);
Result<std::vector<QuarantineLine>> readQuarantine(Database& database, std::size_t limit);
Result<Bytes> readQuarantinedBytes(Database& database, const Sealing& sealing, std::int64_t number);
Result<bool> readHeld(Database& database, std::string_view sink);

// The final deliveries that replay() is to queue again, after a ticket and up to another, oldest
// first. Of the message `id` if it is not empty.
struct ReplayRange {
  std::int64_t after = 0, until = 0;
  std::size_t limit = 0;
};
Result<std::vector<std::int64_t>> readReplayable(Database& database, const MessageFilter& filter,
                                                 std::string_view id, std::string_view sink,
                                                 const ReplayRange& range);
Result<std::int64_t> readLastTicket(Database& database);

// The state of that name, or nothing.
std::optional<DeliveryState> stateOf(std::string_view name);

}  // namespace pontis
