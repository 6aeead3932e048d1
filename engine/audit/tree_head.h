// TreeHead: what the site signs at intervals: how many records there are, and the root of the tree
// over them (RFC 6962 section 3.5, RFC 9162 section 4.10).
//
// The heads are a chain of signed entries (entry.h) of their own, whose record is
//
//   {"key":"<id of the key>","last":"…","root":"…","size":128,"time":"2026-01-05T09:30:00.000Z"}
//
// `last` is the hash of record `size` - 1. With it a head vouches for every record before it by the
// chain alone, even if another record is lost and no root can be made any more.
//
// Thread safety: a plain value.
#pragma once

#include <span>

#include "engine/audit/entry.h"
#include "engine/base/clock.h"

namespace pontis {

struct TreeHead {
  std::uint64_t size = 0;
  Digest root, last;
  Time time{};
  Digest key;                // PublicKey::id() of who signed it
  std::uint64_t number = 0;  // seq among the heads
};

// The entry of a head; its `key` and `number` are those of `key` and `end`.
//   kInternal  OpenSSL could not sign
Result<Entry> signHead(const ChainEnd& end, const TreeHead& head, const SigningKey& key);

// The head in a line.
//   kMalformed  the line is no signed entry, or its hash is not right
//   kDenied     it is signed by none of `keys`, or the signature is not right
Result<TreeHead> readHead(std::string_view line, std::span<const PublicKey> keys);

}  // namespace pontis
