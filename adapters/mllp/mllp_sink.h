// MllpSink: delivers messages over MLLP and matches their acknowledgements.
//
// A delivery is done when the peer's acknowledgement names its control id (MSA-2) and accepts it.
// Late and foreign acknowledgements are passed over; they never mark another message. A message
// that asks for no acknowledgement (HL7 v2 MSH-15 and MSH-16) is done when it is written.
//
// Thread safety: as Sink: send() by one thread at a time, stop() by any.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "adapters/mllp/mllp_lane.h"
#include "engine/core/adapter.h"
#include "engine/core/spec.h"
#include "engine/net/client_socket.h"

namespace pontis {

struct MllpSinkOptions {
  std::string address;
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);
  std::chrono::milliseconds ack_timeout = std::chrono::seconds(30);
  std::size_t connections = 1;
  std::size_t max_ack_bytes = 1u << 20;
  bool keep_open = true;
};

class MllpSink final : public Sink {
 public:
  static const Spec<MllpSinkOptions>& spec();

  // `format` outlives the sink.
  MllpSink(MllpSinkOptions options, const Format& format);

  std::vector<Result<Bytes>> send(std::span<const Outgoing> batch) override;
  void stop() override { stopped_.set(); }

 private:
  MllpLane::Load load(const Outgoing& delivery) const;
  void wait() const;

  const MllpLane::Plan plan_;
  const Format& format_;
  std::vector<MllpLane> lanes_;
  Signal stopped_;
};

}  // namespace pontis
