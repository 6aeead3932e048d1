#include "engine/audit/chain/digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>

namespace pontis {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

// To look an algorithm up costs more than to hash a record, so each thread keeps one that is set
// up and copies nothing: a second init without an algorithm starts it anew.
EVP_MD_CTX* startSha256() {
  thread_local const Context context(EVP_MD_CTX_new());
  thread_local bool ready = false;
  // Neither fails but for want of memory.
  if (!context || EVP_DigestInit_ex(context.get(), ready ? nullptr : EVP_sha256(), nullptr) != 1)
    throw std::bad_alloc();
  ready = true;
  return context.get();
}

constexpr struct {
  std::string_view uri;
  const EVP_MD* (*algorithm)();
} kByUri[] = {
    {"http://www.w3.org/2001/04/xmlenc#sha256", EVP_sha256},
    {"http://www.w3.org/2001/04/xmlenc#sha512", EVP_sha512},
    {"http://www.w3.org/2001/04/xmldsig-more#sha384", EVP_sha384},
    {"http://www.w3.org/2001/04/xmldsig-more#sha224", EVP_sha224},
    {"http://www.w3.org/2000/09/xmldsig#sha1", EVP_sha1},
};

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

Digest sha256(std::initializer_list<std::string_view> parts) {
  EVP_MD_CTX* context = startSha256();
  for (const std::string_view part : parts) EVP_DigestUpdate(context, part.data(), part.size());
  Digest made;
  EVP_DigestFinal_ex(context, made.bytes.data(), nullptr);
  return made;
}

std::optional<std::string> digestByUri(std::string_view uri, std::string_view text) {
  for (const auto& [known, algorithm] : kByUri) {
    if (known != uri) continue;
    unsigned char made[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (EVP_Digest(text.data(), text.size(), made, &size, algorithm(), nullptr) != 1)
      return std::nullopt;
    return std::string(reinterpret_cast<const char*>(made), size);
  }
  return std::nullopt;
}

std::string toHex(const Digest& digest) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text(digest.bytes.size() * 2, '0');
  for (std::size_t i = 0; i < digest.bytes.size(); ++i) {
    text[2 * i] = kDigits[digest.bytes[i] >> 4];
    text[2 * i + 1] = kDigits[digest.bytes[i] & 0xF];
  }
  return text;
}

std::optional<Digest> parseHex(std::string_view text) {
  Digest read;
  if (text.size() != read.bytes.size() * 2) return std::nullopt;
  for (std::size_t i = 0; i < read.bytes.size(); ++i) {
    const int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    read.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return read;
}

std::optional<Digest> digestFrom(std::string_view bytes) {
  Digest read;
  if (bytes.size() != read.bytes.size()) return std::nullopt;
  std::memcpy(read.bytes.data(), bytes.data(), bytes.size());
  return read;
}

}  // namespace pontis
