#include "engine/core/adapter.h"

#include "adapters/mllp/mllp_sink.h"
#include "adapters/mllp/mllp_source.h"

namespace pontis {

extern const Adapter kMllpAdapter;
const Adapter kMllpAdapter = {
    .name = "mllp",
    .summary = "HL7 v2 over TCP in MLLP frames",
    .maturity = Maturity::kStable,
    .posture = Posture::kHostilePeers,
    .source = [](const Settings& settings) -> Result<std::unique_ptr<Source>> {
      auto options = MllpSource::spec().read(settings);
      if (!options) return options.error();
      return std::make_unique<MllpSource>(*options);
    },
    .sink = [](const Settings& settings, const Format& format) -> Result<std::unique_ptr<Sink>> {
      auto options = MllpSink::spec().read(settings);
      if (!options) return options.error();
      if (options->address.empty()) return settings.error("\"address\" is required");
      // Without acknowledgements no delivery would ever be done.
      const auto read = format.readAcknowledgement({}, "");
      if (!read && read.error().code == Code::kUnsupported)
        return settings.error("MLLP carries HL7 v2, and this sink would send another standard");
      return std::make_unique<MllpSink>(*options, format);
    },
    .source_options = [] { return MllpSource::spec().options(); },
    .sink_options = [] { return MllpSink::spec().options(); },
};

}  // namespace pontis
