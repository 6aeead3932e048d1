#include "adapters/mllp/mllp_sink.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/net/address.h"

namespace pontis {
namespace {

using Clock = MllpLane::Clock;

// A peer that lets two messages in succession wait in vain gets no more of this batch: each would
// cost a whole timeout. (One alone may be the message's fault, so the others still get a chance.)
constexpr int kMostLostInARow = 2;

// What has not begun by then is left for the next send(): a crash repeats what was not yet settled.
constexpr std::chrono::seconds kTurn{1};

Error stoppedError() { return Error{Code::kUnavailable, "the engine is stopping", ""}; }

// One call of send(): which messages are under way on which lane.
class Round {
 public:
  Round(std::span<const Outgoing> batch, std::size_t lanes)
      : batch_(batch), outcomes_(batch.size()), at_(lanes) {}

  bool over() const {
    return settled_ == (Clock::now() < until_ || next_ == 0 ? batch_.size() : next_);
  }
  const Outgoing* next() const {
    const bool late = next_ > 0 && Clock::now() >= until_;
    return next_ < batch_.size() && !late ? &batch_[next_] : nullptr;
  }
  void begun(std::size_t lane) { at_[lane] = next_++; }
  void settle(std::size_t index, Result<Bytes> outcome) {
    outcomes_[index] = std::move(outcome);
    ++settled_;
  }
  void skip(Error why) { settle(next_++, std::move(why)); }

  void settleLane(std::size_t lane, Result<Bytes> outcome, MllpLane::Trouble trouble) {
    lost_in_a_row_ = trouble == MllpLane::Trouble::kNone ? 0 : lost_in_a_row_ + 1;
    if (trouble == MllpLane::Trouble::kUnreachable || lost_in_a_row_ >= kMostLostInARow)
      giveUp(outcome.error());
    settle(at_[lane], std::move(outcome));
  }
  // Settles what was not begun.
  void giveUp(const Error& why) {
    while (next_ < batch_.size()) skip(why);
  }
  // Settles everything.
  void giveUpAll(const Error& why) {
    giveUp(why);
    for (auto& outcome : outcomes_)
      if (!outcome) outcome = why;
    settled_ = batch_.size();
  }
  std::vector<Result<Bytes>> outcomes() {
    std::vector<Result<Bytes>> all;
    all.reserve(outcomes_.size());
    for (auto& outcome : outcomes_)
      if (outcome) all.push_back(std::move(*outcome));  // what was not begun stands at the end
    return all;
  }

 private:
  const std::span<const Outgoing> batch_;
  std::vector<std::optional<Result<Bytes>>> outcomes_;
  std::vector<std::size_t> at_;  // for each lane, the place of its message in the batch
  std::size_t next_ = 0, settled_ = 0;
  int lost_in_a_row_ = 0;
  const Clock::time_point until_ = Clock::now() + kTurn;
};

}  // namespace

const Spec<MllpSinkOptions>& MllpSink::spec() {
  using Options = MllpSinkOptions;
  static const std::function<std::string(const std::size_t&)> positive = [](const std::size_t& n) {
    return std::string(n > 0 ? "" : "expected 1 or more");
  };
  static const Spec<Options> kSpec =
      Spec<Options>()
          .field("address", &Options::address, "Address and port of the receiver; required.",
                 {checkAddress})
          .field("connect_timeout", &Options::connect_timeout, "How long connecting may take.")
          .field("ack_timeout", &Options::ack_timeout,
                 "How long to wait for an acknowledgement before the connection is closed and the "
                 "message sent again.")
          .field("connections", &Options::connections,
                 "Connections used at once; messages of one person keep their order.", positive)
          .field("max_ack_bytes", &Options::max_ack_bytes, "Refuse a longer acknowledgement.",
                 positive)
          .field("keep_open", &Options::keep_open, "Keep connections open for the next message.");
  return kSpec;
}

MllpSink::MllpSink(MllpSinkOptions options, const Format& format)
    : plan_{options.address, options.connect_timeout, options.ack_timeout, options.max_ack_bytes,
            options.keep_open},
      format_(format) {
  for (std::size_t i = 0; i < options.connections; ++i) lanes_.emplace_back(plan_, format_);
}

std::vector<Result<Bytes>> MllpSink::send(std::span<const Outgoing> batch) {
  Round round(batch, lanes_.size());
  while (!round.over()) {
    if (stopped_.isSet()) {
      for (MllpLane& lane : lanes_) lane.close();
      round.giveUpAll(stoppedError());
      break;
    }
    bool moved = false;
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      MllpLane& lane = lanes_[i];
      const Outgoing* const next = lane.idle() ? round.next() : nullptr;
      if (next != nullptr && mllpCannotCarry(next->payload.view())) {
        round.skip(Error{Code::kInvalid, "the payload holds the end of an MLLP frame (FS)", ""});
        moved = true;
        continue;
      }
      if (next != nullptr) {
        lane.begin(load(*next), Clock::now());
        round.begun(i);
      }
      if (lane.idle()) continue;
      if (auto outcome = lane.advance(Clock::now())) {
        round.settleLane(i, *std::move(outcome), lane.trouble());
        moved = true;
      }
    }
    if (!moved) wait();
  }
  return round.outcomes();
}

void MllpSink::wait() const {
  std::vector<pollfd> ready;
  auto until = Clock::time_point::max();
  for (const MllpLane& lane : lanes_) {
    if (lane.idle()) continue;
    ready.push_back(lane.waits());
    until = std::min(until, lane.deadline());
  }
  stopped_.wait(ready, std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()));
}

// The receiver answers what it sees: a mapped payload may carry its own control id, and a message
// may ask for no answer.
MllpLane::Load MllpSink::load(const Outgoing& delivery) const {
  MllpLane::Load made{delivery.payload.view(), delivery.message->envelope.control_id};
  Message seen;
  seen.payload = delivery.payload;
  const auto document = format_.parse(delivery.payload);
  if (!document) return made;
  seen.document = *document;
  seen.envelope = format_.envelope(**document);
  const bool mapped = delivery.payload.view().data() != delivery.message->payload.view().data();
  if (mapped) made.control_id = seen.envelope.control_id;
  made.answered = !format_.acknowledge(seen, nullptr).empty();
  return made;
}

}  // namespace pontis
