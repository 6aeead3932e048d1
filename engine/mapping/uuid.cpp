#include "engine/mapping/uuid.h"

#include <bit>
#include <cstring>

namespace pontis {
namespace {

// The namespace of all our names; made once, at random.
constexpr char kNamespace[] = "\x6f\x1d\x0c\x2e\x5a\x93\x4b\x7d\x8e\x21\x3f\x60\xd4\x95\xa7\x18";

void block(const std::uint8_t* bytes, std::uint32_t (&state)[5]) {
  std::uint32_t w[80];
  for (int i = 0; i < 16; ++i)
    w[i] = static_cast<std::uint32_t>(bytes[4 * i]) << 24 | bytes[4 * i + 1] << 16 |
           bytes[4 * i + 2] << 8 | bytes[4 * i + 3];
  for (int i = 16; i < 80; ++i) w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
  auto [a, b, c, d, e] = state;
  const auto round = [&](int i, std::uint32_t f, std::uint32_t k) {
    const std::uint32_t next = std::rotl(a, 5) + f + e + k + w[i];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  };
  for (int i = 0; i < 20; ++i) round(i, (b & c) | (~b & d), 0x5A827999);
  for (int i = 20; i < 40; ++i) round(i, b ^ c ^ d, 0x6ED9EBA1);
  for (int i = 40; i < 60; ++i) round(i, (b & c) | (b & d) | (c & d), 0x8F1BBCDC);
  for (int i = 60; i < 80; ++i) round(i, b ^ c ^ d, 0xCA62C1D6);
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
}

}  // namespace

std::array<std::uint8_t, 20> sha1(std::string_view text) {
  std::uint32_t state[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  std::size_t left = text.size();
  for (; left >= 64; left -= 64, bytes += 64) block(bytes, state);
  std::uint8_t tail[128] = {};
  if (left > 0) std::memcpy(tail, bytes, left);
  tail[left] = 0x80;
  const std::size_t size = left < 56 ? 64 : 128;
  const std::uint64_t bits = static_cast<std::uint64_t>(text.size()) * 8;
  for (std::size_t i = 0; i < 8; ++i)
    tail[size - 1 - i] = static_cast<std::uint8_t>(bits >> (8 * i));
  for (std::size_t at = 0; at < size; at += 64) block(tail + at, state);
  std::array<std::uint8_t, 20> out;
  for (std::size_t i = 0; i < 20; ++i)
    out[i] = static_cast<std::uint8_t>(state[i / 4] >> (24 - 8 * (i % 4)));
  return out;
}

Uuid uuidOf(std::string_view name) {
  thread_local std::string text;
  text.assign(kNamespace, 16).append(name);
  const auto hash = sha1(text);
  Uuid out;
  std::memcpy(out.data(), hash.data(), out.size());
  out[6] = static_cast<std::uint8_t>((out[6] & 0x0F) | 0x50);
  out[8] = static_cast<std::uint8_t>((out[8] & 0x3F) | 0x80);
  return out;
}

void appendUuid(std::string& out, const Uuid& uuid) {
  static constexpr char kHex[] = "0123456789abcdef";
  char text[36];
  char* at = text;
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *at++ = '-';
    *at++ = kHex[uuid[i] >> 4];
    *at++ = kHex[uuid[i] & 15];
  }
  out.append(text, sizeof text);
}

}  // namespace pontis
