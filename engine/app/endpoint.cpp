#include "engine/app/endpoint.h"

#include <algorithm>
#include <string_view>

namespace pontis {
namespace {

std::string optionOf(const Settings& options, OptionList (*listed)(), std::string_view name) {
  const Settings* said = options.find(name);
  if (said != nullptr && said->kind() == Settings::Kind::kString) return said->string();
  if (listed == nullptr) return {};
  for (const Option& option : listed())
    if (option.name == name) return option.fallback;
  return {};
}

bool isLocal(std::string_view host) {
  return host.starts_with("127.") || host.starts_with("localhost") || host.starts_with("[::1]");
}

Endpoint read(const Adapter& adapter, const Settings& options, OptionList (*listed)()) {
  Endpoint endpoint{std::string(adapter.name), {}, Endpoint::Way::kMachine};
  for (const char* folder : {"directory", "state"})
    if (endpoint.address.empty()) endpoint.address = optionOf(options, listed, folder);
  std::string where;
  for (const char* name : {"listen", "address", "url"})
    if (where.empty()) where = optionOf(options, listed, name);
  if (where.empty()) return endpoint;
  endpoint.address = withoutCredentials(where);
  if (where.find("://") == std::string::npos) endpoint.address += optionOf(options, listed, "path");
  const std::size_t scheme = endpoint.address.find("://");
  const bool local = isLocal(
      std::string_view(endpoint.address).substr(scheme == std::string::npos ? 0 : scheme + 3));
  endpoint.way = where.starts_with("https://") ? Endpoint::Way::kEncrypted
                 : local                       ? Endpoint::Way::kMachine
                                               : Endpoint::Way::kNetwork;
  return endpoint;
}

}  // namespace

Endpoint endpointOf(const ChannelConfig& channel) {
  return read(*channel.source, channel.source_options, channel.source->source_options);
}

Endpoint endpointOf(const SinkConfig& sink) {
  return read(*sink.adapter, sink.options, sink.adapter->sink_options);
}

Endpoint endpointOf(const AuditExportConfig& audit) {
  const auto listed = audit.adapter->audit_export_options;
  Endpoint endpoint = read(*audit.adapter, audit.options, listed);
  const std::string host = optionOf(audit.options, listed, "host");
  if (host.empty()) return endpoint;
  // Syslog to a host has no way but TLS.
  const Settings* port = audit.options.find("port");
  endpoint.address =
      host + ":" +
      (port != nullptr ? std::to_string(port->integer()) : optionOf(audit.options, listed, "port"));
  endpoint.way = Endpoint::Way::kEncrypted;
  return endpoint;
}

std::string toText(const Endpoint& endpoint) {
  const std::string at = endpoint.address.empty() ? "" : " at " + endpoint.address;
  switch (endpoint.way) {
    case Endpoint::Way::kNetwork:
      return endpoint.adapter + at + " (in clear)";
    case Endpoint::Way::kEncrypted:
      return endpoint.adapter + at + " (TLS)";
    case Endpoint::Way::kMachine:
      break;
  }
  return endpoint.adapter + at + " (this machine)";
}

std::string withoutCredentials(std::string url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string::npos) return url;
  const std::size_t from = scheme + 3;
  url.erase(std::min(url.find('?', from), url.size()));  // a token may stand there
  const std::size_t end = std::min(url.find_first_of("/#", from), url.size());
  const std::size_t at = url.rfind('@', end);
  if (at != std::string::npos && at >= from && at < end) url.erase(from, at + 1 - from);
  return url;
}

}  // namespace pontis
