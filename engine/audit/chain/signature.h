// SigningKey, PublicKey: the site's key, that signs tree heads, and its public half.
//
// Ed25519 (RFC 8032) or ECDSA on P-256 with SHA-256 (FIPS 186-5), in PEM files: PKCS #8 (RFC 5958)
// and SubjectPublicKeyInfo (RFC 5280), as `openssl genpkey` and `openssl pkey -pubout` write them.
//
// Thread safety: immutable; any number of threads may use one.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/audit/chain/digest.h"
#include "engine/base/result.h"

namespace pontis {

class PublicKey {
 public:
  //   kMalformed    not a public key in PEM
  //   kUnsupported  a key of another kind
  static Result<PublicKey> parse(std::string_view pem);

  // SHA-256 of the SubjectPublicKeyInfo, which is what RFC 6962 section 3.2 calls the log's id.
  const Digest& id() const { return id_; }
  bool verifies(std::string_view text, std::string_view signature) const;
  std::string pem() const;

 private:
  friend class SigningKey;
  explicit PublicKey(std::shared_ptr<void> key);
  std::shared_ptr<void> key_;  // EVP_PKEY
  Digest id_;
};

class SigningKey {
 public:
  enum class Kind { kEd25519, kP256 };

  //   kMalformed    not a private key in PEM, or one with a passphrase
  //   kUnsupported  a key of another kind
  static Result<SigningKey> parse(std::string_view pem);
  static SigningKey generate(Kind kind);

  PublicKey publicKey() const { return PublicKey(key_); }
  // Ed25519: 64 bytes. ECDSA: DER (RFC 3279 section 2.2.3).
  //   kInternal  OpenSSL could not sign
  Result<std::string> sign(std::string_view text) const;
  std::string pem() const;  // without a passphrase: keep it where only the engine can read it

 private:
  explicit SigningKey(std::shared_ptr<void> key) : key_(std::move(key)) {}
  std::shared_ptr<void> key_;
};

}  // namespace pontis
