#include "engine/app/privacy_config.h"

#include <cctype>
#include <filesystem>
#include <optional>
#include <string_view>

#include "engine/app/countries.h"
#include "engine/consent/purpose.h"
#include "engine/core/spec.h"

namespace pontis {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct PrivacyFileKeys {
  std::string jurisdiction;
  std::string labels;
  std::vector<std::string> measures;
};

std::string profiles() {
  std::string names;
  for (const Jurisdiction& row : jurisdictions())
    names += (names.empty() ? "\"" : ", \"") + row.name + "\"";
  return names;
}

const Spec<PrivacyFileKeys>& fileSpec() {
  static const Spec<PrivacyFileKeys> kSpec =
      Spec<PrivacyFileKeys>()
          .field("jurisdiction", &PrivacyFileKeys::jurisdiction,
                 "By which law consent is decided: " + profiles() + " (cross-border); required.",
                 {[](const std::string& name) {
                   return findJurisdiction(name) != nullptr ? std::string()
                                                            : "expected one of " + profiles();
                 }})
          .field("labels", &PrivacyFileKeys::labels,
                 "File with the security labels of codes. Empty: the table that came with the "
                 "program, which knows no clinical code.")
          .field("measures", &PrivacyFileKeys::measures,
                 "Security measures beside the engine's own, for the register (GDPR 32(1)).");
  return kSpec;
}

const Spec<Controller>& controllerSpec() {
  static const Spec<Controller> kSpec =
      Spec<Controller>()
          .field("name", &Controller::name, "Who answers for the processing; required.")
          .field("contact", &Controller::contact, "How it is reached; required.")
          .field("country", &Controller::country,
                 "Its country (ISO 3166-1), if the jurisdiction does not say it.",
                 {[](const std::string& code) {
                   return isCountry(code) ? std::string()
                                          : "expected a code of ISO 3166-1, such as \"EE\"";
                 }})
          .field("representative", &Controller::representative,
                 "Representative in the Union of a controller outside it (GDPR 27).")
          .field("dpo", &Controller::dpo, "Data protection officer, with contact (GDPR 37).");
  return kSpec;
}

// A profile's switches, in the types of a file.
struct Switches {
  std::string policy;
  bool most_recent = false, author_keeps_access = false, opt_out_override = false;
  bool cross_border_opt_in = false, summer_time = false;
  std::vector<std::string> break_glass_groups, domain;
  milliseconds break_glass_lasts{}, clock_skew{};
  std::string zone;
};

// "+02:00"
std::optional<std::chrono::minutes> readZone(std::string_view text) {
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return {};
  for (const std::size_t at : {1, 2, 4, 5})
    if (std::isdigit(static_cast<unsigned char>(text[at])) == 0) return {};
  const auto number = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  if (number(1) > 14 || number(4) > 59) return {};
  const std::chrono::minutes offset(number(1) * 60 + number(4));
  return text[0] == '-' ? -offset : offset;
}

std::string checkPolicy(const std::string& policy) {
  if (policy == "deny" || readImplicitPolicy(policy) != ImplicitPolicy::kDeny) return {};
  return "expected \"deny\", \"basic-normal\", \"all-normal\" or \"break-glass-only\"";
}

const Spec<Switches>& switchSpec() {
  static const Spec<Switches> kSpec =
      Spec<Switches>()
          .field("policy", &Switches::policy,
                 "Where no consent decides: \"deny\", \"basic-normal\" (treatment by clinicians), "
                 "\"all-normal\" (treatment, payment, operations) or \"break-glass-only\".",
                 {checkPolicy})
          .field("most_recent", &Switches::most_recent,
                 "Of several consents the most recent decides; else a deny does.")
          .field("author_keeps_access", &Switches::author_keeps_access,
                 "The author, and whose register holds the data, keep access to them.")
          .field("opt_out_override", &Switches::opt_out_override,
                 "Break-glass overrides an opt-out of primary use (EHDS 10).")
          .field("cross_border_opt_in", &Switches::cross_border_opt_in,
                 "Data leave the country only if the patient allowed it.")
          .field("break_glass_groups", &Switches::break_glass_groups,
                 "Who may override in an emergency.")
          .field("break_glass_lasts", &Switches::break_glass_lasts,
                 "How long such a declaration lasts.")
          .field("clock_skew", &Switches::clock_skew, "How far the clocks of peers may differ.")
          .field(
              "domain", &Switches::domain,
              "Organisations for whom this engine speaks: a consent given to one of them governs "
              "all their data. None: a consent governs the data of those it was given to.")
          .field("zone", &Switches::zone, "Local time without summer time, such as \"+02:00\".",
                 {[](const std::string& zone) {
                   return readZone(zone) ? std::string() : "expected such as \"+02:00\"";
                 }})
          .field("summer_time", &Switches::summer_time,
                 "Whether clocks change as Directive 2000/84/EC says.");
  return kSpec;
}

Switches switchesOf(const Jurisdiction& row) {
  Switches keys;
  keys.policy = toText(row.policy);
  keys.most_recent = row.most_recent;
  keys.author_keeps_access = row.author_keeps_access;
  keys.opt_out_override = row.opt_out_override;
  keys.cross_border_opt_in = row.cross_border_opt_in;
  keys.summer_time = row.zone.summer_time;
  keys.break_glass_groups = row.break_glass_groups;
  keys.domain = row.domain;
  keys.break_glass_lasts = row.break_glass_lasts;
  keys.clock_skew = row.clock_skew;
  return keys;
}

Jurisdiction switched(Jurisdiction row, const Switches& keys) {
  row.policy = readImplicitPolicy(keys.policy);
  row.most_recent = keys.most_recent;
  row.author_keeps_access = keys.author_keeps_access;
  row.opt_out_override = keys.opt_out_override;
  row.cross_border_opt_in = keys.cross_border_opt_in;
  row.break_glass_groups = keys.break_glass_groups;
  row.domain = keys.domain;
  row.break_glass_lasts = std::chrono::duration_cast<seconds>(keys.break_glass_lasts);
  row.clock_skew = std::chrono::duration_cast<seconds>(keys.clock_skew);
  if (const auto zone = readZone(keys.zone)) row.zone.standard = *zone;
  row.zone.summer_time = keys.summer_time;
  return row;
}

std::string line(const Error& error) { return error.text + "\n"; }

// {"PUBHLTH": ["hiv", …]}
Checked<std::map<std::string, std::vector<std::string>>> readDuties(const Settings& settings) {
  Checked<std::map<std::string, std::vector<std::string>>> read;
  if (settings.kind() != Settings::Kind::kObject)
    return {{}, line(settings.error("expected an object: for a purpose, the codes that are due"))};
  for (const auto& [purpose, codes] : settings.members()) {
    if (!isKnownPurpose(canonicalPurpose({"", purpose})))
      read.mistakes += line(codes.error("\"" + purpose +
                                        "\" is no purpose of use (HL7 v3 PurposeOfUse), such as "
                                        "\"PUBHLTH\""));
    std::vector<std::string>& due = read.value[canonicalPurpose({"", purpose}).code];
    if (!spec_detail::read(codes, due))
      read.mistakes += line(codes.error("expected an array of codes"));
  }
  return read;
}

Checked<Jurisdiction> readJurisdiction(const Settings& privacy, const std::string& profile) {
  const Jurisdiction* row = findJurisdiction(profile);
  if (row == nullptr)
    return {{},
            line(privacy.error("\"jurisdiction\" is missing: by which law consent is decided, one "
                               "of " +
                               profiles()))};
  const Settings* settings = privacy.find("switches");
  if (settings == nullptr) return {*row, {}};
  if (settings->kind() != Settings::Kind::kObject)
    return {*row, line(settings->error("expected an object"))};
  const auto keys = switchSpec().read(settings->without({"duties"}), switchesOf(*row));
  if (!keys) return {*row, line(keys.error())};
  Checked<Jurisdiction> read{switched(*row, *keys), {}};
  if (const Settings* duties = settings->find("duties")) {
    auto due = readDuties(*duties);
    read.value.duties = std::move(due.value);
    read.mistakes = due.mistakes;
  }
  return read;
}

Checked<Controller> readController(const Settings& privacy, const Jurisdiction& jurisdiction) {
  const Settings* settings = privacy.find("controller");
  if (settings == nullptr)
    return {{},
            line(privacy.error("a \"controller\" is missing: who answers for the processing, such "
                               "as {\"name\": \"…\", \"contact\": \"…\"} (GDPR 30(1)(a))"))};
  const auto controller = controllerSpec().read(*settings);
  if (!controller) return {{}, line(controller.error())};
  Checked<Controller> read{*controller, {}};
  if (controller->name.empty())
    read.mistakes += line(settings->error("the controller needs a \"name\" (GDPR 30(1)(a))"));
  if (controller->contact.empty())
    read.mistakes += line(settings->error("the controller needs a \"contact\" (GDPR 30(1)(a))"));
  if (!controller->country.empty()) return read;
  if (isCountry(jurisdiction.name))
    read.value.country = jurisdiction.name;
  else if (!jurisdiction.name.empty())
    read.mistakes += line(settings->error("the jurisdiction \"" + jurisdiction.name +
                                          "\" is no country: the controller needs a \"country\""));
  return read;
}

}  // namespace

