// Digest: SHA-256 (FIPS 180-4) and how it is spelled.
//
// Thread safety: any thread may call any function.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace pontis {

struct Digest {
  std::array<std::uint8_t, 32> bytes{};
  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  bool operator==(const Digest&) const = default;
};

// SHA-256 of the parts, one after the other.
Digest sha256(std::initializer_list<std::string_view> parts);
inline Digest sha256(std::string_view text) { return sha256({text}); }

// The digest of `text` by an algorithm that XML Signature or XML Encryption names: SHA-1, SHA-224,
// SHA-256, SHA-384, SHA-512 (RFC 9231 section 2.1). Nothing if the URI names another.
std::optional<std::string> digestByUri(std::string_view uri, std::string_view text);

// 64 lower case hexadecimal digits; nothing but those is read back.
std::string toHex(const Digest& digest);
std::optional<Digest> parseHex(std::string_view text);

// The 32 bytes; nothing if there are more or fewer.
std::optional<Digest> digestFrom(std::string_view bytes);

}  // namespace pontis
