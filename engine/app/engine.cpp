#include "engine/app/engine.h"

#include <filesystem>
#include <map>

#include "engine/app/endpoint.h"
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

constexpr auto kRetentionPeriod = std::chrono::minutes(1);

std::vector<RetentionRule> retentionRules(const EngineConfig& config) {
  std::vector<RetentionRule> rules;
  for (const ChannelConfig& channel : config.channels) {
    const Retention& keep = channel.privacy.retention;
    if (keep.age.count() != 0 || keep.bytes != 0)
      rules.push_back({channel.name, keep.age, keep.bytes});
  }
  return rules;
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
    engine->snapshot_ = config.data + "/index.snapshot";
    engine->snapshots_ =
        std::make_unique<Snapshots>(*engine->index_, engine->store_, engine->snapshot_);
  }
  engine->configuration_ = config.digest;
  engine->auditor_ = std::make_unique<Auditor>(store, engine->name_);
  engine->privacy_ = config.privacy.value_or(PrivacyConfig{});
  engine->consents_ = std::make_unique<ConsentRegister>(store);
  engine->retention_ =
      std::make_unique<Retirement>(store, retentionRules(config), kRetentionPeriod);
  for (const AuditExportConfig& one : config.audit.exports) {
    auto exporter = one.adapter->audit_export(one.options);
    if (!exporter) return exporter.error();
    engine->feeds_.push_back(std::make_unique<AuditFeed>(store, one.name, std::move(*exporter)));
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
                     .askers = {},
                     .consents = engine->consents_.get(),
                     .auditor = engine->auditor_.get(),
                     .routes = {},
                     .duplicate_window = channel.duplicate_window,
                     .keep_unrouted = channel.keep_unrouted};
    for (const ResponderConfig& one : channel.answers) {
      auto made = one.adapter->responder(one.options, *engine->index_);
      if (!made) return inChannel(channel, made.error());
      plan.responders.push_back(std::move(*made));
    }
    for (const Recipient& asker : channel.askers)
      plan.askers.push_back(
          {asker.applications, Gate(*plan.format, *engine->consents_, plan.index,
                                    engine->gateOptions(channel, asker, "access", ""))});
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

// What this recipient asks for, and by which law it is decided.
GateOptions Engine::gateOptions(const ChannelConfig& channel, const Recipient& recipient,
                                std::string action, std::string address) const {
  GateOptions options;
  options.personal = channel.privacy.personal;
  options.asks = accessRequest(recipient, channel.privacy.purposes, std::move(action));
  options.jurisdiction = lawFor(privacy_, recipient);
  options.labels = privacy_.labels;
  options.recipient = {recipient.name, {}, {}, recipient.organization, std::move(address)};
  if (store_.sealing())
    options.pseudonym = [this, name = recipient.name](const Identifier& identifier) {
      // Another for each recipient: two of them cannot put their data together by it.
      return store_.tag("pseudonym " + name + " " + personKey(identifier));
    };
  return options;
}

Result<Done> Engine::addSinks(const ChannelConfig& channel, Maps& maps, ChannelPlan& plan) {
  for (const SinkConfig& config : channel.sinks) {
    auto mapping = maps.get(config.map_folders);
    if (!mapping) return mapping.error();
    keepRules(*mapping, store_);
    auto sink = config.adapter->sink(config.options, *config.sends);
    if (!sink) return inChannel(channel, sink.error());
    Delivery delivery(
        *plan.format,
        Gate(*plan.format, *consents_, plan.index,
             gateOptions(channel, config.recipient, "disclose", endpointOf(config).address)),
        *auditor_, std::move(*mapping),
        channel.index && config.index_numbers ? plan.index : nullptr,
        config.outbox.on_reject == "hold");
    outboxes_.push_back(std::make_unique<Outbox>(
        config.route.sink, std::move(*sink), std::move(delivery), store_, name_, config.outbox));
    plan.routes.push_back(config.route);
  }
  return Done{};
}

void Engine::dropSnapshots() {
  if (!snapshot_.empty()) std::filesystem::remove(snapshot_);
}

// Each start says by which configuration; one that was never seen before is a change of it.
Result<Done> Engine::recordStart() {
  const std::string key = "configuration " + configuration_;
  const auto known = store_.rules(key);
  if (!known && known.error().code != Code::kNotFound) return known.error();
  if (!known) {
    AuditRecord change = auditor_->begin(AuditActivity::kConfigure);
    change.outcome_text = "sha256:" + configuration_;
    if (auto kept = auditor_->keep(std::move(change), {}); !kept) return kept;
    if (auto kept = store_.keepRules(key, "seen"); !kept) return kept;
  }
  AuditRecord start = auditor_->begin(AuditActivity::kStart);
  start.outcome_text = "configuration sha256:" + configuration_;
  running_ = true;
  return auditor_->keep(std::move(start), {});
}

Result<Done> Engine::startIndex() {
  if (index_ == nullptr) return Done{};
  if (store_.sealing()) {
    // A snapshot would hold all persons in clear: the log, which is sealed, is read instead.
    dropSnapshots();
    snapshots_.reset();
    return PersonStage(*index_, store_).catchUp(0);
  }
  if (auto read = snapshots_->restore(); !read) return read;
  snapshots_->start();
  return Done{};
}

Result<Done> Engine::start() {
  if (auto ready = startIndex(); !ready) return ready;
  if (auto recorded = recordStart(); !recorded) return recorded;
  if (auto read = consents_->catchUp(); !read) return read;
  follower_ = std::make_unique<Follower>(index_.get(), *consents_, store_, std::chrono::seconds(1));
  follower_->start();
  retention_->start();
  for (const auto& feed : feeds_) feed->start();
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

void Engine::recordStop() {
  if (!running_) return;
  running_ = false;
  const auto kept = auditor_->keep(auditor_->begin(AuditActivity::kStop), {});
  const auto signed_head = kept ? store_.signHead(true) : kept;
  if (!signed_head)
    log(Level::kWarn, "engine", "the stop does not stand in the audit log",
        {{"why", signed_head.error().text}});
}

void Engine::stop() {
  for (; started_ > 0; --started_) sources_[started_ - 1].source->stop();
  if (follower_) follower_->stop();
  if (retention_) retention_->stop();
  for (const auto& feed : feeds_) feed->stop();
  for (const auto& outbox : outboxes_) outbox->stop();
  if (snapshots_) snapshots_->stop();
  recordStop();
  if (const auto released = store_.release(name_); !released)
    log(Level::kWarn, "engine", "leases were not given up: they lapse by themselves",
        {{"why", released.error().text}});
}

}  // namespace pontis
