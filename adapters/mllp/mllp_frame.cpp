#include "adapters/mllp/mllp_frame.h"

#include <algorithm>
#include <utility>

namespace pontis {
namespace {

constexpr char kHead = '\x0b';
constexpr char kEnd = '\x1c';
constexpr std::string_view kTail = "\x1c\r";
constexpr std::size_t kStart = 3;  // bytes that tell the start of a payload ("MSH", "FHS", "BHS")

bool blank(char c) { return c == '\0' || c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Where the payload that began at offset 0 begins anew, or npos.
std::size_t begunAgain(std::string_view payload) {
  if (payload.size() < kStart || payload.find(kHead) == std::string_view::npos)
    return std::string_view::npos;
  const std::string_view start = payload.substr(0, kStart);
  for (std::size_t at = payload.rfind(kHead); at != std::string_view::npos && at > 0;
       at = payload.rfind(kHead, at - 1))
    if (payload.substr(at + 1, kStart) == start) return at;
  return std::string_view::npos;
}

}  // namespace

void MllpFrame::feed(std::string_view chunk) {
  gather();
  buffer_.append(chunk);
}

// Copies a frame's incomplete beginning out of a run, whose large buffer is then let go.
void MllpFrame::gather() {
  if (run_.empty()) return;
  buffer_ = run_.view();
  run_ = Bytes();
}

std::optional<MllpFrame::Piece> MllpFrame::next() {
  skipBlanks();
  const std::string_view all = run_.empty() ? std::string_view(buffer_) : run_.view();
  if (all.empty()) return std::nullopt;
  if (all.front() != kHead)
    return Piece{take(std::min(all.size(), limit_)),
                 Error{Code::kMalformed, "bytes before the start of an MLLP frame (VT)", ""}, true};

  std::size_t end = all.find(kEnd, scanned_);
  while (end != std::string_view::npos && end + 1 < all.size() && all[end + 1] != '\r' &&
         all[end + 1] != kHead)
    end = all.find(kEnd, end + 1);
  if (std::min(end, all.size()) - 1 > limit_)
    return Piece{
        take(1 + limit_).slice(1, limit_),
        Error{Code::kInvalid,
              "message longer than \"max_message_bytes\" (" + std::to_string(limit_) + ")", ""},
        true};
  if (end == std::string_view::npos || end + 1 == all.size()) {
    // The trailer may arrive in two pieces, so its first byte is looked at again.
    const std::size_t scanned = std::min(end, all.size());
    gather();
    scanned_ = scanned;
    return std::nullopt;
  }
  return payload(end);
}

std::optional<MllpFrame::Piece> MllpFrame::payload(std::size_t end) {
  const std::string_view all = run_.empty() ? std::string_view(buffer_) : run_.view();
  if (const std::size_t again = begunAgain(all.substr(1, end - 1));
      again != std::string_view::npos) {
    const std::size_t before = scanned_;
    const Bytes piece = take(1 + again).slice(1, again);
    scanned_ = std::max<std::size_t>(1, before > 1 + again ? before - 1 - again : 1);
    return Piece{piece, Error{Code::kMalformed, "the frame was begun again before it ended", ""}};
  }
  const bool with_cr = end + 1 < all.size() && all[end + 1] == '\r';
  return Piece{take(end + 1 + with_cr).slice(1, end - 1), std::nullopt};
}

// Removes `count` bytes from the stream and returns them. The buffer becomes their owner, and that
// of the frames behind them: only a frame's incomplete beginning is ever moved, by gather().
Bytes MllpFrame::take(std::size_t count) {
  if (run_.empty()) run_ = Bytes::own(std::exchange(buffer_, {}));
  const Bytes taken = run_.slice(0, count);
  run_ = count == run_.size() ? Bytes() : run_.slice(count, run_.size() - count);
  scanned_ = 1;
  return taken;
}

void MllpFrame::skipBlanks() {
  const std::string_view all = run_.empty() ? std::string_view(buffer_) : run_.view();
  std::size_t count = 0;
  while (count < all.size() && blank(all[count])) ++count;
  if (count == 0) return;
  if (run_.empty()) {
    buffer_.erase(0, count);
    if (buffer_.empty()) std::string().swap(buffer_);  // an idle connection owns no buffer
  } else {
    run_ = count == run_.size() ? Bytes() : run_.slice(count, run_.size() - count);
  }
}

bool MllpFrame::lacksOnlyCr() const {
  const std::string_view all = run_.empty() ? std::string_view(buffer_) : run_.view();
  return all.size() > 1 && all.front() == kHead && all.back() == kEnd;
}

std::optional<MllpFrame::Piece> MllpFrame::rest() {
  skipBlanks();
  const std::string_view all = run_.empty() ? std::string_view(buffer_) : run_.view();
  if (all.empty()) return std::nullopt;
  if (lacksOnlyCr()) return payload(all.size() - 1);
  return Piece{take(all.size()),
               Error{Code::kMalformed, "the stream ended inside an MLLP frame", ""}, true};
}

std::string mllpWrap(std::string_view payload) {
  std::string frame;
  frame.reserve(1 + payload.size() + kTail.size());
  frame.append(1, kHead).append(payload).append(kTail);
  return frame;
}

bool mllpCannotCarry(std::string_view payload) {
  return payload.find(kTail) != std::string_view::npos ||
         payload.find("\x1c\x0b") != std::string_view::npos ||
         (!payload.empty() && payload.back() == kEnd) ||
         begunAgain(payload) != std::string_view::npos;
}

}  // namespace pontis
