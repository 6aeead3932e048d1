#include "adapters/mllp/mllp_lane.h"

#include <array>
#include <utility>

#include "engine/base/log.h"
#include "engine/net/client_socket.h"

namespace pontis {

void MllpLane::begin(Load load, Clock::time_point now) {
  if (stream_) dropStale();
  busy_ = true;
  trouble_ = Trouble::kNone;
  out_ = mllpWrap(load.payload);
  written_ = 0;
  control_id_ = std::move(load.control_id);
  answered_ = load.answered;
  if (stream_) {
    deadline_ = now + plan_.ack_timeout;
    return;
  }
  deadline_ = now + plan_.connect_timeout;
  auto stream = beginConnection(plan_.address);
  if (stream) {
    stream_ = std::move(*stream);
  } else {
    failed_ = stream.error();
    trouble_ = Trouble::kUnreachable;
  }
}

// Throws away what arrived while nothing was under way: it cannot answer what is yet to be sent.
// Closes a connection that the peer has given up meanwhile.
void MllpLane::dropStale() {
  std::array<char, 4096> chunk;
  for (;;) {
    while (const auto piece = frame_.next()) {
      if (piece->fatal) return close();
      log(Level::kWarn, "mllp", "a late acknowledgement was thrown away",
          {{"address", plan_.address}});
    }
    const Stream::Moved moved = stream_->read(chunk);
    if (moved.state == Stream::State::kWantRead) return;
    if (moved.state != Stream::State::kMoved) return close();
    frame_.feed(std::string_view(chunk.data(), moved.count));
  }
}

std::optional<Result<Bytes>> MllpLane::advance(Clock::time_point now) {
  if (failed_) return finish(*std::exchange(failed_, std::nullopt), false);
  if (written_ < out_.size())
    if (auto error = write(now)) return finish(*std::move(error), false);
  if (!answered_ && written_ == out_.size()) return finish(Bytes(), true);
  if (connected_)
    if (auto outcome = read()) return outcome;
  if (now < deadline_) return std::nullopt;
  return finish(lost(connected_ ? "no acknowledgement in time from " : "no connection in time to "),
                false);
}

std::optional<Error> MllpLane::write(Clock::time_point now) {
  while (written_ < out_.size()) {
    const Stream::Moved moved = stream_->write(std::string_view(out_).substr(written_));
    if (moved.state == Stream::State::kWantWrite || moved.state == Stream::State::kWantRead)
      return std::nullopt;
    if (moved.state != Stream::State::kMoved)
      return lost(connected_ ? "the connection broke to " : "cannot connect to ");
    // The peer gets its time from the last byte it took.
    connected_ = true;
    written_ += moved.count;
    deadline_ = now + plan_.ack_timeout;
  }
  return std::nullopt;
}

std::optional<Result<Bytes>> MllpLane::read() {
  std::array<char, 16384> chunk;
  for (;;) {
    const Stream::Moved moved = stream_->read(chunk);
    if (moved.state == Stream::State::kWantRead || moved.state == Stream::State::kWantWrite)
      return std::nullopt;
    if (moved.state != Stream::State::kMoved) {
      if (frame_.lacksOnlyCr())
        if (const auto piece = frame_.rest(); piece && !piece->error) return judge(piece->bytes);
      return finish(lost("no acknowledgement: the connection was closed by "), false);
    }
    frame_.feed(std::string_view(chunk.data(), moved.count));
    if (auto outcome = answer()) return outcome;
  }
}

std::optional<Result<Bytes>> MllpLane::answer() {
  while (const auto piece = frame_.next()) {
    if (piece->error && piece->fatal)
      return finish(lost("no MLLP frame, or one over \"max_ack_bytes\", from "), false);
    if (piece->error) continue;
    if (auto outcome = judge(piece->bytes)) return outcome;
  }
  return std::nullopt;
}

std::optional<Result<Bytes>> MllpLane::judge(const Bytes& bytes) {
  const auto read = format_.readAcknowledgement(bytes, control_id_);
  if (read) {
    // An answer to a message that is still being written cannot be trusted to be the last word of
    // the connection.
    return finish(bytes, written_ == out_.size());
  }
  if (read.error().code == Code::kNotFound) {
    log(Level::kWarn, "mllp", "an acknowledgement of another message was passed over",
        {{"address", plan_.address}});
    return std::nullopt;
  }
  if (read.error().code == Code::kMalformed)
    return finish(lost("an acknowledgement that cannot be read, from "), false);
  return finish(read.error(), written_ == out_.size());
}

pollfd MllpLane::waits() const {
  const bool writing = written_ < out_.size();
  // A peer may answer, or refuse, before it has read everything.
  const short events =
      static_cast<short>(writing ? (connected_ ? POLLIN | POLLOUT : POLLOUT) : POLLIN);
  return {stream_ ? stream_->descriptor() : -1, events, 0};
}

Result<Bytes> MllpLane::finish(Result<Bytes> outcome, bool keep) {
  busy_ = false;
  std::string().swap(out_);
  written_ = 0;
  if (!keep || !plan_.keep_open) close();
  return outcome;
}

void MllpLane::close() {
  stream_.reset();
  frame_ = MllpFrame(plan_.max_ack_bytes);
  connected_ = false;
  busy_ = false;
}

Error MllpLane::lost(std::string_view why) {
  trouble_ = connected_ ? Trouble::kLost : Trouble::kUnreachable;
  return Error{Code::kUnavailable, std::string(why) + plan_.address, ""};
}

}  // namespace pontis
