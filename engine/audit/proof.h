// InclusionProof: shows to a stranger that a record is in the log that a head signs, without the
// rest of the log.
//
// As JSON: {"entry":"<line>","format":"pontis-audit-proof-1","head":"<line>","path":["<hex>",…]}.
// The two lines are those of the log and of the heads (entry.h, tree_head.h), as texts, so that no
// tool that writes the proof anew can change a byte of them. To check it by other means: the head's
// signature over its signed text; the entry's hash; and RFC 9162 section 2.1.3.2 with the leaf
// SHA-256(0x00 || the 32 bytes of the entry's hash), the entry's `seq`, and the head's size and
// root.
//
// Not thread safe.
#pragma once

#include <vector>

#include "engine/audit/lines.h"
#include "engine/audit/merkle.h"
#include "engine/audit/tree_head.h"
#include "engine/core/audit.h"

namespace pontis {

struct InclusionProof {
  std::string entry, head;  // lines, with their newlines
  std::vector<Digest> path;
};

// What a proof says, once it is checked.
struct ProvedRecord {
  std::uint64_t seq = 0;
  TreeHead head;
  AuditRecord record;  // as far as it is not sealed
};

// The head over the most records that one of `keys` signed, as a line; empty if there is none.
//   kUnavailable  the heads cannot be read
Result<std::string> newestHead(AuditLines& heads, std::span<const PublicKey> keys);

// Proves the record of that AuditRecord::id by `head`, a line of the heads that one of `keys`
// signed. Reads `log` once, as far as the head goes.
//   kNotFound     no such record among those that the head is over
//   kInvalid      what the log holds is not what the head signs: verify it
//   kUnavailable  the log cannot be read
Result<InclusionProof> proveRecord(AuditLines& log, std::string_view id, const std::string& head,
                                   std::span<const PublicKey> keys);

std::string toJson(const InclusionProof& proof);
//   kMalformed  not such a JSON
Result<InclusionProof> parseProof(std::string_view json);

//   kMalformed  the entry or the head is none
//   kDenied     the head is not signed by one of `keys`, or the path does not lead to its root
Result<ProvedRecord> checkProof(const InclusionProof& proof, std::span<const PublicKey> keys);

}  // namespace pontis
