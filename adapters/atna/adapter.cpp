#include "engine/core/adapter.h"

#include "adapters/atna/syslog_export.h"

namespace pontis {

extern const Adapter kAtnaAdapter;
const Adapter kAtnaAdapter = {
    .name = "atna",
    .summary = "audit records to a repository, as IHE ATNA has it: DICOM over syslog and TLS",
    .maturity = Maturity::kTrial,
    .posture = Posture::kTrustedPeersOnly,
    .audit_export = [](const Settings& settings) -> Result<std::unique_ptr<AuditExport>> {
      auto options = SyslogExport::spec().read(settings);
      if (!options) return options.error();
      if (options->host.empty()) return settings.error("\"host\" is required");
      auto tls =
          TlsClient::make({settings.beside(options->ca), settings.beside(options->certificate),
                           settings.beside(options->key)});
      if (!tls) return settings.error(tls.error().text);
      return std::make_unique<SyslogExport>(std::move(*options), std::move(*tls));
    },
    .audit_export_options = [] { return SyslogExport::spec().options(); },
};

}  // namespace pontis
