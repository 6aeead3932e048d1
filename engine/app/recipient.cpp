#include "engine/app/recipient.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/app/countries.h"
#include "engine/consent/purpose.h"
#include "engine/core/spec.h"

namespace pontis {
namespace {

constexpr std::pair<std::string_view, Relation> kRelations[] = {
    {"none", Relation::kNone},          {"treating", Relation::kTreating},
    {"payer", Relation::kPayer},        {"self", Relation::kSelf},
    {"proxy", Relation::kProxy},        {"researcher", Relation::kResearcher},
    {"authority", Relation::kAuthority}};

// GDPR articles 4(7), 26, 4(8), 4(1), 4(9) second sentence; "own": a system of this controller.
constexpr std::string_view kKinds[] = {"own",       "controller",   "joint_controller",
                                       "processor", "data_subject", "authority"};

std::string listed(const std::vector<std::string_view>& names) {
  std::string text;
  for (std::string_view name : names) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

std::string checkKind(const std::string& kind) {
  if (std::find(std::begin(kKinds), std::end(kKinds), kind) != std::end(kKinds)) return {};
  return "expected one of " + listed({std::begin(kKinds), std::end(kKinds)});
}

const Relation* relationOf(std::string_view name) {
  for (const auto& [text, relation] : kRelations)
    if (text == name) return &relation;
  return nullptr;
}

std::string checkRelation(const std::string& name) {
  if (relationOf(name) != nullptr) return {};
  std::vector<std::string_view> names;
  for (const auto& [text, relation] : kRelations) names.push_back(text);
  return "expected one of " + listed(names);
}

std::string checkCountry(const std::string& code) {
  return isCountry(code) ? std::string() : "expected a code of ISO 3166-1, such as \"EE\"";
}

std::string checkRole(const std::string& role) {
  const bool digits =
      !role.empty() && role.size() <= 4 &&
      std::all_of(role.begin(), role.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits ? std::string() : "expected a code of ISCO-08, such as \"221\" (medical doctors)";
}

std::string checkPurposes(const std::vector<std::string>& purposes) {
  for (const std::string& one : purposes)
    if (!isKnownPurpose(canonicalPurpose({"", one})))
      return "\"" + one + "\" is no purpose of use (HL7 v3 PurposeOfUse), such as \"TREAT\"";
  return {};
}

const Spec<Recipient>& recipientSpec() {
  static const Spec<Recipient> kSpec =
      Spec<Recipient>()
          .field("name", &Recipient::name, "Who it is, as the register names it; required.")
          .field("kind", &Recipient::kind,
                 "What it is in law: \"own\" (a system of this controller), \"controller\", "
                 "\"joint_controller\", \"processor\", \"data_subject\" or \"authority\".",
                 {checkKind})
          .field("contact", &Recipient::contact, "How it is reached, for the register.")
          .field("organization", &Recipient::organization,
                 "Its organisation, as consents name it: \"Organization/3\", \"urn:oid:1.2.3\".")
          .field("organizations", &Recipient::organizations,
                 "The organisations above it, nearest first.")
          .field("groups", &Recipient::groups, "Groups it is of, as consents name them.")
          .field("person", &Recipient::person, "The person, if it is one: \"Practitioner/7\".")
          .field("role", &Recipient::role, "Its profession, by ISCO-08: \"221\" medical doctors.",
                 {checkRole})
          .field("relation", &Recipient::relation,
                 "How it stands to the patient: \"treating\", \"payer\", \"self\", \"proxy\", "
                 "\"researcher\", \"authority\" or \"none\".",
                 {checkRelation})
          .field("purpose", &Recipient::purpose,
                 "Which of the channel's purposes are its own, or kinds of those; none: all.",
                 {checkPurposes})
          .field("country", &Recipient::country,
                 "Its country (ISO 3166-1), if that is not the controller's.", {checkCountry})
          .field("safeguard", &Recipient::safeguard,
                 "What a transfer outside the EEA rests on: the adequacy decision (GDPR 45), the "
                 "safeguards (46, 47) or the derogation (49).")
          .field("data_permit", &Recipient::data_permit,
                 "Number of its permit for secondary use (EHDS, Regulation (EU) 2025/327, 68).")
          .field("applications", &Recipient::applications,
                 "Of one who asks: the sending applications that are this recipient; none: any.");
  return kSpec;
}

}  // namespace

const OptionList& recipientOptions() { return recipientSpec().options(); }

Checked<Recipient> readRecipient(const Settings& settings, const std::string& home) {
  Checked<Recipient> read;
  auto recipient = recipientSpec().read(settings);
  if (!recipient) return {{}, recipient.error().text + "\n"};
  read.value = std::move(*recipient);
  const Recipient& is = read.value;
  const auto mistake = [&](const std::string& text) {
    read.mistakes += settings.error(text).text + "\n";
  };
  if (is.name.empty()) mistake("a recipient needs a \"name\": who gets the data (GDPR 30(1)(d))");
  if (is.organization.empty() && is.person.empty() && is.groups.empty())
    mistake(
        "a recipient needs an \"organization\", a \"person\" or \"groups\": consents name those");
  if (!is.country.empty() && is.country != home && !isInEea(is.country) && is.safeguard.empty())
    mistake("\"" + is.country +
            "\" is outside the EEA: a \"safeguard\" is needed, what the transfer rests on "
            "(GDPR 44 to 49)");
  return read;
}

AccessRequest accessRequest(const Recipient& recipient, const std::vector<Coding>& purposes,
                            std::string action) {
  AccessRequest request;
  request.person = recipient.person;
  if (!recipient.organization.empty()) request.organizations.push_back(recipient.organization);
  request.organizations.insert(request.organizations.end(), recipient.organizations.begin(),
                               recipient.organizations.end());
  request.groups = recipient.groups;
  request.role = recipient.role;
  if (const Relation* relation = relationOf(recipient.relation)) request.relation = *relation;
  request.purposes = purposes;
  if (!recipient.purpose.empty()) {
    request.purposes.clear();
    for (const std::string& code : recipient.purpose)
      request.purposes.push_back(canonicalPurpose({"", code}));
  }
  request.action = std::move(action);
  return request;
}

const Recipient* whoAsks(const std::vector<Recipient>& askers, const std::string& application) {
  const Recipient* anybody = nullptr;
  for (const Recipient& one : askers) {
    if (one.applications.empty()) anybody = &one;
    if (std::find(one.applications.begin(), one.applications.end(), application) !=
        one.applications.end())
      return &one;
  }
  return anybody;
}

}  // namespace pontis