OptionList privacyOptions() { return fileSpec().options(); }
OptionList controllerOptions() { return controllerSpec().options(); }

OptionList switchOptions() {
  OptionList options = switchSpec().options();
  for (Option& option : options) option.fallback = "as the jurisdiction has it";
  return options;
}

Checked<PrivacyConfig> readPrivacyConfig(const Settings& settings, const std::string& folder) {
  Checked<PrivacyConfig> read;
  read.value.labels = std::shared_ptr<const LabelTable>(&LabelTable::shipped(), [](auto*) {});
  if (settings.kind() != Settings::Kind::kObject)
    return {read.value, line(settings.error("expected an object"))};
  const auto keys = fileSpec().read(settings.without({"controller", "switches"}));
  auto jurisdiction = keys ? readJurisdiction(settings, keys->jurisdiction)
                           : Checked<Jurisdiction>{{}, line(keys.error())};
  auto controller = readController(settings, jurisdiction.value);
  read.mistakes = jurisdiction.mistakes + controller.mistakes;
  read.value.jurisdiction = std::move(jurisdiction.value);
  read.value.controller = std::move(controller.value);
  if (!keys) return read;
  read.value.measures = keys->measures;
  if (keys->labels.empty()) return read;
  read.value.labels_file =
      std::filesystem::weakly_canonical(std::filesystem::path(folder) / keys->labels).string();
  auto table = LabelTable::load(read.value.labels_file);
  if (table)
    read.value.labels = std::make_shared<const LabelTable>(std::move(*table));
  else
    read.mistakes +=
        line(settings.find("labels")->error(table.error().text + " " + table.error().where));
  return read;
}

bool crossesBorder(const Recipient& recipient, const Controller& controller) {
  return !recipient.country.empty() && recipient.country != controller.country;
}

Jurisdiction lawFor(const PrivacyConfig& privacy, const Recipient& recipient) {
  Jurisdiction law = privacy.jurisdiction;
  law.cross_border = law.cross_border || crossesBorder(recipient, privacy.controller);
  law.data_permit = !recipient.data_permit.empty();
  return law;
}

}  // namespace pontis
