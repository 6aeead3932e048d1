// Cipher: the primitives that the vault is made of, over OpenSSL.
//
//   AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits; one key seals far fewer than 2^32
//   AES-256 key wrap (RFC 3394, NIST SP 800-38F KW)
//   SipHash-2-4 with 128 bits of output for tags
//
// Thread safety: any thread may call any function.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace pontis {

using CipherKey = std::array<std::uint8_t, 32>;

CipherKey randomKey();
// One key out of several, in any order of theirs: all are needed to make it. REQUIRES: at least one
CipherKey combine(std::span<const CipherKey> keys);

// nonce (12), ciphertext, tag (16).
std::string encrypt(const CipherKey& key, std::string_view context, std::string_view clear);
// Nothing if any bit of it, or of the context, was changed.
std::optional<std::string> decrypt(const CipherKey& key, std::string_view context,
                                   std::string_view sealed);

std::string wrapKey(const CipherKey& master, const CipherKey& key);
// Nothing if it is of another master key, or was changed.
std::optional<CipherKey> unwrapKey(const CipherKey& master, std::string_view wrapped);

std::string keyedHash(const CipherKey& secret, std::string_view text);  // 16 bytes

}  // namespace pontis
