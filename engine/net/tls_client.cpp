#include "engine/net/tls_client.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "engine/net/client_socket.h"

namespace pontis {
namespace {

// Ephemeral keys and authenticated encryption, of TLS 1.2; those of 1.3 are all so.
constexpr const char* kCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20";
// RSA of 2048 bits and more, no SHA-1 signatures.
constexpr int kSecurityLevel = 2;

constexpr std::size_t kMostAtOnce = 1u << 30;  // OpenSSL counts in int

// What OpenSSL has to say of the error that came last, and forgets it.
std::string lastError() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "unknown reason";
}

Stream& streamOf(BIO* bio) { return *static_cast<Stream*>(BIO_get_data(bio)); }

int writeBio(BIO* bio, const char* data, int size) {
  BIO_clear_retry_flags(bio);
  const auto moved = streamOf(bio).write({data, static_cast<std::size_t>(size)});
  if (moved.state == Stream::State::kMoved) return static_cast<int>(moved.count);
  if (moved.state == Stream::State::kWantWrite) BIO_set_retry_write(bio);
  return -1;
}

int readBio(BIO* bio, char* data, int size) {
  BIO_clear_retry_flags(bio);
  const auto moved = streamOf(bio).read({data, static_cast<std::size_t>(size)});
  if (moved.state == Stream::State::kMoved) return static_cast<int>(moved.count);
  if (moved.state == Stream::State::kWantRead) BIO_set_retry_read(bio);
  if (moved.state == Stream::State::kEnded) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
  return moved.state == Stream::State::kEnded ? 0 : -1;
}

long controlBio(BIO* bio, int command, long, void*) {
  if (command == BIO_CTRL_FLUSH) return 1;
  return command == BIO_CTRL_EOF && BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
}

// OpenSSL's own sockets write without MSG_NOSIGNAL; these go through a Stream.
const BIO_METHOD* streamMethod() {
  static const BIO_METHOD* const kMethod = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "pontis stream");
    BIO_meth_set_write(made, writeBio);
    BIO_meth_set_read(made, readBio);
    BIO_meth_set_ctrl(made, controlBio);
    return made;
  }();
  return kMethod;
}

struct SessionDeleter {
  void operator()(SSL* session) const { SSL_free(session); }
};
using Session = std::unique_ptr<SSL, SessionDeleter>;

class OpenSslStream final : public TlsStream {
 public:
  // `checked`: the session will compare the name in the certificate with `host`.
  OpenSslStream(std::unique_ptr<Stream> plain, Session session, std::string host, bool checked)
      : plain_(std::move(plain)), session_(std::move(session)), host_(std::move(host)) {
    if (!checked) failure_ = "there is no name to check the certificate by: \"" + host_ + "\"";
    BIO* bio = BIO_new(streamMethod());
    BIO_set_data(bio, plain_.get());
    BIO_set_init(bio, 1);
    SSL_set_bio(session_.get(), bio, bio);
    SSL_set_connect_state(session_.get());
  }

  Moved read(std::span<char> into) override {
    if (!failure_.empty()) return {State::kFailed};
    if (ending_ && !said_end_) sayEnd();
    ERR_clear_error();
    const auto size = static_cast<int>(std::min(into.size(), kMostAtOnce));
    return moved(SSL_read(session_.get(), into.data(), size));
  }

  Moved write(std::string_view from) override {
    if (!failure_.empty()) return {State::kFailed};
    if (from.empty()) return {State::kMoved};
    ERR_clear_error();
    const auto size = static_cast<int>(std::min(from.size(), kMostAtOnce));
    return moved(SSL_write(session_.get(), from.data(), size));
  }

  void endWriting() override {
    ending_ = true;
    sayEnd();
  }

  int descriptor() const override { return plain_->descriptor(); }
  const std::string& peer() const override { return host_; }
  const std::string& failure() const override { return failure_; }
  bool truncated() const override { return truncated_; }

 private:
  void sayEnd() {
    ERR_clear_error();
    // It may want to wait for room: then it is said again before the next read.
    said_end_ = SSL_shutdown(session_.get()) >= 0;
  }

