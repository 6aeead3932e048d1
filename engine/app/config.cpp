#include "engine/app/config.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "engine/app/index_config.h"
#include "engine/app/maps.h"
#include "engine/app/references.h"
#include "engine/audit/chain/digest.h"

namespace pontis {
namespace {

namespace fs = std::filesystem;

struct EngineKeys {
  std::string store = "${data}";
  std::string channels = "channels";
};

const Spec<EngineKeys>& engineSpec() {
  static const Spec<EngineKeys> kSpec =
      Spec<EngineKeys>()
          .field("store", &EngineKeys::store,
                 "Where accepted messages are kept: a directory (SQLite) or postgresql://….")
          .field("channels", &EngineKeys::channels,
                 "Folder of the channel files (*.json), relative to this file.");
  return kSpec;
}

struct ChannelKeys {
  std::string name;
  std::string format = "hl7v2";
  std::chrono::milliseconds duplicate_window = std::chrono::hours(24);
  std::string unrouted = "refuse";
  bool index = true;
};

std::function<std::string(const std::string&)> oneOf(std::string first, std::string second) {
  return [=](const std::string& value) {
    return value == first || value == second ? std::string()
                                             : "expected \"" + first + "\" or \"" + second + "\"";
  };
}

std::string checkName(const std::string& name) {
  const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
  });
  return plain ? std::string() : "expected letters, digits, '-', '_' or '.'";
}

const Spec<ChannelKeys>& channelSpec() {
  static const Spec<ChannelKeys> kSpec =
      Spec<ChannelKeys>()
          .field("name", &ChannelKeys::name, "Name of the channel, unique in the engine.",
                 {checkName})
          .field("format", &ChannelKeys::format, "The standard that is spoken: see the adapters.")
          .field("duplicate_window", &ChannelKeys::duplicate_window,
                 "The same message (sender, control id and bytes) within this time is delivered "
                 "once; 0s: never looked for.")
          .field("unrouted", &ChannelKeys::unrouted,
                 "What becomes of a message that no sink takes: \"refuse\" or \"keep\".",
                 {oneOf("refuse", "keep")})
          .field("index", &ChannelKeys::index,
                 "Whether its persons are looked up in the shared patient index, if the engine has "
                 "one.");
  return kSpec;
}

struct SinkKeys {
  std::string name;
  std::vector<std::string> types, map;
  bool index_numbers = true;
};

const Spec<SinkKeys>& sinkSpec() {
  static const Spec<SinkKeys> kSpec =
      Spec<SinkKeys>()
          .field("name", &SinkKeys::name, "Name of the sink, unique in the engine.", {checkName})
          .field("types", &SinkKeys::types,
                 "Types of message that go there, such as \"ADT^A01\" or \"ADT^*\"; none: all.")
          .field("map", &SinkKeys::map,
                 "Folders of maps, relative to this file; a later one wins rule by rule. HL7 v2 "
                 "becomes FHIR, FHIR becomes HL7 v2. None: messages go as received.")
          .field("index_numbers", &SinkKeys::index_numbers,
                 "Whether the index's number of each person is put beside the sender's.");
  return kSpec;
}

const Spec<OutboxOptions>& retrySpec() {
  static const Spec<OutboxOptions> kSpec =
      Spec<OutboxOptions>()
          .field("first", &OutboxOptions::first_retry, "Wait after the first failure; it doubles.")
          .field("last", &OutboxOptions::last_retry, "The longest wait.")
          .field("attempts", &OutboxOptions::attempts, "Then a dead letter; 0: tried for ever.")
          .field("on_reject", &OutboxOptions::on_reject,
                 "When the peer refuses for good: \"dead_letter\", or \"hold\": stop this sink "
                 "until an operator releases it.",
                 {oneOf("dead_letter", "hold")})
          .field("batch", &OutboxOptions::batch, "Deliveries handed to the sink at once.",
                 {[](const std::size_t& batch) {
                   return batch > 0 && batch <= 10'000 ? std::string() : "expected 1 to 10000";
                 }})
          .field("window", &OutboxOptions::window, "Waiting deliveries known in memory at once.",
                 {[](const std::size_t& window) {
                   return window > 0 ? std::string() : "expected at least 1";
                 }});
  return kSpec;
}

