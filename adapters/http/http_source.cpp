#include "adapters/http/http_source.h"

#include <algorithm>
#include <array>

#include "adapters/http/http_message.h"
#include "engine/base/log.h"
#include "engine/net/address.h"

namespace pontis {
namespace {

int statusOf(const Error& error) {
  switch (error.code) {
    case Code::kMalformed:
      return 400;
    case Code::kInvalid:
      return 422;
    case Code::kUnsupported:
      return 415;
    case Code::kDenied:
      return 403;
    case Code::kNotFound:
      return 404;
    case Code::kDuplicate:
      return 409;
    case Code::kBusy:
      return 429;
    case Code::kUnavailable:
      return 503;
    case Code::kInternal:
      return 500;
  }
  return 500;
}

constexpr std::array<std::string_view, 5> kMethods = {"GET", "POST", "PUT", "DELETE", "PATCH"};

}  // namespace

const Spec<HttpSourceOptions>& HttpSource::spec() {
  using Options = HttpSourceOptions;
  static const std::function<std::string(const std::size_t&)> positive = [](const std::size_t& n) {
    return std::string(n > 0 ? "" : "expected 1 or more");
  };
  static const Spec<Options> kSpec =
      Spec<Options>()
          .field("listen", &Options::listen,
                 "Address and port to listen at; port 0 is any free one.", {checkAddress})
          .field("path", &Options::path, "Path that takes messages; others are not found.")
          .field("requests", &Options::requests,
                 "Take every method, and paths below the own: the request is the message.")
          .field("content_type", &Options::content_type,
                 "Content type of the answers; empty: the format's, or that of the request.")
          .field("max_message_bytes", &Options::max_message_bytes, "Refuse a longer body.",
                 positive)
          .field("threads", &Options::threads, "Connections served at once; further ones wait.",
                 positive)
          .field("timeout", &Options::timeout, "Close a connection that is silent for this long.");
  return kSpec;
}

Result<Done> HttpSource::start(Inlet& inlet) {
  server_ = std::make_unique<HttpServer>(
      "http",
      HttpServerOptions{options_.listen, options_.threads, options_.max_message_bytes,
                        options_.timeout},
      [this, &inlet](const HttpRequest& request) { return take(inlet, request); },
      [this, &inlet](const HttpRequest& request, const Error& why) {
        return refuse(inlet, request, why);
      });
  return server_->start();
}

void HttpSource::stop() {
  if (server_) server_->stop();
}

std::optional<HttpResponse> HttpSource::elsewhere(const HttpRequest& request) const {
  if (options_.requests) {
    if (!isBelow(request.path, options_.path)) return HttpResponse{404, {}, {}};
    if (std::find(kMethods.begin(), kMethods.end(), request.method) != kMethods.end())
      return std::nullopt;
    return HttpResponse{405, {{"Allow", "GET, POST, PUT, DELETE, PATCH"}}, {}};
  }
  if (request.path != options_.path) return HttpResponse{404, {}, {}};
  if (request.method != "POST") return HttpResponse{405, {{"Allow", "POST"}}, {}};
  return std::nullopt;
}

Message HttpSource::messageOf(const HttpRequest& request) const {
  Message message;
  message.peer = request.peer;
  message.received = std::chrono::system_clock::now();
  const bool bare =
      !options_.requests || (request.method == "POST" && request.path == options_.path);
  message.payload = bare ? request.body : requestPayload(request, options_.path);
  return message;
}

HttpResponse HttpSource::take(Inlet& inlet, const HttpRequest& request) const {
  if (auto response = elsewhere(request)) return *std::move(response);
  Message message = messageOf(request);
  const std::vector<Reply> replies = inlet.accept(std::span(&message, 1));
  return respond(inlet, request, replies.front());
}

HttpResponse HttpSource::refuse(Inlet& inlet, const HttpRequest& request, const Error& why) const {
  if (auto response = elsewhere(request)) return *std::move(response);
  log(Level::kWarn, "http", why.text,
      {{"peer", request.peer}, {"bytes", std::to_string(request.body.size())}});
  const Message message = messageOf(request);
  inlet.quarantine(request.peer, message.payload, why);
  HttpResponse response = respond(inlet, request, {inlet.format().acknowledge(message, &why), why});
  if (why.code == Code::kInvalid) response.status = 413;
  return response;
}

HttpResponse HttpSource::respond(const Inlet& inlet, const HttpRequest& request,
                                 const Reply& reply) const {
  constexpr std::string_view kRetryAfterSeconds = "5";
  HttpResponse response;
  response.body = reply.body;
  if (reply.error) response.status = statusOf(*reply.error);
  std::string type = options_.content_type;
  if (type.empty()) type = inlet.format().mediaType();
  if (type.empty()) type = findHeader(request.headers, "Content-Type");
  if (type.empty()) type = "text/plain";
  if (auto said = options_.requests ? readAnswer(reply.body) : std::nullopt) {
    response = *std::move(said);
    if (!findHeader(response.headers, "Content-Type").empty()) type.clear();
  }
  if (!type.empty() && !response.body.empty()) response.headers.emplace_back("Content-Type", type);
  if (reply.error && reply.error->retryable())
    response.headers.emplace_back("Retry-After", kRetryAfterSeconds);
  return response;
}

}  // namespace pontis
