#include "engine/app/console/engine_commands.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <sstream>

#include "engine/app/console/console.h"
#include "engine/app/open_store.h"
#include "engine/flow/person_stage.h"

namespace pontis {
namespace {

constexpr int kMisused = 2;

int failed(const Error& error) {
  std::cerr << "pontis: " << error.text << "\n";
  return 1;
}

}  // namespace

void EngineCommands::addTo(CLI::App& app) {
  CLI::App& index = *app.add_subcommand("index", "The shared patient index");
  index.require_subcommand(1);
  store_.addTo(app);
  persons_.addTo(index);
  CLI::App& subject = *app.add_subcommand("subject", "The rights of the person (GDPR 15 to 19)");
  subject.require_subcommand(1);
  subjects_.addTo(subject);
}

bool EngineCommands::chosen() const {
  return store_.chosen() || persons_.chosen() || subjects_.chosen();
}

const std::optional<std::string>& EngineCommands::data() const {
  return store_.chosen() ? store_.data() : persons_.chosen() ? persons_.data() : subjects_.data();
}

const std::string& EngineCommands::config() const {
  return store_.chosen()     ? store_.config()
         : persons_.chosen() ? persons_.config()
                             : subjects_.config();
}

int EngineCommands::run(const EngineParts& parts, std::ostream& out, std::ostream& err) const {
  if (store_.chosen()) return store_.run(parts, out, err);
  if (subjects_.chosen()) return subjects_.run(parts, out, err);
  return persons_.run(parts, out, err);
}

int EngineCommands::runHere(const std::string& location) const {
  const bool remote = location.find("://") != std::string::npos;
  if (!remote && !std::filesystem::exists(std::filesystem::path(location) / "pontis.db"))
    return failed(
        {Code::kNotFound, "no store in " + location + ": name the engine's data directory", ""});
  IndexOptions options;
  KeysConfig keys;
  AddressBook book;
  bool indexed = persons_.chosen();
  if (!config().empty()) {
    const auto read = loadConfig(config(), remote ? std::nullopt : std::make_optional(location));
    if (!read) return failed(read.error());
    keys = read->keys;
    book = addressBook(*read);
    indexed = indexed || (read->index && subjects_.chosen());
    if (read->index) options = *read->index;
  }
  const auto open = openStore(location, keys, "", keys.master.empty());
  if (!open) return failed(open.error());
  Store& store = *open->store;
  // The operator may name any assigning authority.
  options.learn_domains = true;
  Index index{std::move(options)};
  if (indexed)
    if (const auto read = PersonStage(index, store).catchUp(); !read) return failed(read.error());
  ConsentRegister consents(store);
  if (subjects_.chosen())
    if (const auto read = consents.catchUp(); !read) return failed(read.error());
  const Auditor auditor(store, "command line");
  const EngineParts parts{store,
                          indexed ? &index : nullptr,
                          consents,
                          auditor,
                          [&] { std::filesystem::remove(location + "/index.snapshot"); },
                          std::move(book)};
  return run(parts, std::cout, std::cerr);
}

int EngineCommands::runFor(const std::vector<std::string>& arguments) const {
  if (data()) return runHere(*data());
  const auto answer = askEngine(arguments);
  if (!answer) return failed(answer.error());
  std::cout << answer->out;
  std::cerr << answer->err;
  return answer->status;
}

CommandResult runEngineCommand(const std::vector<std::string>& arguments,
                               const EngineParts& parts) {
  CLI::App app;
  app.require_subcommand(1);
  EngineCommands commands;
  commands.addTo(app);
  std::ostringstream out, err;
  try {
    // CLI11 takes them last first.
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError& error) {
    return {app.exit(error, out, err) == 0 ? 0 : kMisused, out.str(), err.str()};
  }
  if (commands.needsIndex() && parts.index == nullptr)
    return {1, "", "pontis: this engine has no patient index: add \"index\" to its pontis.json\n"};
  const int status = commands.run(parts, out, err);
  return {status, out.str(), err.str()};
}

}  // namespace pontis
