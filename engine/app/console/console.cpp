#include "engine/app/console/console.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>

#include "engine/app/config.h"
#include "engine/app/console/audit_commands.h"
#include "engine/app/console/audit_send.h"
#include "engine/app/console/consent_commands.h"
#include "engine/app/console/engine_commands.h"
#include "engine/app/console/files.h"
#include "engine/app/console/index_commands.h"
#include "engine/app/console/map_commands.h"
#include "engine/app/console/privacy_commands.h"
#include "engine/app/serve.h"

namespace pontis {
namespace {

constexpr int kMisused = 2;

CLI::App* command(CLI::App& app, const char* name, const char* help, const char* example) {
  CLI::App* made = app.add_subcommand(name, help);
  made->footer(std::string("Example:\n  pontis ") + example);
  return made;
}

struct Calls {
  std::string config;
  std::optional<std::string> data;
  ConvertOptions convert;
  InspectOptions inspect;
  SendOptions send;
  TestOptions test;
  ExplainOptions explain;
  ExportOptions export_;
  LinkOptions link;
  GradeOptions grade;
  TrainOptions train;
  DecideOptions decide;
  VerifyCommand verify;
  ProveCommand prove;
  CheckCommand check;
  SendLogCommand send_log;
  RegisterOptions record;
  AssessmentOptions assessment;
  bool concept_maps = false;
  std::size_t timeout_seconds = 30;
  std::size_t patience_seconds = 60;
  bool schema = false;
  std::function<int()> run;
};

void addEngineCommands(CLI::App& app, Calls& calls) {
  CLI::App* made = command(app, "serve", "Run the engine until SIGTERM",
                           "serve examples/01-mllp-to-file --data data");
  made->add_option("config", calls.config, "Configuration file, or a folder with a pontis.json")
      ->required();
  made->add_option("--data", calls.data, "Data directory (default: data beside the configuration)");
  made->callback([&calls] { calls.run = [&calls] { return serve(calls.config, calls.data); }; });

  made = command(app, "validate", "Check a configuration, its channels and its maps",
                 "validate examples/02-mllp-to-fhir");
  CLI::Option* config = made->add_option("config", calls.config,
                                         "Configuration file, or a folder with a pontis.json");
  made->add_option("--data", calls.data, "Data directory (default: data beside the configuration)");
  made->add_flag("--schema", calls.schema, "Print the JSON Schema of the configuration");
  made->callback([&calls, config] {
    if (!calls.schema && config->count() == 0) throw CLI::RequiredError("config");
    if (calls.schema)
      calls.run = [] { return std::cout << configSchema(), 0; };
    else
      calls.run = [&calls] { return validate(calls.config, calls.data); };
  });

  made = command(app, "adapters", "Print the reference of all adapters, as Markdown", "adapters");
  made->callback([&calls] { calls.run = [] { return std::cout << adapterReference(), 0; }; });
}

void addFileCommands(CLI::App& app, Calls& calls) {
  CLI::App* made = command(app, "send", "Send messages and print each acknowledgement",
                           "send mllp://127.0.0.1:2575 examples/messages/adt-a01.hl7");
  made->add_option("to", calls.send.to, "Where to: mllp://HOST:PORT, or http://HOST:PORT/PATH")
      ->required();
  made->add_option("files", calls.send.files, "Files of messages or batches")->required();
  made->add_option("--timeout", calls.timeout_seconds, "Seconds to wait for an acknowledgement")
      ->capture_default_str();
  made->callback([&calls] {
    calls.send.timeout = std::chrono::seconds(calls.timeout_seconds);
    calls.run = [&calls] { return send(calls.send); };
  });

  made = command(app, "convert", "Convert files with the maps, and say what was left out",
                 "convert --to fhir --out converted examples/messages/adt-a01.hl7");
  made->add_option(
      "--type", calls.convert.type,
      "To hl7v2: the message to make, such as ORU^R01 (default: what the Bundle says)");
  made->add_option("--to", calls.convert.to, "Target: fhir or hl7v2")
      ->check(CLI::IsMember({"fhir", "hl7v2"}))
      ->capture_default_str();
  made->add_option("--out", calls.convert.out, "Folder for the results")->required();
  made->add_option("--map", calls.convert.map_folders, "Folders of maps (default: those shipped)");
  made->add_flag("--hits", calls.convert.hits, "Write NAME.hits.json too: which rules wrote what");
  made->add_option("--report", calls.convert.report,
                   "File for hits, losses and unknown codes of all messages, as JSON");
  made->add_flag("--summary", calls.convert.summary, "Print losses and unknown codes as tables");
  made->add_option("files", calls.convert.files, "Files of messages or batches")->required();
  made->callback([&calls] { calls.run = [&calls] { return convert(calls.convert); }; });

  made = command(app, "inspect", "Print what a file holds, one JSON line for each message",
                 "inspect examples/messages/adt-a01.hl7 --get PID-3.1,PID-5[1].1");
  made->add_option("files", calls.inspect.files, "Files of messages or batches")->required();
  made->add_option(
          "--get", calls.inspect.paths,
          "Paths of values: SEG[n]-field[repetition].component.sub, Resource.element.element")
      ->delimiter(',');
  made->callback([&calls] { calls.run = [&calls] { return inspect(calls.inspect); }; });
}

void addMapCommands(CLI::App& app, Calls& calls) {
  CLI::App* made = command(app, "test", "Run the tests that stand beside the rules of maps",
                           "test --coverage --junit results.xml");
  made->add_option("folders", calls.test.folders,
                   "Folders of maps, base before site (default: those shipped)");
  made->add_option("--junit", calls.test.junit, "File for the results, as JUnit XML");
  made->add_flag("--coverage", calls.test.coverage, "Print which rules no test reaches");
  made->callback([&calls] { calls.run = [&calls] { return test(calls.test); }; });

  CLI::App& map = *app.get_subcommand("map");
  made = command(map, "explain", "Show which rule and field made each element of the output",
                 "map explain examples/messages/adt-a01.hl7");
  made->add_option("files", calls.explain.files, "Files of messages or batches")->required();
  made->add_option("--map", calls.explain.map_folders, "Folders of maps (default: those shipped)");
  made->add_flag("--json", calls.explain.json, "Print JSON lines");
  made->callback([&calls] { calls.run = [&calls] { return explain(calls.explain); }; });

  made = command(map, "export", "Write the maps in HL7's own form",
                 "map export --conceptmap --out conceptmaps");
  // Other forms may come; which one is meant is said, not guessed.
  made->add_flag("--conceptmap", calls.concept_maps, "As ConceptMaps of FHIR R4")->required();
  made->add_option("--out", calls.export_.out, "Folder for the files (default: print JSON lines)");
  made->add_option("--map", calls.export_.map_folders, "Folders of maps (default: those shipped)");
  made->callback([&calls] { calls.run = [&calls] { return exportConceptMaps(calls.export_); }; });
}

void addIndexCommands(CLI::App& index, Calls& calls) {
  CLI::App* made = command(index, "link", "Find the records of one person in a CSV file",
                           "index link persons.csv --map given=first,family=last,birthDate=born "
                           "--out pairs.csv");
  made->add_option("file", calls.link.file, "CSV file, a row a record")->required();
  made->add_option("--map", calls.link.map, "Which column is what: FIELD=COLUMN,FIELD=COLUMN")
      ->required();
  made->add_option("--out", calls.link.out, "File for the pairs, or the persons")->required();
  made->add_option("--weights", calls.link.weights, "File of pontis index train");
  made->add_flag("--clusters", calls.link.clusters, "Write the person of each record, not pairs");
  made->callback([&calls] { calls.run = [&calls] { return linkPersons(calls.link); }; });

  made = command(
      index, "grade", "Judge pairs of records in a CSV file",
      "index grade pairs.csv --map given=first,family=last,birthDate=born --out grades.csv");
  made->add_option("file", calls.grade.file, "CSV file with columns a_… and b_…")->required();
  made->add_option("--map", calls.grade.map, "Which column is what, without its a_ or b_")
      ->required();
  made->add_option("--out", calls.grade.out, "File for the grades")->required();
  made->add_option("--weights", calls.grade.weights, "File of pontis index train");
  made->callback([&calls] { calls.run = [&calls] { return gradePairs(calls.grade); }; });

  made = command(index, "train", "Learn a site's own weights from its records, if they can teach",
                 "index train persons.csv --map given=first,family=last,birthDate=born "
                 "--out weights.json");
  made->add_option("file", calls.train.file, "CSV file, a row a record")->required();
  made->add_option("--map", calls.train.map, "Which column is what")->required();
  made->add_option("--out", calls.train.out, "File for the weights")->required();
  made->callback([&calls] { calls.run = [&calls] { return trainWeights(calls.train); }; });
}

void addConsentCommands(CLI::App& app, Calls& calls) {
  CLI::App& consent = *app.add_subcommand("consent", "The consent decision");
  consent.require_subcommand(1);
  CLI::App* made = command(consent, "decide", "Decide cases, a JSON line each, and say why",
                           "consent decide < cases.ndjson");
  made->add_option("--labels", calls.decide.labels,
                   "Label table for data without security labels (default: the one shipped)");
  made->callback([&calls] { calls.run = [&calls] { return decideConsents(calls.decide); }; });
}

void addAuditPlace(CLI::App* made, AuditPlace& place) {
  made->add_option("--log", place.log, "File of the log, a record a line")->required();
  made->add_option("--heads", place.heads, "File of its signed tree heads")->required();
  made->add_option("--key", place.keys, "Public key of the site, PEM; several if it changed")
      ->required();
}

void addAuditCommands(CLI::App& app, Calls& calls) {
  CLI::App& audit = *app.get_subcommand("audit");
  CLI::App* made = command(audit, "verify", "Find what was changed in a log, and name it",
                           "audit verify --log audit.log --heads audit.heads --key site.pub.pem");
  addAuditPlace(made, calls.verify.place);
  made->add_option("--witness", calls.verify.witnesses,
                   "File of heads that somebody else kept: the log must still agree with them");
  made->add_flag("--open", calls.verify.open,
                 "The log is still written: records after the last head are no fault");
  made->add_flag("--json", calls.verify.json, "Print JSON lines, one for each fault");
  made->callback([&calls] { calls.run = [&calls] { return verifyLog(calls.verify); }; });

  made = command(audit, "prove", "Print a proof that a record is in the log",
                 "audit prove 0195f3a0-0000-7000-8000-000000000001 --log audit.log "
                 "--heads audit.heads --key site.pub.pem >proof.json");
  made->add_option("id", calls.prove.id, "Id of the record (AuditEvent.id)")->required();
  addAuditPlace(made, calls.prove.place);
  made->callback([&calls] { calls.run = [&calls] { return proveEntry(calls.prove); }; });

  made = command(audit, "check", "Check such a proof, without the log",
                 "audit check proof.json --key site.pub.pem");
  made->add_option("proof", calls.check.proof, "File of the proof")->required();
  made->add_option("--key", calls.check.keys, "Public key of the site, PEM")->required();
  made->callback([&calls] { calls.run = [&calls] { return checkEntry(calls.check); }; });

  made = command(audit, "send", "Send a log to where the configuration exports it",
                 "audit send examples/01-mllp-to-file --log audit.log --from 1000");
  made->add_option("config", calls.send_log.config,
                   "Configuration file, or a folder with a pontis.json")
      ->required();
  made->add_option("--data", calls.send_log.data,
                   "Data directory (default: data beside the configuration)");
  made->add_option("--log", calls.send_log.log, "File of the log, a record a line")->required();
  made->add_option("--to", calls.send_log.to, "Name of one export (default: all)");
  made->add_option("--from", calls.send_log.from, "Number (seq) of the first record");
  made->add_option("--patience", calls.patience_seconds,
                   "Seconds to wait for a repository that takes nothing")
      ->capture_default_str();
  made->callback([&calls] {
    calls.send_log.patience = std::chrono::seconds(calls.patience_seconds);
    calls.run = [&calls] { return sendLog(calls.send_log); };
  });
}

void addPrivacyCommands(CLI::App& app, Calls& calls) {
  CLI::App& privacy =
      *app.add_subcommand("privacy", "What the law wants to see of a configuration");
  privacy.require_subcommand(1);
  const char* const kConfig = "Configuration file, or a folder with a pontis.json";
  const char* const kData = "Data directory (default: data beside the configuration)";
  CLI::App* made = command(privacy, "register", "Print the record of processing (GDPR 30)",
                           "privacy register examples/01-mllp-to-file");
  made->add_option("config", calls.record.config, kConfig)->required();
  made->add_option("--data", calls.record.data, kData);
  made->add_flag("--json", calls.record.json, "Print JSON");
  made->callback([&calls] { calls.run = [&calls] { return printRegister(calls.record); }; });

  made = command(privacy, "dpia", "Print a skeleton of an impact assessment (GDPR 35)",
                 "privacy dpia examples/01-mllp-to-file");
  made->add_option("config", calls.assessment.config, kConfig)->required();
  made->add_option("--data", calls.assessment.data, kData);
  made->callback([&calls] { calls.run = [&calls] { return printAssessment(calls.assessment); }; });
}

}  // namespace

int runConsole(int argc, const char* const* argv) {
  CLI::App app{"Pontis: an e-health integration engine"};
  app.set_version_flag("--version", "pontis " PONTIS_VERSION);
  app.require_subcommand(0, 1);
  Calls calls;
  app.add_flag("--schema", calls.schema, "Print the JSON Schema of the configuration");
  EngineCommands commands;
  addEngineCommands(app, calls);
  addFileCommands(app, calls);
  commands.addTo(app);
  addMapCommands(app, calls);
  addAuditCommands(app, calls);
  addIndexCommands(*app.get_subcommand("index"), calls);
  addConsentCommands(app, calls);
  addPrivacyCommands(app, calls);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kMisused;
  }
  if (commands.chosen()) return commands.runFor({argv + 1, argv + argc});
  if (calls.schema) return std::cout << configSchema(), 0;
  if (calls.run) return calls.run();
  std::cout << app.help();
  return kMisused;
}

}  // namespace pontis
