#include "adapters/http/http_sink.h"

namespace pontis {

const Spec<HttpSinkOptions>& HttpSink::spec() {
  using Options = HttpSinkOptions;
  static const std::function<std::string(const std::size_t&)> positive = [](const std::size_t& n) {
    return std::string(n > 0 ? "" : "expected 1 or more");
  };
  static const std::function<std::string(const std::string&)> method = [](const std::string& m) {
    return std::string(m == "POST" || m == "PUT" ? "" : "expected POST or PUT");
  };
  static const Spec<Options> kSpec =
      Spec<Options>()
          .field("url", &Options::url, "Where to send; required.", {checkUrl})
          .field("method", &Options::method, "POST or PUT.", method)
          .field("content_type", &Options::content_type, "Content type of the body.")
          .field("headers", &Options::headers, "Further headers, each \"Name: value\".",
                 {checkHeaders})
          .field("authorization", &Options::authorization,
                 "Value of the Authorization header; give it as a reference to a secret.")
          .field("timeout", &Options::timeout, "How long to wait for the receiver.")
          .field("connections", &Options::connections, "Connections used at once.", positive);
  return kSpec;
}

HttpSink::HttpSink(HttpSinkOptions options)
    : options_(std::move(options)),
      headers_(readHeaders(options_.headers)),
      lanes_(options_.url, options_.timeout, options_.connections) {
  headers_.emplace_back("Content-Type", options_.content_type);
  if (!options_.authorization.empty())
    headers_.emplace_back("Authorization", options_.authorization);
}

std::vector<Result<Bytes>> HttpSink::send(std::span<const Outgoing> batch) {
  return lanes_.run(batch.size(), [&](HttpClient& client, std::size_t i) -> HttpLanes::Attempt {
    const auto response = client.send({options_.method, "", headers_, batch[i].payload});
    if (!response) return {response.error(), false};
    const auto judged = judgeStatus(response->status);
    if (!judged) return {judged.error()};
    return {response->body};
  });
}

}  // namespace pontis
