// MllpSource: takes messages in over MLLP. It knows frames, nothing of HL7.
//
// Every message is answered in the order in which its connection sent it, after accept() returned.
// What could not be framed is kept with the reason and its connection closed; a message over the
// limit is answered first, in the Format's own words, if it can still be read who sent it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "engine/core/adapter.h"
#include "engine/core/spec.h"
#include "engine/net/listener.h"

namespace pontis {

struct MllpSourceOptions {
  std::string listen = "127.0.0.1:2575";
  std::size_t max_message_bytes = 16u << 20;
  std::chrono::milliseconds idle_timeout = std::chrono::minutes(10);
  std::size_t max_connections = 10'000;
  std::size_t threads = 1;
};

class MllpSource final : public Source {
 public:
  static const Spec<MllpSourceOptions>& spec();

  explicit MllpSource(MllpSourceOptions options) : options_(std::move(options)) {}

  Result<Done> start(Inlet& inlet) override;
  void stop() override;

  // The port it listens at, after start(): "listen" may have asked for any.
  std::uint16_t port() const { return listener_ ? listener_->port() : 0; }

 private:
  const MllpSourceOptions options_;
  std::unique_ptr<Listener> listener_;
};

}  // namespace pontis
