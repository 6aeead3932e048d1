// HttpServer: HTTP/1.1 over Poco, for sources and for the engine's own pages.
//
// Each open connection holds one of `threads` while it lasts; further ones wait. Bodies are bounded
// and read whole before the handler is called.
//
// Thread safety: start() and stop() belong to the owner. The handler is called by many threads.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

namespace pontis {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

// The value of a header, whatever its case; empty if absent.
std::string_view findHeader(const HttpHeaders& headers, std::string_view name);

struct HttpRequest {
  std::string method, path, query;  // path: percent-decoded; query: as sent, without the '?'
  std::string peer;                 // address, without the port
  HttpHeaders headers;
  Bytes body;
};

struct HttpResponse {
  int status = 200;
  HttpHeaders headers;
  Bytes body;
};

struct HttpServerOptions {
  std::string listen = "127.0.0.1:0";
  std::size_t threads = 8;
  std::size_t max_body_bytes = 16u << 20;
  std::chrono::milliseconds timeout = std::chrono::seconds(30);  // silence of a peer
};

class HttpServer {
 public:
  using Handler = std::function<HttpResponse(const HttpRequest&)>;
  // Answers a request whose body did not come whole; `body` is what came of it.
  //   kInvalid    longer than max_body_bytes (413 fits)
  //   kMalformed  cut short, or its length is unclear (400 fits)
  using Unread = std::function<HttpResponse(const HttpRequest&, const Error&)>;

  // `name` stands in the log. Without `unread` such requests get 413 or 400 and no body.
  HttpServer(std::string name, HttpServerOptions options, Handler handler, Unread unread = {});
  ~HttpServer();  // stops

  // Binds and begins.
  //   kUnavailable  the address is taken or not ours; the text says what to do
  Result<Done> start();
  // Answers what is being handled, then closes all connections and returns. May be repeated.
  void stop();

  std::uint16_t port() const;

 private:
  class Work;
  const std::unique_ptr<Work> work_;
};

}  // namespace pontis
