#include "engine/app/engine.h"

#include <map>

#include "engine/base/log.h"
#include "engine/flow/hits.h"

namespace pontis {
namespace {

// Each set of map folders is compiled once, however many sinks use it.
class Maps {
 public:
  Result<std::shared_ptr<const Mapping>> get(const std::vector<std::string>& folders) {
    if (folders.empty()) return std::shared_ptr<const Mapping>();
    auto& known = loaded_[folders];
    if (known != nullptr) return known;
    auto loaded = Mapping::load(folders);
    if (loaded) known = *loaded;
    return loaded;
  }

 private:
  std::map<std::vector<std::string>, std::shared_ptr<const Mapping>> loaded_;
};

// A delivery says which rules wrote something by their numbers; a trace needs their names.
// Messages flow without it.
void keepRules(const std::shared_ptr<const Mapping>& mapping, Store& store) {
  if (mapping == nullptr) return;
  const std::string text = rulesText(mapping->rules());
  if (const auto kept = store.keepRules(keyOf(text), text); !kept)
    log(Level::kWarn, "engine", "traces will not name the rules of maps",
        {{"why", kept.error().text}});
}

Error inChannel(const ChannelConfig& channel, const Error& error) {
  return {error.code, "channel " + channel.name + ": " + error.text, error.where};
}

}  // namespace

Engine::~Engine() { stop(); }

Result<Done> Engine::check(const EngineConfig& config) {
  Maps maps;
  for (const ChannelConfig& channel : config.channels) {
    if (auto source = channel.source->source(channel.source_options); !source)
      return inChannel(channel, source.error());
    for (const SinkConfig& sink : channel.sinks) {
      if (auto mapping = maps.get(sink.map_folders); !mapping) return mapping.error();
      if (auto made = sink.adapter->sink(sink.options, *sink.sends); !made)
        return inChannel(channel, made.error());
    }
  }
  return Done{};
}

Result<std::unique_ptr<Engine>> Engine::build(const EngineConfig& config, Store& store,
                                              std::string name) {
  std::unique_ptr<Engine> engine(new Engine(store, std::move(name)));
  Maps maps;
  for (const ChannelConfig& channel : config.channels) {
    ChannelPlan plan{.name = channel.name,
                     .format_name = std::string(channel.format->name),
                     .format = channel.format->format,
                     .stages = {},
                     .routes = {},
                     .duplicate_window = channel.duplicate_window,
                     .keep_unrouted = channel.keep_unrouted};
    std::vector<Outbox*> woken;
    for (const SinkConfig& config_of_sink : channel.sinks) {
      auto mapping = maps.get(config_of_sink.map_folders);
      if (!mapping) return mapping.error();
      keepRules(*mapping, store);
      auto sink = config_of_sink.adapter->sink(config_of_sink.options, *config_of_sink.sends);
      if (!sink) return inChannel(channel, sink.error());
      engine->outboxes_.push_back(std::make_unique<Outbox>(
          config_of_sink.route.sink, std::move(*sink), *plan.format, std::move(*mapping), store,
          engine->name_, config_of_sink.outbox));
      woken.push_back(engine->outboxes_.back().get());
      plan.routes.push_back(config_of_sink.route);
    }
    auto source = channel.source->source(channel.source_options);
    if (!source) return inChannel(channel, source.error());
    engine->sources_.push_back({channel.name, std::move(*source)});
    engine->channels_.push_back(std::make_unique<Channel>(std::move(plan), store, [woken] {
      for (Outbox* outbox : woken) outbox->wake();
    }));
  }
  return engine;
}

Result<Done> Engine::start() {
  for (const auto& outbox : outboxes_) outbox->start();
  for (; started_ < sources_.size(); ++started_) {
    auto begun = sources_[started_].source->start(*channels_[started_]);
    if (begun) continue;
    const Error error{begun.error().code,
                      "channel " + sources_[started_].channel + ": " + begun.error().text, ""};
    stop();
    return error;
  }
  return Done{};
}

void Engine::stop() {
  for (; started_ > 0; --started_) sources_[started_ - 1].source->stop();
  for (const auto& outbox : outboxes_) outbox->stop();
  if (const auto released = store_.release(name_); !released)
    log(Level::kWarn, "engine", "leases were not given up: they lapse by themselves",
        {{"why", released.error().text}});
}

}  // namespace pontis
