// Schema: the tables, and how a database of an older Pontis is brought up to date.
//
//   message   one row for each message: envelope, what its stages said, payload
//   delivery  one row for each message and sink, numbered by its ticket
//   outcome   what attempts said before the last one, and what operators did
//   ledger    running totals, one row for each channel and sink
//   counter   the last numbers given to messages and tickets; its one row is also the lock that
//             lets numbers become visible in order
//   lease     which engine serves a sink
//   subject   which person, by a tag, has which key (sealing.h); erasure: keys yet to be destroyed;
//             vault: a mark of the keys that sealed this store
//   message_subject, record_subject   which key stands behind which message and which audit record:
//             small rows in the order of time, read from end to end when a person asks
//   volume    bytes of payload that each channel keeps, a running total
//   consent   each version of each consent that came
//   audit     the audit log: hash and text of each record; audit_head: its signed heads;
//             audit_sent: how far each feed has brought it to others;
//             audit_state: where it goes on, and the lock of who writes it
//   rules     of the maps that deliveries name, by key
//   unmapped  codes that no code table knew, for each table and sender
//   identity  the log of the shared patient index; its number is what two engines collide on
//   quarantine, schema
#pragma once

#include "engine/store/database.h"

namespace pontis {

// The version this program writes.
std::int64_t schemaVersion();

// Creates or upgrades the tables, in one transaction: several programs may open one database at
// once.
//   kUnsupported  the database was written by a newer Pontis
Result<Done> prepareSchema(Database& database);

}  // namespace pontis