enum class Role { kSource, kSink, kResponder };

bool plays(const Adapter& adapter, Role role) {
  return role == Role::kSource ? adapter.source != nullptr
         : role == Role::kSink ? adapter.sink != nullptr
                               : adapter.responder != nullptr;
}

// Where a component stands in the file and which adapter it uses.
Result<const Adapter*> adapterOf(const Settings& component, Role role) {
  const Settings* use = component.find("use");
  if (use == nullptr || use->kind() != Settings::Kind::kString)
    return component.error("\"use\" is missing: it names the adapter");
  const Adapter* adapter = findAdapter(use->string());
  if (adapter != nullptr && plays(*adapter, role)) return adapter;
  std::string known;
  for (const Adapter* each : adapters())
    if (plays(*each, role)) known += (known.empty() ? "" : ", ") + std::string(each->name);
  const std::string what = role == Role::kSource ? "be a source"
                           : role == Role::kSink ? "be a sink"
                                                 : "answer queries";
  return use->error("no adapter \"" + use->string() + "\" can " + what + "; known are: " + known);
}

// The members of `component` that belong to the engine (`own`) or to the adapter (the others).
Settings only(const Settings& component, const OptionList& own) {
  std::vector<std::string_view> others;
  for (const auto& [key, value] : component.members())
    if (std::none_of(own.begin(), own.end(),
                     [&](const Option& option) { return option.name == key; }))
      others.push_back(key);
  return component.without(others);
}

std::string absolute(const std::string& folder, const std::string& path) {
  return fs::weakly_canonical(fs::path(folder) / path).string();
}

bool isUrl(std::string_view place) { return place.find("://") != std::string_view::npos; }

// `format` is that of the channel.
Result<SinkConfig> readSink(const Settings& settings, const Adapter& format,
                            const std::string& folder) {
  if (settings.kind() != Settings::Kind::kObject) return settings.error("expected an object");
  SinkConfig sink;
  auto adapter = adapterOf(settings, Role::kSink);
  if (!adapter) return adapter.error();
  sink.adapter = *adapter;
  const auto keys = sinkSpec().read(only(settings, sinkOptions()));
  if (!keys) return keys.error();
  if (keys->name.empty()) return settings.error("a sink needs a \"name\"");
  sink.route = {keys->name, keys->types};
  sink.index_numbers = keys->index_numbers;
  for (const std::string& map : keys->map) {
    sink.map_folders.push_back(absolute(folder, map));
    if (!fs::is_directory(sink.map_folders.back()))
      return settings.find("map")->error("no such folder: " + sink.map_folders.back());
  }
  sink.sends = keys->map.empty() ? format.format : mappedFormat(format.name);
  if (sink.sends == nullptr)
    return settings.find("map")->error("no map reads the format \"" + std::string(format.name) +
                                       "\"");
  if (const Settings* retry = settings.find("retry")) {
    const auto outbox = retrySpec().read(*retry);
    if (!outbox) return outbox.error();
    sink.outbox = *outbox;
  }
  std::vector<std::string_view> own = {"use", "retry", "recipient"};
  for (const Option& option : sinkOptions()) own.push_back(option.name);
  sink.options = settings.without(own);
  return sink;
}

Result<Done> readSource(const Settings& settings, ChannelConfig& channel) {
  const Settings* source = settings.find("source");
  if (source == nullptr || source->kind() != Settings::Kind::kObject)
    return settings.error("a channel needs a \"source\"");
  auto adapter = adapterOf(*source, Role::kSource);
  if (!adapter) return adapter.error();
  channel.source = *adapter;
  channel.source_options = source->without({"use"});
  return Done{};
}

