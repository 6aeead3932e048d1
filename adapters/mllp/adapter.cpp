#include "engine/core/adapter.h"

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
    .source_options = [] { return MllpSource::spec().options(); },
};

}  // namespace pontis
