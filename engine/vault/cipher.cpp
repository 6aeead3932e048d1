#include "engine/vault/cipher.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <vector>

namespace pontis {
namespace {

constexpr int kNonce = 12, kTag = 16;

struct Free {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
  void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
  void operator()(EVP_MD* digest) const { EVP_MD_free(digest); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

// No work is safe without it, and nothing a caller could do would help: no memory, or a broken
// OpenSSL.
void must(int done) {
  if (done <= 0) std::abort();
}

const unsigned char* bytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytesOf(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// Fetching an algorithm costs more than a small message.
const EVP_CIPHER* gcm() {
  static const Owned<EVP_CIPHER> kCipher(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
  return kCipher.get();
}
const EVP_CIPHER* keyWrap() {
  static const Owned<EVP_CIPHER> kCipher(EVP_CIPHER_fetch(nullptr, "AES-256-WRAP", nullptr));
  return kCipher.get();
}

EVP_CIPHER_CTX* context() {
  thread_local const Owned<EVP_CIPHER_CTX> kContext(EVP_CIPHER_CTX_new());
  return kContext.get();
}

// Nonces in portions: a call of the generator for each would cost as much as the encryption.
void nonce(unsigned char* out) {
  thread_local std::array<unsigned char, 256 * kNonce> drawn;
  thread_local std::size_t used = drawn.size();
  if (used == drawn.size()) {
    must(RAND_bytes(drawn.data(), static_cast<int>(drawn.size())));
    used = 0;
  }
  std::copy_n(drawn.begin() + static_cast<std::ptrdiff_t>(used), kNonce, out);
  used += kNonce;
}

}  // namespace

CipherKey randomKey() {
  CipherKey key;
  must(RAND_priv_bytes(key.data(), static_cast<int>(key.size())));
  return key;
}

CipherKey combine(std::span<const CipherKey> keys) {
  if (keys.size() == 1) return keys.front();
  static const Owned<EVP_MD> kDigest(EVP_MD_fetch(nullptr, "SHA2-256", nullptr));
  std::vector<CipherKey> sorted(keys.begin(), keys.end());
  std::sort(sorted.begin(), sorted.end());
  const Owned<EVP_MD_CTX> digest(EVP_MD_CTX_new());
  must(EVP_DigestInit_ex2(digest.get(), kDigest.get(), nullptr));
  for (const CipherKey& key : sorted) must(EVP_DigestUpdate(digest.get(), key.data(), key.size()));
  CipherKey out;
  must(EVP_DigestFinal_ex(digest.get(), out.data(), nullptr));
  return out;
}

std::string encrypt(const CipherKey& key, std::string_view associated, std::string_view clear) {
  std::string out(kNonce + clear.size() + kTag, '\0');
  nonce(bytesOf(out));
  EVP_CIPHER_CTX* const cipher = context();
  int size = 0;
  must(EVP_EncryptInit_ex2(cipher, gcm(), key.data(), bytesOf(out), nullptr));
  must(EVP_EncryptUpdate(cipher, nullptr, &size, bytesOf(associated),
                         static_cast<int>(associated.size())));
  must(EVP_EncryptUpdate(cipher, bytesOf(out) + kNonce, &size, bytesOf(clear),
                         static_cast<int>(clear.size())));
  must(EVP_EncryptFinal_ex(cipher, nullptr, &size));
  must(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, kTag,
                           bytesOf(out) + kNonce + clear.size()));
  return out;
}

std::optional<std::string> decrypt(const CipherKey& key, std::string_view associated,
                                   std::string_view sealed) {
  if (sealed.size() < kNonce + kTag) return std::nullopt;
  std::string out(sealed.size() - kNonce - kTag, '\0');
  std::string tag(sealed.substr(sealed.size() - kTag));
  EVP_CIPHER_CTX* const cipher = context();
  int size = 0;
  must(EVP_DecryptInit_ex2(cipher, gcm(), key.data(), bytesOf(sealed), nullptr));
  must(EVP_DecryptUpdate(cipher, nullptr, &size, bytesOf(associated),
                         static_cast<int>(associated.size())));
  must(EVP_DecryptUpdate(cipher, bytesOf(out), &size, bytesOf(sealed) + kNonce,
                         static_cast<int>(out.size())));
  must(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, kTag, tag.data()));
  if (EVP_DecryptFinal_ex(cipher, nullptr, &size) <= 0) return std::nullopt;
  return out;
}

std::string wrapKey(const CipherKey& master, const CipherKey& key) {
  std::string out(key.size() + 8, '\0');
  EVP_CIPHER_CTX* const cipher = context();
  int size = 0;
  must(EVP_EncryptInit_ex2(cipher, keyWrap(), master.data(), nullptr, nullptr));
  must(EVP_EncryptUpdate(cipher, bytesOf(out), &size, key.data(), static_cast<int>(key.size())));
  return out;
}

std::optional<CipherKey> unwrapKey(const CipherKey& master, std::string_view wrapped) {
  std::array<unsigned char, sizeof(CipherKey) + 16> out;
  CipherKey key;
  if (wrapped.size() != key.size() + 8) return std::nullopt;
  EVP_CIPHER_CTX* const cipher = context();
  int size = 0;
  must(EVP_DecryptInit_ex2(cipher, keyWrap(), master.data(), nullptr, nullptr));
  if (EVP_DecryptUpdate(cipher, out.data(), &size, bytesOf(wrapped),
                        static_cast<int>(wrapped.size())) <= 0 ||
      size != static_cast<int>(key.size()))
    return std::nullopt;
  std::copy_n(out.begin(), key.size(), key.begin());
  return key;
}

std::string keyedHash(const CipherKey& secret, std::string_view text) {
  static const Owned<EVP_MAC> kMac(EVP_MAC_fetch(nullptr, "SIPHASH", nullptr));
  thread_local const Owned<EVP_MAC_CTX> mac(EVP_MAC_CTX_new(kMac.get()));
  std::size_t size = 16;
  const OSSL_PARAM wanted[] = {OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &size),
                               OSSL_PARAM_construct_end()};
  must(EVP_MAC_init(mac.get(), secret.data(), 16, wanted));
  must(EVP_MAC_update(mac.get(), bytesOf(text), text.size()));
  std::string out(size, '\0');
  must(EVP_MAC_final(mac.get(), bytesOf(out), &size, out.size()));
  return out;
}

}  // namespace pontis
