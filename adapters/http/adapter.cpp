#include "engine/core/adapter.h"

#include "adapters/http/http_sink.h"
#include "adapters/http/http_source.h"

namespace pontis {

extern const Adapter kHttpAdapter;
const Adapter kHttpAdapter = {
    .name = "http",
    .summary = "one message for each HTTP request",
    .maturity = Maturity::kTrial,
    .posture = Posture::kTrustedPeersOnly,
    .source = [](const Settings& settings) -> Result<std::unique_ptr<Source>> {
      auto options = HttpSource::spec().read(settings);
      if (!options) return options.error();
      return std::make_unique<HttpSource>(*options);
    },
    .sink = [](const Settings& settings, const Format&) -> Result<std::unique_ptr<Sink>> {
      auto options = HttpSink::spec().read(settings);
      if (!options) return options.error();
      if (options->url.empty()) return settings.error("\"url\" is required");
      return std::make_unique<HttpSink>(*options);
    },
    .source_options = [] { return HttpSource::spec().options(); },
    .sink_options = [] { return HttpSink::spec().options(); },
};

}  // namespace pontis
