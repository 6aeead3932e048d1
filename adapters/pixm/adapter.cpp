#include "engine/core/adapter.h"

#include "adapters/pixm/pixm_responder.h"

namespace pontis {

extern const Adapter kPixmAdapter;
const Adapter kPixmAdapter = {
    .name = "pixm",
    .summary = "the shared patient index over FHIR: IHE PIXm and PDQm",
    .maturity = Maturity::kTrial,
    .posture = Posture::kTrustedPeersOnly,
    .responder = [](const Settings& settings,
                    const Index& index) -> Result<std::unique_ptr<Responder>> {
      auto options = PixmResponder::spec().read(settings);
      if (!options) return options.error();
      return std::make_unique<PixmResponder>(*options, index);
    },
    .responder_options = [] { return PixmResponder::spec().options(); },
};

}  // namespace pontis