Result<std::vector<ResponderConfig>> readAnswers(const Settings& settings) {
  std::vector<ResponderConfig> all;
  const Settings* answers = settings.find("answers");
  if (answers == nullptr) return all;
  if (answers->kind() != Settings::Kind::kArray) return answers->error("expected an array");
  for (const Settings& each : answers->items()) {
    if (each.kind() != Settings::Kind::kObject) return each.error("expected an object");
    auto adapter = adapterOf(each, Role::kResponder);
    if (!adapter) return adapter.error();
    all.push_back({*adapter, each.without({"use"})});
  }
  return all;
}

Result<ChannelConfig> readChannel(const Settings& settings, const std::string& folder) {
  ChannelConfig channel;
  if (settings.kind() != Settings::Kind::kObject) return settings.error("expected an object");
  const auto keys =
      channelSpec().read(settings.without({"source", "sinks", "answers", "privacy", "recipients"}));
  if (!keys) return keys.error();
  if (keys->name.empty()) return settings.error("a channel needs a \"name\"");
  channel.name = keys->name;
  channel.duplicate_window = keys->duplicate_window;
  channel.keep_unrouted = keys->unrouted == "keep";
  channel.format = findAdapter(keys->format);
  if (channel.format == nullptr || channel.format->format == nullptr)
    return settings.find("format")->error("no adapter \"" + keys->format + "\" is a format");
  if (auto read = readSource(settings, channel); !read) return read.error();
  channel.index = keys->index && !channel.source->tells_of_index;
  auto answers = readAnswers(settings);
  if (!answers) return answers.error();
  channel.answers = std::move(*answers);
  const Settings* sinks = settings.find("sinks");
  if (sinks == nullptr && !channel.answers.empty()) return channel;
  if (sinks == nullptr || sinks->kind() != Settings::Kind::kArray || sinks->items().empty())
    return settings.error("a channel needs \"sinks\": at least one");
  for (const Settings& each : sinks->items()) {
    auto sink = readSink(each, *channel.format, folder);
    if (!sink) return sink.error();
    channel.sinks.push_back(std::move(*sink));
  }
  return channel;
}

ChannelConfig disclosing(ChannelConfig channel, Disclosures disclosures) {
  channel.privacy = std::move(disclosures.privacy);
  channel.askers = std::move(disclosures.askers);
  for (std::size_t i = 0; i < channel.sinks.size() && i < disclosures.sinks.size(); ++i)
    channel.sinks[i].recipient = std::move(disclosures.sinks[i]);
  return channel;
}

// With what the engine file says of personal data and their audit.
Checked<EngineConfig> answeringFor(EngineConfig config, const Settings& settings,
                                   const std::string& folder) {
  std::string mistakes;
  if (const Settings* privacy = settings.find("privacy")) {
    auto read = readPrivacyConfig(*privacy, folder);
    mistakes += read.mistakes;
    config.privacy = std::move(read.value);
  }
  if (const Settings* audit = settings.find("audit")) {
    auto read = readAuditConfig(*audit);
    mistakes += read.mistakes;
    config.audit = std::move(read.value);
  }
  return {std::move(config), std::move(mistakes)};
}

// Personal data for which nobody answers.
std::string unansweredFor(const EngineConfig& config, const Settings& settings) {
  const bool personal =
      std::any_of(config.channels.begin(), config.channels.end(),
                  [](const ChannelConfig& channel) { return channel.privacy.personal; });
  if (config.privacy || !personal) return {};
  return settings
             .error(
                 "its channels carry personal data: add \"privacy\": "
                 "{\"controller\": {…}, \"jurisdiction\": \"…\"}")
             .text +
         "\n";
}

Result<Settings> readSettings(const std::string& path, const std::string& data) {
  const auto text = readFile(path);
  if (!text) return text.error();
  const auto settings = Settings::parse(*text, path);
  if (!settings) return settings.error();
  const Places places{fs::path(path).parent_path().string(), data};
  return settings->resolved(
      [&places](std::string_view each) { return resolveReferences(each, places); });
}

// Empty if it cannot be read: somebody else says so.
std::string textOf(const std::string& path) {
  auto text = readFile(path);
  return text ? std::move(*text) : std::string();
}

