// Jurisdiction: what the law of a place decides, as data.
//
// A profile is a row of switches; the decision (decision.h) reads them and knows no country. The
// rows, each with the law it follows, stand in jurisdiction.cpp. A site chooses one and may turn
// single switches.
//
// Thread safety: immutable.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/consent/period.h"

namespace pontis {

// The overarching policy where no consent decides (IHE PCF 1.1.0 Vol 1 section 53.2.1).
enum class ImplicitPolicy : std::uint8_t { kDeny, kBasicNormal, kAllNormal, kBreakGlassOnly };

struct Jurisdiction {
  std::string name;
  std::string source;  // the law, for the explanation and the register
  ImplicitPolicy policy = ImplicitPolicy::kDeny;

  // Several consents decide alike: the most recent, else a deny.
  bool most_recent = false;
  // The author, and whose register holds the data, keep access to them for care, payment and
  // operations.
  bool author_keeps_access = false;

  // GDPR article 18: processing is restricted.
  bool restricted = false;
  // EHDS article 10: the patient has opted out of primary use; break-glass may override it.
  bool opted_out = false;
  bool opt_out_override = false;
  // EHDS articles 66 to 68 and 71: secondary use.
  bool secondary_opted_out = false;
  bool data_permit = false;
  // Statutory duty: for a purpose, the codes that are due ("hiv", or "SYSTEM|hiv").
  std::map<std::string, std::vector<std::string>> duties;

  // MyHealth@EU: the request crosses a border; the patient must have allowed it.
  bool cross_border = false;
  bool cross_border_opt_in = false;

  // Break-glass: who holds the right, how long a declaration lasts, and how far clocks may differ.
  std::vector<std::string> break_glass_groups{"Group/btg"};
  std::chrono::seconds break_glass_lasts = std::chrono::hours(24);
  std::chrono::seconds clock_skew = std::chrono::minutes(5);

  // For whom this engine speaks: a consent given to one of these governs all their data, and one
  // given to somebody else none. Empty: a consent governs the data of those it was given to.
  std::vector<std::string> domain;
  TimeZone zone;
};

// The profile "EE", "FI", "FR", "DE", "NL" or "EU" (cross-border); null if there is none.
const Jurisdiction* findJurisdiction(std::string_view name);
std::span<const Jurisdiction> jurisdictions();

std::string_view toText(ImplicitPolicy policy);

// Reads "all-normal", or the URI that ends so ("https://profiles.ihe.net/ITI/PCF/Policy-…"); what
// is not known is a deny.
ImplicitPolicy readImplicitPolicy(std::string_view text);

}  // namespace pontis
