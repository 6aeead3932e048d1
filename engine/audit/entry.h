// Entry: one line of a hash chain.
//
//   {"hash":"<64 hex>","prev":"<64 hex>","record":{…},"seq":17}\n
//
// `hash` is SHA-256 of the same object without the member "hash", in canonical form (canonical.h);
// `prev` is the hash of the entry before, 64 zeros for the first; `seq` counts from 0. So every
// byte of a line is either hashed, or a hash, or fixed, and every entry says what stood before it.
// An entry may be signed; then a member "signature" follows, over the bytes that are hashed:
//
//   {"hash":"…","prev":"…","record":{…},"seq":3,"signature":"<base64>"}\n
//
// Thread safety: any thread may call any function.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/audit/chain/digest.h"
#include "engine/audit/chain/signature.h"

namespace pontis {

// What the next entry follows.
struct ChainEnd {
  std::uint64_t size = 0;
  Digest last;  // hash of the last entry
  bool operator==(const ChainEnd&) const = default;
};

struct Entry {
  std::uint64_t seq = 0;
  Digest prev, hash;
  std::string line;  // with its newline
  std::string_view record() const;
};

// The entry that follows `end`. REQUIRES: `record` is canonical JSON without a newline
Entry makeEntry(const ChainEnd& end, std::string_view record);
// The line of an entry of which all is known. Nothing is checked: whoever reads the line does.
std::string entryLine(std::uint64_t seq, const Digest& prev, const Digest& hash,
                      std::string_view record);
//   kInternal  OpenSSL could not sign
Result<Entry> makeSignedEntry(const ChainEnd& end, std::string_view record, const SigningKey& key);

// An entry as it stands in a line, which it borrows from.
struct EntryView {
  std::uint64_t seq = 0;
  Digest prev, hash;
  std::string_view record;
  std::string signature;    // decoded; empty if it is not signed
  std::string signed_text;  // what the signature is over; empty if it is not signed
};

// Nothing unless `line`, with its newline, is an entry and its hash is right.
std::optional<EntryView> readEntry(std::string_view line);

}  // namespace pontis
