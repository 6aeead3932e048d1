#include "engine/core/adapter.h"

#include "adapters/fhir/fhir_audit_export.h"
#include "adapters/fhir/fhir_format.h"
#include "adapters/fhir/fhir_sink.h"

namespace pontis {
namespace {

const FhirFormat kFormat;

}  // namespace

extern const Adapter kFhirAdapter;
const Adapter kFhirAdapter = {
    .name = "fhir",
    .summary = "FHIR R4 over HTTP, in JSON",
    .maturity = Maturity::kTrial,
    .posture = Posture::kTrustedPeersOnly,
    .format = &kFormat,
    .sink = [](const Settings& settings, const Format& format) -> Result<std::unique_ptr<Sink>> {
      auto options = FhirSink::spec().read(settings);
      if (!options) return options.error();
      if (options->url.empty()) return settings.error("\"url\" is required");
      if (&format != &kFormat)
        return settings.error(
            "a FHIR server takes FHIR, and this sink would send another standard");
      return std::make_unique<FhirSink>(*options);
    },
    .audit_export = [](const Settings& settings) -> Result<std::unique_ptr<AuditExport>> {
      auto options = FhirAuditExport::spec().read(settings);
      if (!options) return options.error();
      if (options->url.empty()) return settings.error("\"url\" is required");
      return std::make_unique<FhirAuditExport>(std::move(*options));
    },
    .sink_options = [] { return FhirSink::spec().options(); },
    .audit_export_options = [] { return FhirAuditExport::spec().options(); },
};

}  // namespace pontis
