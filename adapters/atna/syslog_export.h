// SyslogExport: sends audit records to an audit record repository over syslog and TLS.
//
// IHE ITI TF-2 3.20 (ITI-20), ATX: TLS Syslog Option: RFC 5424 messages, octet counted (RFC 5425
// section 4.3), port 6514.
//
// Syslog has no acknowledgement: what TCP took may still be lost when a receiver dies. So each turn
// has a connection of its own, which is closed as RFC 5425 section 4.4 has it: the sender says
// close_notify, and the receiver, which has then read everything before it, must answer with its
// own. That answer is the receipt. Without it nothing of the turn counts as delivered, and all of
// it is sent again.
//
// Thread safety: as AuditExport.
#pragma once

#include <chrono>
#include <string>

#include "adapters/atna/atna_message.h"
#include "adapters/atna/syslog.h"
#include "engine/core/audit_export.h"
#include "engine/core/spec.h"
#include "engine/net/backoff.h"
#include "engine/net/client_socket.h"
#include "engine/net/tls_client.h"

namespace pontis {

struct SyslogExportOptions {
  std::string host;
  std::size_t port = 6514;
  std::string ca, certificate, key;
  std::string source = "pontis";
  std::string site;
  std::chrono::milliseconds timeout = std::chrono::seconds(10);
  std::chrono::milliseconds first_retry = std::chrono::seconds(1);
  std::chrono::milliseconds last_retry = std::chrono::minutes(5);
  bool end_confirms = false;
};

class SyslogExport final : public AuditExport {
 public:
  static const Spec<SyslogExportOptions>& spec();

  SyslogExport(SyslogExportOptions options, TlsClient tls);

  Result<std::size_t> send(std::span<const AuditRecord> records) override;
  void stop() override { stopped_.set(); }

 private:
  std::string frame(const AuditRecord& record) const;
  Result<Done> deliver(std::string_view frames);
  Result<Done> write(TlsStream& stream, std::string_view frames);
  Result<Done> awaitReceipt(TlsStream& stream);
  // Waits until `stream` can move on; an Error if it cannot, in time.
  Result<Done> await(TlsStream& stream, Stream::State state);

  const SyslogExportOptions options_;
  const TlsClient tls_;
  const SyslogOrigin origin_;
  Backoff backoff_;
  Signal stopped_;
};

}  // namespace pontis