  Moved moved(int count) {
    if (count > 0) {
      stands_ = true;
      return {State::kMoved, static_cast<std::size_t>(count)};
    }
    switch (SSL_get_error(session_.get(), count)) {
      case SSL_ERROR_WANT_READ:
        return {State::kWantRead};
      case SSL_ERROR_WANT_WRITE:
        return {State::kWantWrite};
      case SSL_ERROR_ZERO_RETURN:
        return {State::kEnded};
      default:
        failure_ = explain();
        return {State::kFailed};
    }
  }

  std::string explain() {
    const long verdict = SSL_get_verify_result(session_.get());
    if (verdict != X509_V_OK) {
      ERR_clear_error();
      return "the certificate of " + host_ +
             " is refused: " + X509_verify_cert_error_string(verdict);
    }
    const unsigned long code = ERR_peek_error();
    if (code == 0 || ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
      ERR_clear_error();
      truncated_ = stands_ && code != 0;  // 0: the network failed, which is no end
      return stands_ ? host_ + " ended the connection" : "no TLS connection with " + host_;
    }
    return "no TLS with " + host_ + ": " + lastError();
  }

  const std::unique_ptr<Stream> plain_;
  const Session session_;
  const std::string host_;
  std::string failure_;
  bool stands_ = false;  // the handshake is over: something went through
  bool ending_ = false, said_end_ = false, truncated_ = false;
};

bool isAddress(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> bytes;
  return inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

Error refused(const std::string& file, std::string_view what) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) {
    ERR_clear_error();
    return {Code::kNotFound, "cannot read " + file, ""};
  }
  return {Code::kInvalid, file + " holds no " + std::string(what) + ": " + lastError(), ""};
}

}  // namespace

struct TlsClient::Context {
  struct Deleter {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  std::unique_ptr<SSL_CTX, Deleter> ssl{SSL_CTX_new(TLS_client_method())};
};

Result<TlsClient> TlsClient::make(const TlsClientOptions& options) {
  ERR_clear_error();
  auto context = std::make_shared<Context>();
  SSL_CTX* ssl = context->ssl.get();
  if (ssl == nullptr || SSL_CTX_set_min_proto_version(ssl, TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_cipher_list(ssl, kCiphers) != 1)
    return Error{Code::kInternal, "no TLS: " + lastError(), ""};
  SSL_CTX_set_security_level(ssl, kSecurityLevel);
  SSL_CTX_set_options(ssl, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_mode(ssl, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_verify(ssl, SSL_VERIFY_PEER, nullptr);
  // An encrypted key must not make a server ask its terminal.
  SSL_CTX_set_default_passwd_cb(ssl, [](char*, int, int, void*) { return 0; });
  if (options.ca.empty())
    SSL_CTX_set_default_verify_paths(ssl);
  else if (SSL_CTX_load_verify_locations(ssl, options.ca.c_str(), nullptr) != 1)
    return refused(options.ca, "certificate");
  if (options.certificate.empty() != options.key.empty())
    return Error{Code::kInvalid, "a certificate and its key go together: one is missing", ""};
  if (options.certificate.empty()) return TlsClient(std::move(context));
  if (SSL_CTX_use_certificate_chain_file(ssl, options.certificate.c_str()) != 1)
    return refused(options.certificate, "certificate");
  if (SSL_CTX_use_PrivateKey_file(ssl, options.key.c_str(), SSL_FILETYPE_PEM) != 1)
    return refused(options.key, "private key of the certificate");
  return TlsClient(std::move(context));
}

std::unique_ptr<TlsStream> TlsClient::over(std::unique_ptr<Stream> plain,
                                           const std::string& host) const {
  Session session(SSL_new(context_->ssl.get()));
  SSL* ssl = session.get();
  bool checked = false;
  if (isAddress(host)) {
    checked = X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1;
  } else if (!host.empty()) {  // OpenSSL takes an empty name for any
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    checked = SSL_set1_host(ssl, host.c_str()) == 1;
    SSL_set_tlsext_host_name(ssl, host.c_str());
  }
  return std::make_unique<OpenSslStream>(std::move(plain), std::move(session), host, checked);
}

Result<std::unique_ptr<TlsStream>> TlsClient::connect(const std::string& host,
                                                      std::size_t port) const {
  const bool v6 = host.find(':') != std::string::npos;
  auto plain = beginConnection((v6 ? "[" + host + "]" : host) + ":" + std::to_string(port));
  if (!plain) return plain.error();
  return over(std::move(*plain), host);
}

}  // namespace pontis
