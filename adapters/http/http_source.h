// HttpSource: takes one message for each POST and answers with the Format's acknowledgement.
//
// The status says what a sender can act on: 200 taken; 400 malformed, 422 invalid, 415 not
// supported, 403 denied, 409 duplicate, 413 too long; 429 and 503 ask to send again later
// (Retry-After); 500 is our fault. A body that did not come whole is kept with the reason.
//
// With `requests` every method and every path below its own is taken, for a standard that says with
// them what is wanted (FHIR): the payload is then the request (http_message.h), and an answer that
// begins with a status line is sent as it says. A POST on the path itself stays a bare body.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "engine/core/adapter.h"
#include "engine/core/spec.h"
#include "engine/net/http_server.h"

namespace pontis {

struct HttpSourceOptions {
  std::string listen = "127.0.0.1:8080";
  std::string path = "/";
  std::string content_type = "";
  bool requests = false;
  std::size_t max_message_bytes = 16u << 20;
  std::size_t threads = 16;
  std::chrono::milliseconds timeout = std::chrono::seconds(30);
};

class HttpSource final : public Source {
 public:
  static const Spec<HttpSourceOptions>& spec();

  explicit HttpSource(HttpSourceOptions options) : options_(std::move(options)) {}

  Result<Done> start(Inlet& inlet) override;
  void stop() override;
  std::uint16_t port() const { return server_ ? server_->port() : 0; }

 private:
  // The answer to a request that no message is made of; nothing if one is.
  std::optional<HttpResponse> elsewhere(const HttpRequest& request) const;
  Message messageOf(const HttpRequest& request) const;
  HttpResponse take(Inlet& inlet, const HttpRequest& request) const;
  HttpResponse refuse(Inlet& inlet, const HttpRequest& request, const Error& why) const;
  HttpResponse respond(const Inlet& inlet, const HttpRequest& request, const Reply& reply) const;

  const HttpSourceOptions options_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace pontis
