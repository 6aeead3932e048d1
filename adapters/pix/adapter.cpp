#include "engine/core/adapter.h"

#include "adapters/pix/pix_responder.h"
#include "adapters/pix/pix_source.h"

namespace pontis {

extern const Adapter kPixAdapter;
const Adapter kPixAdapter = {
    .name = "pix",
    .summary = "the patient index over HL7 v2: answers PIX and PDQ queries, tells of its changes",
    .maturity = Maturity::kTrial,
    .posture = Posture::kHostilePeers,
    .source = [](const Settings& settings) -> Result<std::unique_ptr<Source>> {
      auto options = PixSource::spec().read(settings);
      if (!options) return options.error();
      if (options->state.empty()) return settings.error("\"state\" is required");
      return std::make_unique<PixSource>(*options);
    },
    .tells_of_index = true,
    .responder = [](const Settings& settings,
                    const Index& index) -> Result<std::unique_ptr<Responder>> {
      auto options = PixResponder::spec().read(settings);
      if (!options) return options.error();
      return std::make_unique<PixResponder>(*options, index);
    },
    .source_options = [] { return PixSource::spec().options(); },
    .responder_options = [] { return PixResponder::spec().options(); },
};

}  // namespace pontis
