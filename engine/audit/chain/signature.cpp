#include "engine/audit/chain/signature.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <new>

namespace pontis {
namespace {

EVP_PKEY* pkey(const std::shared_ptr<void>& key) { return static_cast<EVP_PKEY*>(key.get()); }

std::shared_ptr<void> shared(EVP_PKEY* key) {
  return {key, [](void* owned) { EVP_PKEY_free(static_cast<EVP_PKEY*>(owned)); }};
}

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

Bio reading(std::string_view pem) {
  return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free};
}

bool usable(EVP_PKEY* key) {
  if (EVP_PKEY_id(key) == EVP_PKEY_ED25519) return true;
  char group[32];
  return EVP_PKEY_id(key) == EVP_PKEY_EC &&
         EVP_PKEY_get_group_name(key, group, sizeof(group), nullptr) == 1 &&
         std::string_view(group) == SN_X9_62_prime256v1;
}

// Ed25519 hashes by itself and refuses to be told how.
const EVP_MD* hashFor(EVP_PKEY* key) {
  return EVP_PKEY_id(key) == EVP_PKEY_ED25519 ? nullptr : EVP_sha256();
}

const unsigned char* bytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

const Error kOtherKind{Code::kUnsupported, "the key is neither Ed25519 nor ECDSA on P-256", ""};

// Without this OpenSSL would ask for a passphrase on the terminal.
int noPassphrase(char*, int, int, void*) { return -1; }

std::string written(const Bio& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

PublicKey::PublicKey(std::shared_ptr<void> key) : key_(std::move(key)) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(pkey(key_), &der);
  if (size <= 0) throw std::bad_alloc();
  id_ = sha256(std::string_view(reinterpret_cast<char*>(der), static_cast<std::size_t>(size)));
  OPENSSL_free(der);
}

Result<PublicKey> PublicKey::parse(std::string_view pem) {
  const Bio bio = reading(pem);
  EVP_PKEY* key = PEM_read_bio_PUBKEY(bio.get(), nullptr, noPassphrase, nullptr);
  if (key == nullptr) return Error{Code::kMalformed, "not a public key in PEM", ""};
  const auto owned = shared(key);
  if (!usable(key)) return kOtherKind;
  return PublicKey(owned);
}

bool PublicKey::verifies(std::string_view text, std::string_view signature) const {
  const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  return context &&
         EVP_DigestVerifyInit(context.get(), nullptr, hashFor(pkey(key_)), nullptr, pkey(key_)) ==
             1 &&
         EVP_DigestVerify(context.get(), bytesOf(signature), signature.size(), bytesOf(text),
                          text.size()) == 1;
}

std::string PublicKey::pem() const {
  const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_PUBKEY(bio.get(), pkey(key_));
  return written(bio);
}

Result<SigningKey> SigningKey::parse(std::string_view pem) {
  const Bio bio = reading(pem);
  EVP_PKEY* key = PEM_read_bio_PrivateKey(bio.get(), nullptr, noPassphrase, nullptr);
  if (key == nullptr)
    return Error{Code::kMalformed, "not a private key in PEM without a passphrase", ""};
  auto owned = shared(key);
  if (!usable(key)) return kOtherKind;
  return SigningKey(std::move(owned));
}

SigningKey SigningKey::generate(Kind kind) {
  EVP_PKEY* key = kind == Kind::kEd25519 ? EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")
                                         : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
  if (key == nullptr) throw std::bad_alloc();
  return SigningKey(shared(key));
}

Result<std::string> SigningKey::sign(std::string_view text) const {
  const Error failed{Code::kInternal, "OpenSSL could not sign", ""};
  const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  std::size_t size = 0;
  if (!context ||
      EVP_DigestSignInit(context.get(), nullptr, hashFor(pkey(key_)), nullptr, pkey(key_)) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, bytesOf(text), text.size()) != 1)
    return failed;
  std::string made(size, '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(made.data()), &size,
                     bytesOf(text), text.size()) != 1)
    return failed;
  made.resize(size);  // a DER signature may be shorter than the longest
  return made;
}

std::string SigningKey::pem() const {
  const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_PKCS8PrivateKey(bio.get(), pkey(key_), nullptr, nullptr, 0, nullptr, nullptr);
  return written(bio);
}

}  // namespace pontis
