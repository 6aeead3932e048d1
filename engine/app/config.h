// Config: the files that say what an engine does, read and checked as a whole.
//
// An engine file (pontis.json) names the store and the folder of channels; each channel is a file
// of its own. JSON with comments and trailing commas; unknown keys are errors; strings may hold
// references (references.h). `pontis --schema` prints the JSON Schema of both.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/app/audit_config.h"
#include "engine/app/channel_privacy.h"
#include "engine/app/keys_config.h"
#include "engine/app/privacy_config.h"
#include "engine/core/adapter.h"
#include "engine/core/settings.h"
#include "engine/core/spec.h"
#include "engine/flow/channel.h"
#include "engine/flow/outbox.h"
#include "engine/index/index.h"

namespace pontis {

struct SinkConfig {
  Route route;
  const Adapter* adapter = nullptr;
  Settings options;                      // the adapter's own
  std::vector<std::string> map_folders;  // absolute; empty: payloads go as received
  const Format* sends = nullptr;         // the channel's format, or what maps make of it
  bool index_numbers = true;             // the index's beside the senders'
  OutboxOptions outbox;
  Recipient recipient;  // who gets the data
};

struct ResponderConfig {
  const Adapter* adapter = nullptr;
  Settings options;
};

struct ChannelConfig {
  std::string name;
  const Adapter* source = nullptr;
  Settings source_options;
  const Adapter* format = nullptr;
  std::chrono::milliseconds duplicate_window{};
  bool keep_unrouted = false;
  bool index = true;                     // whether its messages go through the engine's index
  std::vector<ResponderConfig> answers;  // who answers queries
  std::vector<SinkConfig> sinks;         // may be none if there is one who answers
  ChannelPrivacy privacy;
  std::vector<Recipient> askers;  // who asks those who answer
};

struct EngineConfig {
  std::string file;                   // the engine file
  std::string data;                   // the data directory, absolute
  std::string store;                  // a directory or postgresql://…
  KeysConfig keys;                    // no master key: nothing is encrypted
  std::optional<IndexOptions> index;  // of the shared patient index; none: there is none
  AuditConfig audit;
  std::optional<PrivacyConfig> privacy;  // none: no channel carries personal data
  std::vector<ChannelConfig> channels;
  std::string digest;  // SHA-256 of all files as they are read, in hexadecimal
};

// Reads an engine file, or the pontis.json of a folder, and every channel it names. `data`
// overrides the data directory, which is otherwise `data` beside the engine file. All mistakes are
// reported at once, a line each, each with file:line:column. Opens nothing but files.
Result<EngineConfig> loadConfig(const std::string& path, const std::optional<std::string>& data);

// The options that engine files, channel files and sinks have beside their adapter's own.
const OptionList& engineOptions();
const OptionList& channelOptions();
const OptionList& sinkOptions();
const OptionList& retryOptions();
const OptionList& indexOptions();
const OptionList& domainOptions();

// The JSON Schema (draft 2020-12) of engine and channel files, made from the options of this build.
std::string configSchema();
// Every adapter of this build, as the Markdown that stands in adapters/README.md.
std::string adapterReference();

}  // namespace pontis
