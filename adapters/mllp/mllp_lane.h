// MllpLane: one outgoing MLLP connection, which carries one message at a time and waits for its
// acknowledgement.
//
// A message is answered only by an acknowledgement that names it and that arrived after it was
// begun. After a timeout the connection is closed, so that a late acknowledgement has nowhere to
// arrive.
//
// Not thread safe: the lanes of a sink belong to the thread in send().
#pragma once

#include <poll.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "adapters/mllp/mllp_frame.h"
#include "engine/core/format.h"
#include "engine/net/stream.h"

namespace pontis {

class MllpLane {
 public:
  using Clock = std::chrono::steady_clock;
  struct Plan {
    std::string address;
    std::chrono::milliseconds connect_timeout, ack_timeout;
    std::size_t max_ack_bytes;
    bool keep_open;
  };

  // `plan` and `format` outlive the lane.
  MllpLane(const Plan& plan, const Format& format)
      : plan_(plan), format_(format), frame_(plan.max_ack_bytes) {}

  bool idle() const { return !busy_; }

  struct Load {
    std::string_view payload;
    std::string control_id;
    bool answered = true;  // false: the message asks for no acknowledgement, none is waited for
  };
  // Takes a message on its way; connects if need be. The outcome comes from advance().
  // REQUIRES: idle()
  void begin(Load load, Clock::time_point now);

  // Goes on as far as it gets without waiting. Returns the outcome when there is one:
  //   the acknowledgement, or the Format's reading of it
  //   kUnavailable  no connection, no acknowledgement in time, or one that nobody can read
  std::optional<Result<Bytes>> advance(Clock::time_point now);

  // What to wait for, and until when.
  pollfd waits() const;
  Clock::time_point deadline() const { return deadline_; }

  // What the last outcome says of the peer.
  enum class Trouble { kNone, kLost, kUnreachable };
  Trouble trouble() const { return trouble_; }

  void close();

 private:
  void dropStale();
  std::optional<Error> write(Clock::time_point now);
  std::optional<Result<Bytes>> read();
  std::optional<Result<Bytes>> answer();
  std::optional<Result<Bytes>> judge(const Bytes& bytes);
  Result<Bytes> finish(Result<Bytes> outcome, bool keep);
  Error lost(std::string_view why);

  const Plan& plan_;
  const Format& format_;
  std::unique_ptr<Stream> stream_;
  MllpFrame frame_;
  bool busy_ = false;
  bool connected_ = false;
  Trouble trouble_ = Trouble::kNone;
  std::optional<Error> failed_;  // begin() could not even begin
  std::string out_;
  std::size_t written_ = 0;
  std::string control_id_;
  bool answered_ = true;
  Clock::time_point deadline_{};
};

}  // namespace pontis
