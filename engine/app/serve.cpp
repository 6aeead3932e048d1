#include "engine/app/serve.h"

#include <fmt/format.h>
#include <malloc.h>

#include <csignal>
#include <iostream>

#include "engine/app/admin.h"
#include "engine/app/config.h"
#include "engine/app/console/console.h"
#include "engine/app/data_directory.h"
#include "engine/app/engine.h"
#include "engine/app/open_store.h"
#include "engine/base/log.h"

namespace pontis {
namespace {

// Threads inherit the mask, so this comes before the first of them.
sigset_t blockSignals() {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  return ends;
}

int refuse(const Error& error, int status) {
  std::cerr << "pontis: " << error.text << "\n";
  return status;
}

}  // namespace

int validate(const std::string& config_path, const std::optional<std::string>& data) {
  const auto config = loadConfig(config_path, data);
  if (!config) return refuse(config.error(), 2);
  if (const auto checked = Engine::check(*config); !checked) return refuse(checked.error(), 2);
  std::size_t sinks = 0;
  for (const ChannelConfig& channel : config->channels) sinks += channel.sinks.size();
  std::cout << fmt::format("{}: {} channel{}, {} sink{}: no mistake found\n", config->file,
                           config->channels.size(), config->channels.size() == 1 ? "" : "s", sinks,
                           sinks == 1 ? "" : "s");
  return 0;
}

int serve(const std::string& config_path, const std::optional<std::string>& data) {
  const auto begun = std::chrono::steady_clock::now();
  const sigset_t ends = blockSignals();
  // Few threads allocate at once; an arena for each would only keep memory from the others.
  ::mallopt(M_ARENA_MAX, 2);
  const auto config = loadConfig(config_path, data);
  if (!config) return refuse(config.error(), 2);
  const auto data_directory = DataDirectory::open(config->data);
  if (!data_directory) return refuse(data_directory.error(), 1);
  const std::string signing_key = config->data + "/audit.key";
  if (const auto made = makeSigningKey(signing_key); !made) return refuse(made.error(), 1);
  const auto open = openStore(config->store, config->keys, signing_key);
  if (!open) return refuse(open.error(), 1);
  if (open->vault == nullptr)
    log(Level::kWarn, "engine",
        "nothing is encrypted: patient data lie on the disk as they are, and cannot be erased for "
        "good; give \"keys\" a \"master\"",
        {});
  Store& store = *open->store;
  auto engine = Engine::build(*config, store, (*data_directory)->engine());
  if (!engine) return refuse(engine.error(), 2);
  if (const auto started = (*engine)->start(); !started) return refuse(started.error(), 1);
  const auto admin =
      AdminServer::start(config->data, [&store, &engine, &config](const auto& arguments) {
        return runEngineCommand(
            arguments, {store, (*engine)->index(), (*engine)->consents(), (*engine)->auditor(),
                        [&engine] { (*engine)->dropSnapshots(); }, addressBook(*config)});
      });
  if (!admin)
    log(Level::kWarn, "engine", "the command line cannot ask this engine; --data works",
        {{"why", admin.error().text}});
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begun);
  log(Level::kInfo, "engine", "ready",
      {{"channels", std::to_string(config->channels.size())},
       {"milliseconds", std::to_string(took.count())}});
  int signal = 0;
  sigwait(&ends, &signal);
  log(Level::kInfo, "engine", "stopping", {{"signal", std::to_string(signal)}});
  (*engine)->stop();
  log(Level::kInfo, "engine", "stopped");
  return 0;
}

}  // namespace pontis
