#include "engine/consent/explanation.h"

#include <gtest/gtest.h>

#include <set>

#include "engine/consent/label.h"

namespace pontis {
namespace {

TEST(Explanation, EveryGroundHasItsStageAndItsWords) {
  std::set<std::string_view> all;
  for (int i = 0; i <= static_cast<int>(Ground::kPolicyDenies); ++i) {
    const Ground ground = static_cast<Ground>(i);
    EXPECT_TRUE(all.insert(inWords(ground)).second) << inWords(ground);
    EXPECT_GE(stageOf(ground), 1);
    EXPECT_LE(stageOf(ground), 11);
  }
}

TEST(Explanation, SaysOfAllDataThatAreDecidedAlikeOneSentence) {
  Directive consent;
  consent.id = "c1";
  consent.version = "2";
  consent.provision.type = Provision::Type::kPermit;
  consent.provision.labels = {{std::string(kConfidentiality), "N"}};
  const std::vector<Directive> directives{consent};
  std::vector<ConsentResource> resources(3);
  for (std::size_t i = 0; i < 3; ++i) resources[i].id = std::to_string(i);
  ConsentDecision decision;
  decision.resources = {{Access::kPermit, Ground::kConsentPermits, 0, ""},
                        {Access::kWithhold, Ground::kConsentLeavesOut, 0, ""},
                        {Access::kPermit, Ground::kConsentPermits, 0, ""}};
  Jurisdiction law;
  law.source = "a law";
  EXPECT_EQ(
      explain(decision, directives, resources, law),
      "Released: 0, 2. Stage 9: the patient's consent permits it (consent c1 version 2: permit "
      "of label N). Withheld: 1. Stage 9: the patient's consent permits certain data only, "
      "and these are none of them (consent c1 version 2: permit of label N). Law: a law.");
  EXPECT_EQ(explain({}, {}, {}, {}), "No data were asked for.");
}

}  // namespace
}  // namespace pontis
