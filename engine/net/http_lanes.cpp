#include "engine/net/http_lanes.h"

#include <algorithm>
#include <optional>
#include <thread>

namespace pontis {
namespace {

// What has not begun by then is left for the next batch: a crash repeats what was not yet settled.
constexpr std::chrono::seconds kTurn{1};

}  // namespace

HttpLanes::HttpLanes(const std::string& url, std::chrono::milliseconds timeout,
                     std::size_t connections) {
  for (std::size_t i = 0; i < connections; ++i)
    clients_.push_back(std::make_unique<HttpClient>(url, timeout));
}

void HttpLanes::stop() {
  stopped_ = true;
  for (const auto& client : clients_) client->stop();
}

std::vector<Result<Bytes>> HttpLanes::run(std::size_t count, const One& one) {
  constexpr int kMostLostInARow = 2;
  const auto until = std::chrono::steady_clock::now() + kTurn;
  std::vector<std::optional<Result<Bytes>>> outcomes(count);
  std::atomic<std::size_t> next{0};
  std::atomic<int> lost_in_a_row{0};
  const auto work = [&](HttpClient& client) {
    while (lost_in_a_row < kMostLostInARow && !stopped_) {
      if (next > 0 && std::chrono::steady_clock::now() >= until) return;
      const std::size_t index = next++;
      if (index >= count) return;
      Attempt attempt = one(client, index);
      outcomes[index] = std::move(attempt.outcome);
      lost_in_a_row = attempt.reached ? 0 : lost_in_a_row + 1;
    }
  };
  std::vector<std::thread> helpers;
  for (std::size_t i = 1; i < std::min(clients_.size(), count); ++i)
    helpers.emplace_back(work, std::ref(*clients_[i]));
  work(*clients_.front());
  for (std::thread& helper : helpers) helper.join();

  const Error not_begun{Code::kUnavailable,
                        stopped_ ? "the engine is stopping" : "the receiver does not answer", ""};
  std::vector<Result<Bytes>> all;
  all.reserve(count);
  const bool late = lost_in_a_row < kMostLostInARow && !stopped_;
  for (auto& outcome : outcomes) {
    if (!outcome && late) break;
    all.push_back(outcome ? *std::move(outcome) : Result<Bytes>(not_begun));
  }
  return all;
}

std::string checkHeaders(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    const std::size_t colon = line.find(':');
    if (colon == 0 || colon == std::string::npos ||
        line.find_first_of("\r\n") != std::string::npos || line.find(' ') < colon)
      return "expected \"Name: value\"";
  }
  return "";
}

HttpHeaders readHeaders(const std::vector<std::string>& lines) {
  HttpHeaders headers;
  for (const std::string& line : lines) {
    const std::size_t colon = line.find(':');
    const std::size_t value = line.find_first_not_of(' ', colon + 1);
    headers.emplace_back(line.substr(0, colon),
                         value == std::string::npos ? std::string() : line.substr(value));
  }
  return headers;
}

}  // namespace pontis
