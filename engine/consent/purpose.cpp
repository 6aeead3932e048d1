#include "engine/consent/purpose.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pontis {
namespace {

struct Kind {
  std::string_view code, of;
};

// By code, for the search.
constexpr Kind kPurposes[] = {
    {"BIORCH", "HRESCH"},
    {"BTG", "ETREAT"},
    {"CAREMGT", "HOPERAT"},
    {"CLINTRCH", "HRESCH"},
    {"CLINTRCHNPC", "CLINTRCH"},
    {"CLINTRCHPC", "CLINTRCH"},
    {"CLINTRL", "TREAT"},
    {"CLMATTCH", "HPAYMT"},
    {"COC", "TREAT"},
    {"COVAUTH", "HPAYMT"},
    {"COVERAGE", "HPAYMT"},
    {"DISASTER", "PUBHLTH"},
    {"DONAT", "HOPERAT"},
    {"DSRCH", "HRESCH"},
    {"ELIGDTRM", "COVERAGE"},
    {"ELIGVER", "COVERAGE"},
    {"ENROLLM", "COVERAGE"},
    {"ERTREAT", "ETREAT"},
    {"ETREAT", "TREAT"},
    {"FAMRQT", "PATRQT"},
    {"FRAUD", "HOPERAT"},
    {"GOV", "HOPERAT"},
    {"HACCRED", "HOPERAT"},
    {"HCOMPL", "HOPERAT"},
    {"HDECD", "HOPERAT"},
    {"HDIRECT", "HOPERAT"},
    {"HDM", "HOPERAT"},
    {"HLEGAL", "HOPERAT"},
    {"HMARKT", ""},
    {"HOPERAT", ""},
    {"HOUTCOMS", "HOPERAT"},
    {"HPAYMT", ""},
    {"HPRGRP", "HOPERAT"},
    {"HQUALIMP", "HOPERAT"},
    {"HRESCH", ""},
    {"HSYSADMIN", "HOPERAT"},
    {"HTEST", "SYSDEV"},
    {"LABELING", "HSYSADMIN"},
    {"MEMADMIN", "HOPERAT"},
    {"METAMGT", "HSYSADMIN"},
    {"MILCDM", "HOPERAT"},
    {"MILDCRG", "COVERAGE"},
    {"PATADMIN", "HOPERAT"},
    {"PATRQT", ""},
    {"PATSFTY", "HOPERAT"},
    {"PERFMSR", "HOPERAT"},
    {"POARCH", "HRESCH"},
    {"POPHLTH", "TREAT"},
    {"PRECLINTRCH", "CLINTRCH"},
    {"PUBHLTH", ""},
    {"PWATRNY", "PATRQT"},
    {"RECORDMGT", "HOPERAT"},
    {"REMITADV", "HPAYMT"},
    {"SUPNWK", "PATRQT"},
    {"SYSDEV", "HOPERAT"},
    {"THREAT", "PUBHLTH"},
    {"TRAIN", "HOPERAT"},
    {"TRANSRCH", "HRESCH"},
    {"TREAT", ""},
};

constexpr std::pair<std::string_view, std::string_view> kXspa[] = {
    {"COVERAGE", "COVERAGE"},  {"EMERGENCY", "ETREAT"}, {"MARKETING", "HMARKT"},
    {"OPERATIONS", "HOPERAT"}, {"PAYMENT", "HPAYMT"},   {"PUBLICHEALTH", "PUBHLTH"},
    {"REQUEST", "PATRQT"},     {"RESEARCH", "HRESCH"},  {"TREATMENT", "TREAT"},
};
// eHDSI XSPA PurposeOfUse (MyHealth@EU master value set catalogue), and NHIN's.
constexpr std::string_view kXspaSystems[] = {"",
                                             "urn:oasis:names:tc:xspa:1.0",
                                             "urn:oid:3bc18518-d305-46c2-a8d6-94bd59856e9e",
                                             "3bc18518-d305-46c2-a8d6-94bd59856e9e",
                                             "urn:oid:2.16.840.1.113883.3.18.7.1",
                                             "2.16.840.1.113883.3.18.7.1"};

const Kind* find(std::string_view code) {
  const auto found =
      std::lower_bound(std::begin(kPurposes), std::end(kPurposes), code,
                       [](const Kind& kind, std::string_view of) { return kind.code < of; });
  return found != std::end(kPurposes) && found->code == code ? found : nullptr;
}

bool isActReason(std::string_view system) {
  return system == kActReason || system == "urn:oid:2.16.840.1.113883.5.8" ||
         system == "2.16.840.1.113883.5.8" || system == "http://hl7.org/fhir/v3/ActReason";
}

}  // namespace

Coding canonicalPurpose(Coding purpose) {
  if (isActReason(purpose.system) || (purpose.system.empty() && find(purpose.code) != nullptr)) {
    purpose.system = kActReason;
    return purpose;
  }
  if (std::find(std::begin(kXspaSystems), std::end(kXspaSystems), purpose.system) ==
      std::end(kXspaSystems))
    return purpose;
  for (const auto& [xspa, code] : kXspa)
    if (xspa == purpose.code) return {std::string(kActReason), std::string(code)};
  return purpose;
}

std::vector<Coding> purposeAndAbove(const Coding& purpose) {
  std::vector<Coding> all{purpose};
  if (purpose.system != kActReason) return all;
  for (const Kind* kind = find(purpose.code); kind != nullptr && !kind->of.empty();
       kind = find(kind->of))
    all.push_back({purpose.system, std::string(kind->of)});
  return all;
}

bool isKnownPurpose(const Coding& purpose) {
  return purpose.system == kActReason && find(purpose.code) != nullptr;
}

bool isPurpose(const Coding& purpose, std::string_view kind) {
  if (purpose.system != kActReason) return false;
  std::string_view at = purpose.code;
  while (at != kind) {
    const Kind* found = find(at);
    if (found == nullptr || found->of.empty()) return false;
    at = found->of;
  }
  return true;
}

}  // namespace pontis
