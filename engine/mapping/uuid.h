// Deterministic identities: UUIDs of version 5 (RFC 9562), made from a name by SHA-1.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace pontis {

using Uuid = std::array<std::uint8_t, 16>;

// The same `name` gives the same UUID, on every machine and for ever.
Uuid uuidOf(std::string_view name);

// Appends the 36 characters of `uuid`.
void appendUuid(std::string& out, const Uuid& uuid);

// SHA-1 (FIPS 180-4). Not for secrets: RFC 9562 asks for it.
std::array<std::uint8_t, 20> sha1(std::string_view text);

}  // namespace pontis
