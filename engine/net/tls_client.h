// TLS for outgoing connections: who connects knows whom, and both know it is private.
//
// TLS 1.3, and 1.2 with ephemeral keys and authenticated encryption (BCP 195: RFC 9325 sections
// 3.1.1 and 4.2); no compression, no renegotiation. The peer must show a certificate that leads to
// a certificate authority of the file and names the host that was asked for (RFC 9525); there is no
// switch to look away.
#pragma once

#include <memory>
#include <string>

#include "engine/base/result.h"
#include "engine/net/stream.h"

namespace pontis {

struct TlsClientOptions {
  std::string ca;           // PEM file; empty: the certificate authorities of the system
  std::string certificate;  // PEM file: ours, then those that lead to its authority; may be empty
  std::string key;          // PEM file, not encrypted; needed with `certificate`
};

// A Stream that shakes hands on the way and says why it failed.
class TlsStream : public Stream {
 public:
  // Why it failed, for an operator; empty if it did not.
  virtual const std::string& failure() const = 0;
  // The peer ended the connection without saying so (RFC 8446 section 6.1): what was under way
  // may be lost.
  virtual bool truncated() const = 0;
};

// Thread safety: connect() by any thread.
class TlsClient {
 public:
  // Reads the files.
  //   kNotFound  one cannot be read
  //   kInvalid   it holds something else, or the key is not the certificate's
  static Result<TlsClient> make(const TlsClientOptions& options);

  // Begins to connect to `host` and returns at once; as beginConnection() (client_socket.h).
  Result<std::unique_ptr<TlsStream>> connect(const std::string& host, std::size_t port) const;

  // Speaks TLS to `host` over a connection that stands, or is being made.
  std::unique_ptr<TlsStream> over(std::unique_ptr<Stream> plain, const std::string& host) const;

 private:
  struct Context;
  explicit TlsClient(std::shared_ptr<const Context> context) : context_(std::move(context)) {}

  std::shared_ptr<const Context> context_;
};

}  // namespace pontis
