#include "engine/app/index_config.h"

#include <filesystem>

#include "engine/app/config.h"
#include "engine/app/weights_file.h"

namespace pontis {
namespace {

struct IndexKeys {
  std::string unknown_domains = "refuse";
  std::string weights;
};

const Spec<IndexKeys>& indexSpec() {
  static const Spec<IndexKeys> kSpec =
      Spec<IndexKeys>()
          .field("unknown_domains", &IndexKeys::unknown_domains,
                 "What becomes of a person whose assigning authority is not listed: \"refuse\" the "
                 "message, or \"learn\" the authority.",
                 {[](const std::string& value) {
                   return value == "refuse" || value == "learn"
                              ? std::string()
                              : "expected \"refuse\" or \"learn\"";
                 }})
          .field("weights", &IndexKeys::weights,
                 "File with weights of the site's own, from pontis index train. Empty: those that "
                 "came with the program.");
  return kSpec;
}

const Spec<Domain>& domainSpec() {
  static const Spec<Domain> kSpec =
      Spec<Domain>()
          .field("name", &Domain::name, "Its namespace id (HD-1), such as \"GH\".")
          .field("oid", &Domain::oid, "Its OID (HD-2), without a prefix.")
          .field("uri", &Domain::uri, "Its FHIR system, if that is not urn:oid: and the OID.")
          .field("scheme", &Domain::scheme,
                 "The national identifier that it gives out, such as \"SE personnummer\": then "
                 "check digits, birth dates and sexes in it are compared.")
          .field("assigners", &Domain::assigners,
                 "Sending applications (MSH-3) that alone may assign and merge in it; none: all.")
          .field("unique", &Domain::unique,
                 "One number, one person, whoever sends it: national and insurance numbers.");
  return kSpec;
}

Result<Domain> readDomain(const Settings& settings) {
  auto domain = domainSpec().read(settings);
  if (domain && domain->name.empty() && domain->oid.empty() && domain->uri.empty())
    return settings.error("a domain needs a \"name\", an \"oid\" or a \"uri\"");
  return domain;
}

}  // namespace

const OptionList& indexOptions() { return indexSpec().options(); }
const OptionList& domainOptions() { return domainSpec().options(); }

Result<IndexOptions> readIndex(const Settings& settings, const std::string& folder) {
  if (settings.kind() != Settings::Kind::kObject) return settings.error("expected an object");
  const auto keys = indexSpec().read(settings.without({"domain", "domains"}));
  if (!keys) return keys.error();
  IndexOptions options;
  options.learn_domains = keys->unknown_domains == "learn";
  if (!keys->weights.empty()) {
    auto weights = readWeights((std::filesystem::path(folder) / keys->weights).string());
    if (!weights) return weights.error();
    options.weights = std::move(*weights);
  }
  if (const Settings* own = settings.find("domain")) {
    auto domain = readDomain(*own);
    if (!domain) return domain.error();
    options.own = std::move(*domain);
  }
  const Settings* domains = settings.find("domains");
  if (domains == nullptr) return options;
  if (domains->kind() != Settings::Kind::kArray) return domains->error("expected an array");
  for (const Settings& each : domains->items()) {
    auto domain = readDomain(each);
    if (!domain) return domain.error();
    options.domains.push_back(std::move(*domain));
  }
  return options;
}

}  // namespace pontis
