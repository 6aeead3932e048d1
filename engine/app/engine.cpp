#include "engine/app/engine.h"

#include <map>

#include "engine/base/log.h"
#include "engine/flow/hits.h"

namespace pontis {
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

namespace {

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
  const Index nobody{IndexOptions{}};
  for (const ChannelConfig& channel : config.channels) {
    if (auto source = channel.source->source(channel.source_options); !source)
      return inChannel(channel, source.error());
    for (const ResponderConfig& one : channel.answers)
      if (auto made = one.adapter->responder(one.options, nobody); !made)
        return inChannel(channel, made.error());
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
  if (config.index) {
    engine->index_ = std::make_unique<Index>(*config.index);
    engine->snapshots_ = std::make_unique<Snapshots>(*engine->index_, engine->store_,
                                                     config.data + "/index.snapshot");
  }
  Maps maps;
  for (const ChannelConfig& channel : config.channels) {
    ChannelPlan plan{.name = channel.name,
                     .format_name = std::string(channel.format->name),
                     .format = channel.format->format,
                     .stages = {},
                     .index = engine->index_.get(),
                     .feeds_index = channel.index,
                     .responders = {},
                     .routes = {},
                     .duplicate_window = channel.duplicate_window,
                     .keep_unrouted = channel.keep_unrouted};
    for (const ResponderConfig& one : channel.answers) {
      auto made = one.adapter->responder(one.options, *engine->index_);
      if (!made) return inChannel(channel, made.error());
      plan.responders.push_back(std::move(*made));
    }
    const std::size_t first = engine->outboxes_.size();
    if (auto added = engine->addSinks(channel, maps, plan); !added) return added.error();
    std::vector<Outbox*> woken;
    for (std::size_t i = first; i < engine->outboxes_.size(); ++i)
      woken.push_back(engine->outboxes_[i].get());
    auto source = channel.source->source(channel.source_options);
    if (!source) return inChannel(channel, source.error());
    engine->sources_.push_back({channel.name, std::move(*source)});
    engine->channels_.push_back(std::make_unique<Channel>(std::move(plan), store, [woken] {
      for (Outbox* outbox : woken) outbox->wake();
    }));
  }
  return engine;
}

Result<Done> Engine::addSinks(const ChannelConfig& channel, Maps& maps, ChannelPlan& plan) {
  for (const SinkConfig& config : channel.sinks) {
    auto mapping = maps.get(config.map_folders);
    if (!mapping) return mapping.error();
    keepRules(*mapping, store_);
    auto sink = config.adapter->sink(config.options, *config.sends);
    if (!sink) return inChannel(channel, sink.error());
    Delivery delivery(*plan.format, std::move(*mapping),
                      channel.index && config.index_numbers ? plan.index : nullptr,
                      config.outbox.on_reject == "hold");
    outboxes_.push_back(std::make_unique<Outbox>(
        config.route.sink, std::move(*sink), std::move(delivery), store_, name_, config.outbox));
    plan.routes.push_back(config.route);
  }
  return Done{};
}

Result<Done> Engine::startIndex() {
  if (index_ == nullptr) return Done{};
  if (auto read = snapshots_->restore(); !read) return read;
  snapshots_->start();
  follower_ = std::make_unique<Follower>(*index_, store_, std::chrono::seconds(1));
  follower_->start();
  return Done{};
}

Result<Done> Engine::start() {
  if (auto ready = startIndex(); !ready) return ready;
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
  if (follower_) follower_->stop();
  for (const auto& outbox : outboxes_) outbox->stop();
  if (snapshots_) snapshots_->stop();
  if (const auto released = store_.release(name_); !released)
    log(Level::kWarn, "engine", "leases were not given up: they lapse by themselves",
        {{"why", released.error().text}});
}

}  // namespace pontis
