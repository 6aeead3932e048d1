#include "engine/consent/label.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "engine/consent/purpose.h"

namespace pontis {
namespace {

constexpr std::string_view kRanks = "ULMNRV";
constexpr int kRestrictedRank = 5, kUnknownRank = 7;

struct Sensitivity {
  std::string_view code;
  std::array<std::string_view, 2> of{};
};

constexpr Sensitivity kSensitivities[] = {
    {"ADOL"},
    {"B"},
    {"BH", {"SPI"}},
    {"CEL"},
    {"COGN", {"BH"}},
    {"DEMO"},
    {"DIA"},
    {"DOB"},
    {"DRGIS"},
    {"DVD", {"BH"}},
    {"EMOTDIS", {"BH"}},
    {"EMP"},
    {"EMPL"},
    {"ETH"},
    {"ETHUD", {"SUD"}},
    {"GDIS"},
    {"GENDER"},
    {"HIV"},
    {"LIVARG"},
    {"LOCIS"},
    {"MARST"},
    {"MH", {"SPI"}},
    {"MST"},
    {"OPIOIDUD", {"SUD"}},
    {"PDS"},
    {"PHY"},
    {"PRS"},
    {"PSY", {"SPI"}},
    {"PSYTHPN", {"SPI"}},
    {"RACE"},
    {"REL"},
    {"SCA"},
    {"SDV"},
    {"SEX"},
    {"SICKLE"},
    {"SPI"},
    {"SSP"},
    {"STD"},
    {"SUD", {"SPI", "ETH"}},
    {"TBOO"},
    {"VIO"},
};

const Sensitivity* find(std::string_view code) {
  const auto found = std::find_if(std::begin(kSensitivities), std::end(kSensitivities),
                                  [&](const Sensitivity& one) { return one.code == code; });
  return found != std::end(kSensitivities) ? found : nullptr;
}

// 1 to 6, or 0.
int rank(std::string_view code) {
  const std::size_t at = code.size() == 1 ? kRanks.find(code[0]) : std::string_view::npos;
  return at == std::string_view::npos ? 0 : static_cast<int>(at) + 1;
}

bool isConfidentialitySystem(std::string_view system) {
  return system == kConfidentiality || system == "urn:oid:2.16.840.1.113883.5.25" ||
         system == "2.16.840.1.113883.5.25" || system == "http://hl7.org/fhir/v3/Confidentiality";
}

bool isActCodeSystem(std::string_view system) {
  return system == kActCode || system == "urn:oid:2.16.840.1.113883.5.4" ||
         system == "2.16.840.1.113883.5.4" || system == "http://hl7.org/fhir/v3/ActCode";
}

// Purposes of use and integrity: they tell how to handle data, not how sensitive they are.
bool saysNothing(const Coding& label) {
  return label.system == "http://terminology.hl7.org/CodeSystem/v3-ObservationValue" ||
         canonicalPurpose(label).system == kActReason;
}

void addWithAbove(std::string_view code, std::vector<Coding>& out) {
  Coding one{std::string(kActCode), std::string(code)};
  if (std::find(out.begin(), out.end(), one) != out.end()) return;
  out.push_back(std::move(one));
  const Sensitivity* known = find(code);
  if (known == nullptr) return;
  for (const std::string_view above : known->of)
    if (!above.empty()) addWithAbove(above, out);
}

bool holds(const LabelSet& data, const Coding& label) {
  return std::find(data.sensitivities.begin(), data.sensitivities.end(), label) !=
         data.sensitivities.end();
}

}  // namespace

Coding canonicalLabel(Coding label) {
  if (isConfidentialitySystem(label.system) || (label.system.empty() && rank(label.code) > 0))
    label.system = kConfidentiality;
  else if (isActCodeSystem(label.system) || (label.system.empty() && find(label.code) != nullptr))
    label.system = kActCode;
  return label;
}

std::optional<LabelSet> readLabels(const std::vector<Coding>& labels) {
  LabelSet out;
  int stated = 0;
  bool unknown = false;
  for (const Coding& given : labels) {
    if (saysNothing(given)) continue;
    const Coding label = canonicalLabel(given);
    if (isConfidentiality(label)) {
      const int level = rank(label.code);
      stated = std::max(stated, level > 0 ? level : kUnknownRank);
    } else if (isSensitivity(label)) {
      addWithAbove(label.code, out.sensitivities);
    } else {
      unknown = true;
      out.sensitivities.push_back(label);
    }
  }
  if (stated == 0 && out.sensitivities.empty()) return std::nullopt;
  out.confidentiality = stated > 0 ? stated : unknown ? kUnknownRank : kRestrictedRank;
  return out;
}

bool permitCovers(const Coding& label, const LabelSet& data) {
  if (isConfidentiality(label)) return data.confidentiality <= rank(label.code);
  return holds(data, label);
}

bool denyCovers(const Coding& label, const LabelSet& data) {
  // What they are cannot be known: it may be what is denied.
  if (data.confidentiality == kUnknownRank) return true;
  // A level that is not known is rank 0: a deny of it covers all.
  if (isConfidentiality(label)) return data.confidentiality >= rank(label.code);
  return holds(data, label);
}

bool isSensitivity(const Coding& label) {
  return label.system == kActCode && find(label.code) != nullptr;
}

bool isConfidentiality(const Coding& label) { return label.system == kConfidentiality; }

}  // namespace pontis
