// Endpoint: where data enter or leave the engine, as its configuration says.
#pragma once

#include <cstdint>
#include <string>

#include "engine/app/config.h"

namespace pontis {

struct Endpoint {
  enum class Way : std::uint8_t {
    kMachine,   // a folder or file, or an address that only this machine reaches
    kNetwork,   // in clear
    kEncrypted  // TLS
  };
  std::string adapter;
  std::string address;  // without user and password
  Way way = Way::kMachine;
};

Endpoint endpointOf(const ChannelConfig& channel);  // its source
Endpoint endpointOf(const SinkConfig& sink);
Endpoint endpointOf(const AuditExportConfig& audit);

// "mllp at 127.0.0.1:2575 (this machine)"
std::string toText(const Endpoint& endpoint);

// A URL without what may be secret in it: user, password and query.
std::string withoutCredentials(std::string url);

}  // namespace pontis
