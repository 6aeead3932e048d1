// HttpLanes: sends a batch over several HttpClients at once.
//
// Thread safety: run() by one thread at a time; stop() by any.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/net/http_client.h"

namespace pontis {

class HttpLanes {
 public:
  // Delivers item `index` of the batch with `client`. An outcome that came without any response of
  // the peer is one for which `reached` is false.
  struct Attempt {
    Result<Bytes> outcome;
    bool reached = true;
  };
  using One = std::function<Attempt(HttpClient& client, std::size_t index)>;

  // REQUIRES: checkUrl(url) is empty, connections > 0
  HttpLanes(const std::string& url, std::chrono::milliseconds timeout, std::size_t connections);

  // Returns one outcome for each index below `count`, or fewer if a second has passed: the rest was
  // not tried. Once two attempts in a row did not reach the
  // peer, what was not begun is kUnavailable: each would cost a whole timeout.
  std::vector<Result<Bytes>> run(std::size_t count, const One& one);

  void stop();

 private:
  std::vector<std::unique_ptr<HttpClient>> clients_;
  std::atomic<bool> stopped_{false};
};

// Reads options of the form "Name: value"; what is wrong with them, or nothing.
std::string checkHeaders(const std::vector<std::string>& lines);
HttpHeaders readHeaders(const std::vector<std::string>& lines);

}  // namespace pontis
