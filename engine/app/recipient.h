// Recipient: to whom a sink gives data, or who asks on a channel.
//
// "A natural or legal person, public authority, agency or another body, to which the personal data
// are disclosed" (GDPR article 4(9)); for the consent decision, the requester.
#pragma once

#include <string>
#include <vector>

#include "engine/app/checked.h"
#include "engine/core/consent.h"
#include "engine/core/settings.h"

namespace pontis {

struct Recipient {
  std::string name;  // for the register, and for a human
  std::string kind = "controller";
  std::string contact;
  std::string organization;                // "Organization/3", "urn:oid:…"
  std::vector<std::string> organizations;  // those above it, nearest first
  std::vector<std::string> groups;
  std::string person;
  std::string role;  // ISCO-08
  std::string relation = "none";
  std::vector<std::string> purpose;  // of the channel's, those of this recipient; none: all
  std::string country;               // ISO 3166-1 alpha-2
  std::string safeguard;             // what a transfer to a third country rests on
  std::string data_permit;           // number of a permit for secondary use
  std::vector<std::string> applications;

  bool named() const { return !name.empty(); }
};

// Reads the object at "recipient". `home` is the controller's country, empty if it is not known.
Checked<Recipient> readRecipient(const Settings& settings, const std::string& home);

// What a recipient asks for by standing in a configuration: `action` is "disclose" for a sink,
// "access" for who asks. Patient and time are those of each message. `purposes` are the channel's.
AccessRequest accessRequest(const Recipient& recipient, const std::vector<Coding>& purposes,
                            std::string action);

// Which of those who ask a channel an application is: the one that lists it, else the one that
// lists none. Null: nobody who may ask.
const Recipient* whoAsks(const std::vector<Recipient>& askers, const std::string& application);

const OptionList& recipientOptions();

}  // namespace pontis
