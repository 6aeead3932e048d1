// HttpSink: sends each message as the body of one request; a 2xx status delivers it.
//
// 408, 425, 429, 5xx and a peer that cannot be reached are tried again; every other status is a
// dead letter. Redirections are not followed.
//
// Thread safety: as Sink.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "engine/core/adapter.h"
#include "engine/core/spec.h"
#include "engine/net/http_lanes.h"

namespace pontis {

struct HttpSinkOptions {
  std::string url = "";
  std::string method = "POST";
  std::string content_type = "application/octet-stream";
  std::vector<std::string> headers = {};
  std::string authorization = "";
  std::chrono::milliseconds timeout = std::chrono::seconds(30);
  std::size_t connections = 1;
};

class HttpSink final : public Sink {
 public:
  static const Spec<HttpSinkOptions>& spec();

  explicit HttpSink(HttpSinkOptions options);

  std::vector<Result<Bytes>> send(std::span<const Outgoing> batch) override;
  void stop() override { lanes_.stop(); }

 private:
  const HttpSinkOptions options_;
  HttpHeaders headers_;
  HttpLanes lanes_;
};

}  // namespace pontis
