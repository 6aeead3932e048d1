// ChannelPrivacy: why a channel may carry personal data, and to whom.
//
// Purpose, legal basis and recipients, as GDPR articles 5(1)(b), 6, 9(2) and 30(1) ask for them. A
// channel that could send personal data and does not say them is refused: `readDisclosures` names
// everything that is missing at once.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/app/checked.h"
#include "engine/app/recipient.h"
#include "engine/core/consent.h"
#include "engine/core/settings.h"

namespace pontis {

struct LegalBasis {
  std::string article6;  // the letter of GDPR 6(1): "a" consent … "f" legitimate interests
  std::string article9;  // the letter of GDPR 9(2): "h" provision of care …; health data need one
  std::string law;       // of the Union or a Member State, with its section
};

// Until when payloads are kept. Zero: without end.
struct Retention {
  std::chrono::milliseconds age{};
  std::uint64_t bytes = 0;
};

struct ChannelPrivacy {
  bool personal = true;
  std::string reason;  // why there are no personal data, if `personal` is false
  std::string description;
  std::vector<Coding> purposes;  // canonical (engine/consent/purpose.h)
  LegalBasis basis;
  std::vector<std::string> subjects;   // categories of data subjects
  std::vector<std::string> data;       // categories of personal data
  std::vector<std::string> on_behalf;  // controllers for whom we are a processor (GDPR 28)
  Retention retention;
};

// All that one channel file says of it.
struct Disclosures {
  ChannelPrivacy privacy;
  std::vector<Recipient> sinks;   // one for each sink, in order
  std::vector<Recipient> askers;  // who asks on the channel; its "recipients"
};

// Reads the keys "privacy" and "recipients" of a channel and "recipient" of its sinks. `home` is
// the controller's country.
Checked<Disclosures> readDisclosures(const Settings& channel, const std::string& home);

// "2 GB", "500MB" (powers of ten, or KiB … TiB); nothing if it is no size.
std::optional<std::uint64_t> readSize(std::string_view text);

const OptionList& channelPrivacyOptions();
const OptionList& legalBasisOptions();
const OptionList& retentionOptions();

}  // namespace pontis
