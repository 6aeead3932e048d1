#include "engine/app/audit_config.h"

#include <algorithm>

#include "engine/core/audit_export.h"
#include "engine/core/spec.h"

namespace pontis {
namespace {

struct ExportKeys {
  std::string name;
};

const Spec<ExportKeys>& exportSpec() {
  static const Spec<ExportKeys> kSpec = Spec<ExportKeys>().field(
      "name", &ExportKeys::name,
      "Its name, under which the engine remembers how far it has got. Empty: the adapter's.");
  return kSpec;
}

std::string line(const Error& error) { return error.text + "\n"; }

std::string exporters() {
  std::string known;
  for (const Adapter* each : adapters())
    if (each->audit_export != nullptr)
      known += (known.empty() ? "" : ", ") + std::string(each->name);
  return known;
}

Checked<AuditExportConfig> readExport(const Settings& settings) {
  const Settings* use = settings.find("use");
  if (use == nullptr || use->kind() != Settings::Kind::kString)
    return {{}, line(settings.error("\"use\" is missing: it names the adapter"))};
  const Adapter* adapter = findAdapter(use->string());
  if (adapter == nullptr || adapter->audit_export == nullptr)
    return {{},
            line(use->error("no adapter \"" + use->string() +
                            "\" can take audit records; known are: " + exporters()))};
  AuditExportConfig made{std::string(adapter->name), adapter, settings.without({"use", "name"})};
  if (const Settings* name = settings.find("name")) {
    if (name->kind() != Settings::Kind::kString || name->string().empty())
      return {{}, line(name->error("expected a name"))};
    made.name = name->string();
  }
  Checked<AuditExportConfig> read{std::move(made), {}};
  // What the adapter itself finds wrong: options, certificates.
  if (const auto built = adapter->audit_export(read.value.options); !built)
    read.mistakes = line(built.error());
  return read;
}

}  // namespace

const OptionList& auditExportOptions() { return exportSpec().options(); }

Checked<AuditConfig> readAuditConfig(const Settings& settings) {
  Checked<AuditConfig> read;
  if (settings.kind() != Settings::Kind::kObject)
    return {{}, line(settings.error("expected an object"))};
  for (const auto& [key, value] : settings.members()) {
    if (key != "export") {
      read.mistakes += line(value.error("unknown option \"" + key + "\"; known are: export"));
      continue;
    }
    if (value.kind() != Settings::Kind::kArray) {
      read.mistakes += line(value.error("expected an array"));
      continue;
    }
    for (const Settings& each : value.items()) {
      auto one = readExport(each);
      read.mistakes += one.mistakes;
      const auto& others = read.value.exports;
      if (std::any_of(others.begin(), others.end(), [&](const AuditExportConfig& other) {
            return !one.value.name.empty() && other.name == one.value.name;
          }))
        read.mistakes += line(each.error("another export is called \"" + one.value.name +
                                         "\" too: give each a \"name\" of its own"));
      read.value.exports.push_back(std::move(one.value));
    }
  }
  return read;
}

}  // namespace pontis
