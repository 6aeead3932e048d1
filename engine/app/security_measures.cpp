#include "engine/app/security_measures.h"

#include "engine/app/endpoint.h"

namespace pontis {
namespace {

SecurityMeasure transport(const EngineConfig& config) {
  std::string clear;
  std::size_t encrypted = 0;
  const auto see = [&](const std::string& name, const Endpoint& endpoint) {
    encrypted += endpoint.way == Endpoint::Way::kEncrypted;
    if (endpoint.way == Endpoint::Way::kNetwork)
      clear += (clear.empty() ? "" : ", ") + name + " (" + endpoint.address + ")";
  };
  for (const ChannelConfig& channel : config.channels) {
    see("source of " + channel.name, endpointOf(channel));
    for (const SinkConfig& sink : channel.sinks) see("sink " + sink.route.sink, endpointOf(sink));
  }
  for (const AuditExportConfig& one : config.audit.exports)
    see("audit export " + one.name, endpointOf(one));
  if (!clear.empty()) return {"Encryption in transit", false, "in clear over a network: " + clear};
  return {"Encryption in transit", true,
          encrypted == 0 ? "no data leave this machine over a network"
                         : "TLS wherever data leave this machine"};
}

SecurityMeasure atRest(const EngineConfig& config) {
  if (config.keys.master.empty())
    return {"Encryption at rest", false,
            "payloads are stored as received: give \"keys\" a \"master\", or use an encrypted "
            "file system"};
  return {"Encryption at rest", true,
          "AES-256-GCM with a key for each person, wrapped by the site's master key; an erasure "
          "destroys the person's key"};
}

SecurityMeasure auditElsewhere(const EngineConfig& config) {
  std::string where;
  for (const AuditExportConfig& one : config.audit.exports)
    where += (where.empty() ? "" : ", ") + one.name + ": " + toText(endpointOf(one));
  if (where.empty())
    return {"Audit records are kept elsewhere too", false, "no export is configured"};
  return {"Audit records are kept elsewhere too", true, "sent to " + where};
}

}  // namespace

std::vector<SecurityMeasure> securityMeasures(const EngineConfig& config) {
  std::vector<SecurityMeasure> all{transport(config)};
  all.push_back(atRest(config));
  all.push_back({"Consent decides on what is delivered", true,
                 "each piece of each message and answer, by the patient's consents and the law of "
                 "the recipient, at the moment it leaves"});
  all.push_back({"Audit of accesses, decisions and deliveries", true,
                 "a hash-chained log with signed tree heads, written in the commit of what it is "
                 "about; `pontis audit verify` finds what was changed"});
  all.push_back(auditElsewhere(config));
  all.push_back({"Nothing that was acknowledged is lost", true,
                 "one durable commit before each acknowledgement; `pontis reconcile` proves the "
                 "account"});
  all.push_back({"What is malformed is refused and kept apart", true,
                 "limits on size, connections and time; quarantine for an operator"});
  all.push_back({"Logs without personal data", true,
                 "log lines and errors carry ids, codes and counts, never a payload or a name"});
  all.push_back({"The store is for the engine's user alone", true,
                 "files 0700 or 0600; the running engine is asked through a socket in a folder of "
                 "its user"});
  if (config.index)
    all.push_back(
        {"The right person", true,
         "a shared patient index; doubtful matches wait for a person, every act on it can "
         "be undone"});
  if (config.privacy)
    for (const std::string& measure : config.privacy->measures)
      all.push_back({measure, true, "said by the controller"});
  return all;
}

}  // namespace pontis