Result<std::vector<std::string>> channelFiles(const std::string& folder) {
  std::error_code error;
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  if (error)
    return Error{Code::kNotFound, "cannot read the folder " + folder + ": " + error.message(), ""};
  if (files.empty())
    return Error{Code::kNotFound, folder + ": no channel (*.json) in this folder", ""};
  std::sort(files.begin(), files.end());
  return files;
}

// Each name once: `taken` says where it was seen first.
std::string claim(std::map<std::string, std::string>& taken, std::string_view kind,
                  const std::string& name, const std::string& file) {
  const auto [at, fresh] = taken.emplace(name, file);
  if (fresh) return {};
  return file + ": the " + std::string(kind) + " \"" + name + "\" is also in " + at->second +
         ": give one of them another name\n";
}

}  // namespace

const OptionList& engineOptions() { return engineSpec().options(); }
const OptionList& channelOptions() { return channelSpec().options(); }
const OptionList& sinkOptions() { return sinkSpec().options(); }
const OptionList& retryOptions() { return retrySpec().options(); }

Result<EngineConfig> loadConfig(const std::string& path, const std::optional<std::string>& data) {
  EngineConfig config;
  std::error_code ignored;
  config.file = fs::is_directory(path, ignored) ? (fs::path(path) / "pontis.json").string() : path;
  const std::string folder = fs::absolute(config.file).parent_path().string();
  config.data = data ? fs::absolute(*data).string() : absolute(folder, "data");

  const auto settings = readSettings(config.file, config.data);
  if (!settings) return settings.error();
  std::string all = textOf(config.file);
  const auto keys = engineSpec().read(settings->without({"index", "keys", "privacy", "audit"}));
  if (!keys) return keys.error();
  if (const Settings* own = settings->find("keys")) {
    auto read = readKeys(*own);
    if (!read) return read.error();
    config.keys = std::move(*read);
    if (config.keys.place == "${data}/keys") config.keys.place = config.data + "/keys";
    if (!isUrl(config.keys.place)) config.keys.place = absolute(folder, config.keys.place);
  }
  if (const Settings* index = settings->find("index")) {
    auto options = readIndex(*index, folder);
    if (!options) return options.error();
    config.index = std::move(*options);
  }
  config.store = keys->store == "${data}" ? config.data : keys->store;
  if (!isUrl(config.store)) config.store = absolute(folder, config.store);

  const auto files = channelFiles(absolute(folder, keys->channels));
  if (!files) return files.error();
  auto answering = answeringFor(std::move(config), *settings, folder);
  config = std::move(answering.value);
  std::string mistakes = std::move(answering.mistakes);
  const std::string home = config.privacy ? config.privacy->controller.country : std::string();
  std::map<std::string, std::string> channels, sinks;
  for (const std::string& file : *files) {
    all += "\n" + textOf(file);
    const auto text = readSettings(file, config.data);
    auto channel = text ? readChannel(*text, fs::path(file).parent_path().string())
                        : Result<ChannelConfig>(text.error());
    auto disclosures = text ? readDisclosures(*text, home) : Checked<Disclosures>();
    mistakes += disclosures.mistakes;
    if (!channel) {
      mistakes += channel.error().text + "\n";
      continue;
    }
    mistakes += claim(channels, "channel", channel->name, file);
    if (!config.index && (!channel->answers.empty() || channel->source->tells_of_index))
      mistakes +=
          file + ": this needs the patient index: add \"index\": {} to " + config.file + "\n";
    for (const SinkConfig& sink : channel->sinks)
      mistakes += claim(sinks, "sink", sink.route.sink, file);
    config.channels.push_back(disclosing(std::move(*channel), std::move(disclosures.value)));
  }
  mistakes += unansweredFor(config, *settings);
  config.digest = toHex(sha256(all));
  if (mistakes.empty()) return config;
  mistakes.pop_back();
  return Error{Code::kInvalid, mistakes, ""};
}

}  // namespace pontis
