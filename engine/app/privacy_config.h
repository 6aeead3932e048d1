// The part of an engine file that says who answers for personal data, and by which law.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/app/checked.h"
#include "engine/app/recipient.h"
#include "engine/consent/jurisdiction.h"
#include "engine/consent/labelling.h"
#include "engine/core/settings.h"

namespace pontis {

// Who determines the purposes and means (GDPR 4(7)), or, for channels that are run on behalf of
// another, the processor (4(8)).
struct Controller {
  std::string name;
  std::string contact;
  std::string country;         // ISO 3166-1; that of the jurisdiction unless it is said
  std::string representative;  // of a controller outside the Union (27)
  std::string dpo;             // data protection officer (37), with contact
};

struct PrivacyConfig {
  Controller controller;
  Jurisdiction jurisdiction;                 // the profile, with the site's switches
  std::string labels_file;                   // absolute; empty: the table that is shipped
  std::shared_ptr<const LabelTable> labels;  // never null
  std::vector<std::string> measures;         // security measures beside the engine's own (32(1))
};

// Reads the object at "privacy"; names of files in it are relative to `folder`.
Checked<PrivacyConfig> readPrivacyConfig(const Settings& settings, const std::string& folder);

// Whether what goes to this recipient leaves the controller's country.
bool crossesBorder(const Recipient& recipient, const Controller& controller);

// The law by which a request of this recipient is decided: the site's, across a border if it
// crosses one, and with its data permit if it has one.
Jurisdiction lawFor(const PrivacyConfig& privacy, const Recipient& recipient);

OptionList privacyOptions();
OptionList controllerOptions();
OptionList switchOptions();

}  // namespace pontis
