#include "engine/consent/jurisdiction.h"

#include <utility>

namespace pontis {
namespace {

using std::chrono::minutes;

constexpr minutes kCentral{60}, kEastern{120};

constexpr std::pair<std::string_view, ImplicitPolicy> kPolicies[] = {
    {"all-normal", ImplicitPolicy::kAllNormal},
    {"basic-normal", ImplicitPolicy::kBasicNormal},
    {"break-glass-only", ImplicitPolicy::kBreakGlassOnly}};

// Open to whoever treats; the patient may close all or a part of it, to everybody. The Health
// Services Organisation Act (TTKS) section 59-3 (3) and (4): access is forbidden at the patient's
// will, at once. Closed data still reach the statutory registers.
Jurisdiction estonia() {
  Jurisdiction row;
  row.name = "EE";
  row.source = "TTKS § 59³ (Health Services Organisation Act)";
  row.policy = ImplicitPolicy::kBasicNormal;
  row.zone = {kEastern, true};
  return row;
}

// Sharing between registers needs the patient's consent; a denial covers a register, a wellbeing
// services county or a service event, and never the register the data stand in. Whether a denial
// yields in an emergency is the patient's own choice, made in it. The European patient summary
// needs a consent of its own.
Jurisdiction finland() {
  Jurisdiction row;
  row.name = "FI";
  row.source = "Act 703/2023 on the Processing of Client Data in Healthcare and Social Welfare";
  row.policy = ImplicitPolicy::kDeny;
  row.author_keeps_access = true;
  row.cross_border_opt_in = true;
  row.zone = {kEastern, true};
  return row;
}

// Open to the care team unless the person objects; who wrote a document keeps it in sight though it
// is masked. In an emergency it is open unless the person objected to that beforehand (L1111-17); a
// record that was closed stays closed.
Jurisdiction france() {
  Jurisdiction row;
  row.name = "FR";
  row.source = "Code de la santé publique, art. L1111-13-1 to L1111-21";
  row.policy = ImplicitPolicy::kBasicNormal;
  row.author_keeps_access = true;
  row.zone = {kCentral, true};
  return row;
}

// Since 15 January 2025 open to those who treat unless the insured person objects (section 339 (1),
// 352 and 353 (1) and (2)); no emergency overrides an objection. Sharing for research can be
// objected to (section 363).
Jurisdiction germany() {
  Jurisdiction row;
  row.name = "DE";
  row.source = "SGB V §§ 339, 352, 353, 363";
  row.policy = ImplicitPolicy::kBasicNormal;
  row.zone = {kCentral, true};
  return row;
}

// An exchange system may show data only after explicit consent (Wabvpz article 15a); the treating
// professional's own file is open to him and to who is directly involved (BW 7:457).
Jurisdiction netherlands() {
  Jurisdiction row;
  row.name = "NL";
  row.source = "Wabvpz art. 15a and 15b; Burgerlijk Wetboek 7:457";
  row.policy = ImplicitPolicy::kDeny;
  row.author_keeps_access = true;
  row.zone = {kCentral, true};
  return row;
}

// A national contact point abroad asks: for treatment or in an emergency, with the permissions of
// the document's kind. A Member State that lets its patients opt out says whether vital interests
// override that.
Jurisdiction crossBorder() {
  Jurisdiction row;
  row.name = "EU";
  row.source =
      "Regulation (EU) 2025/327 (EHDS) art. 8, 10, 23; Directive 2011/24/EU art. 14; "
      "MyHealth@EU SAML profile";
  row.policy = ImplicitPolicy::kBasicNormal;
  row.cross_border = true;
  row.cross_border_opt_in = true;
  row.zone = {kCentral, true};
  return row;
}

const std::vector<Jurisdiction>& table() {
  static const std::vector<Jurisdiction> rows{estonia(), finland(),     france(),
                                              germany(), netherlands(), crossBorder()};
  return rows;
}

}  // namespace

const Jurisdiction* findJurisdiction(std::string_view name) {
  for (const Jurisdiction& row : table())
    if (row.name == name) return &row;
  return nullptr;
}

std::span<const Jurisdiction> jurisdictions() { return table(); }

std::string_view toText(ImplicitPolicy policy) {
  for (const auto& [name, one] : kPolicies)
    if (one == policy) return name;
  return "deny";
}

ImplicitPolicy readImplicitPolicy(std::string_view text) {
  constexpr std::string_view kUri = "https://profiles.ihe.net/ITI/PCF/Policy-";
  if (text.starts_with(kUri)) text.remove_prefix(kUri.size());
  for (const auto& [name, policy] : kPolicies)
    if (name == text) return policy;
  return ImplicitPolicy::kDeny;
}

}  // namespace pontis
