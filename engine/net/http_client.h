// HttpClient: one persistent HTTP/1.1 connection to one place.
//
// Redirections are not followed: the receiver of patient data is the one that was configured.
//
// Thread safety: send() by one thread at a time; stop() by any.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/net/http_server.h"

namespace pontis {

// What is wrong with `url`, or nothing: http://host[:port][/path].
std::string checkUrl(const std::string& url);

struct HttpCall {
  std::string method = "POST";
  std::string path;  // appended to the path of the URL; may carry a query
  HttpHeaders headers;
  Bytes body;
};

class HttpClient {
 public:
  // `timeout` bounds connecting, each silence of the peer, and the reading of one response.
  // REQUIRES: checkUrl(url) is empty
  HttpClient(const std::string& url, std::chrono::milliseconds timeout);
  ~HttpClient();

  // Sends and returns what came back, whatever its status.
  //   kUnavailable  no connection, no response in time, or stopped
  Result<HttpResponse> send(const HttpCall& call);

  // Ends a send() that is under way, and every later one, with kUnavailable.
  void stop();

 private:
  class Session;
  std::string path_;  // of the URL, without a slash at its end
  const std::chrono::milliseconds timeout_;
  const std::unique_ptr<Session> session_;
};

// What a status means for a delivery: nothing if it is 2xx; an Error that is retryable() for 408,
// 425, 429 and 5xx; one that is not for all others.
Result<Done> judgeStatus(int status);

}  // namespace pontis
