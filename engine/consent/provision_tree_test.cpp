#include "engine/consent/provision_tree.h"

#include <gtest/gtest.h>

#include "engine/consent/label.h"
#include "engine/consent/purpose.h"

namespace pontis {
namespace {

using Type = Provision::Type;

Provision permit(Provision rule = {}) {
  rule.type = Type::kPermit;
  return rule;
}
Provision deny(Provision rule = {}) {
  rule.type = Type::kDeny;
  return rule;
}
Provision with(Provision root, std::vector<Provision> exceptions) {
  root.provisions = std::move(exceptions);
  return root;
}
Provision purposes(std::vector<const char*> codes) {
  Provision rule;
  for (const char* code : codes) rule.purposes.push_back(canonicalPurpose({"", code}));
  return rule;
}
Provision labels(std::vector<const char*> codes) {
  Provision rule;
  for (const char* code : codes) rule.labels.push_back(canonicalLabel({"", code}));
  return rule;
}
Provision actor(const char* reference) {
  Provision rule;
  rule.actors = {{{}, reference}};
  return rule;
}
Provision kind(const char* type) {
  Provision rule;
  rule.classes = {{"http://hl7.org/fhir/resource-types", type}};
  return rule;
}

struct Asked {
  std::vector<const char*> purposes{"TREAT"};
  std::string person = "Practitioner/1";
  std::string type = "Observation";
  std::vector<const char*> labels{"N"};
};

std::string rule(const Provision& root, const Asked& asked) {
  AccessRequest request;
  request.person = asked.person;
  request.organizations = {"Organization/X", "Organization/County"};
  request.action = "access";
  for (const char* code : asked.purposes) request.purposes.push_back({"", code});
  request.time = *parseTime("2026-06-01T10:00:00Z");
  ConsentResource resource;
  resource.id = "7";
  resource.type = asked.type;
  for (const char* label : asked.labels) resource.labels.push_back({"", label});
  const Jurisdiction law;
  const Question question(request, law);
  const Ruling ruling =
      ruleOn(root, question, {resource, *readLabels(resource.labels), asked.type + "/7"});
  const std::string name = ruling.rule.empty() ? "" : " by " + ruling.rule;
  if (ruling.type == Type::kNone) return "nothing";
  return (ruling.type == Type::kPermit ? "permit" : "deny") + name +
         (ruling.leaves_out ? ", left out" : "");
}

TEST(ProvisionTree, ARootPermitForbidsTheDataItDoesNotName) {
  const Provision root = permit(labels({"N"}));
  EXPECT_EQ(rule(root, {}), "permit");
  EXPECT_EQ(rule(root, {.labels = {"R"}}), "deny, left out");
  EXPECT_EQ(rule(deny(labels({"R"})), {}), "nothing") << "a root deny leaves the others alone";
}

TEST(ProvisionTree, ARootWhoseContextMissesSaysNothing) {
  EXPECT_EQ(rule(permit(purposes({"HRESCH"})), {}), "nothing");
  EXPECT_EQ(rule(deny(actor("Organization/Y")), {}), "nothing");
}

TEST(ProvisionTree, TriesExceptionsThoughTheRootsDataMiss) {
  Provision psychiatry = permit(labels({"PSY"}));
  psychiatry.actors = {{{}, "Practitioner/1"}};
  const Provision root = with(permit(labels({"N"})), {psychiatry});
  EXPECT_EQ(rule(root, {.labels = {"R", "PSY"}}), "permit by 0");
  EXPECT_EQ(rule(root, {.person = "Practitioner/2", .labels = {"R", "PSY"}}), "deny, left out");
  EXPECT_EQ(rule(root, {.labels = {"R", "HIV"}}), "deny, left out");
}

TEST(ProvisionTree, TriesDeeperExceptionsUnderAMatchingParentOnly) {
  const Provision trusted =
      with(permit(), {with(deny(kind("Condition")), {permit(actor("Practitioner/1"))})});
  EXPECT_EQ(rule(trusted, {.type = "Condition"}), "permit by 0.0");
  EXPECT_EQ(rule(trusted, {.person = "Practitioner/2", .type = "Condition"}), "deny by 0");
  EXPECT_EQ(rule(trusted, {}), "permit");
  const Provision elsewhere =
      with(permit(), {with(deny(actor("Organization/Y")), {deny(kind("Observation"))})});
  EXPECT_EQ(rule(elsewhere, {}), "permit");
}

TEST(ProvisionTree, AmongSiblingsADenyWins) {
  for (const bool first : {true, false}) {
    const Provision a = permit(kind("Condition")), b = deny(labels({"R"}));
    const Provision root = with(permit(), first ? std::vector{a, b} : std::vector{b, a});
    EXPECT_EQ(rule(root, {.type = "Condition", .labels = {"R"}}),
              first ? "deny by 1" : "deny by 0");
    EXPECT_EQ(rule(root, {.type = "Condition"}), first ? "permit by 0" : "permit by 1");
  }
}

TEST(ProvisionTree, AnExceptionThatPermitsInheritsContextAndOneThatDeniesDoesNot) {
  const Provision root = with(permit(purposes({"TREAT"})), {permit(actor("Practitioner/1")),
                                                            deny(actor("Organization/County"))});
  const Provision only = with(permit(purposes({"TREAT"})), {permit(actor("Practitioner/1"))});
  EXPECT_EQ(rule(only, {.purposes = {"HRESCH"}}), "nothing");
  EXPECT_EQ(rule(root, {.purposes = {"HRESCH"}}), "deny by 1");
  // Through a deny as well: else a permit below it would be wider than the one above.
  const Provision below =
      with(permit(purposes({"TREAT"})),
           {with(deny(kind("Observation")), {permit(actor("Practitioner/1"))})});
  EXPECT_EQ(rule(below, {.purposes = {"HRESCH"}}), "deny by 0");
  EXPECT_EQ(rule(below, {}), "permit by 0.0");
  // Its own criterion takes the place of the inherited one.
  Provision research = permit(purposes({"HRESCH"}));
  EXPECT_EQ(rule(with(permit(purposes({"TREAT"})), {research}), {.purposes = {"HRESCH"}}),
            "permit by 0");
}

TEST(ProvisionTree, APermitNeedsEveryPurposeADenyOne) {
  EXPECT_EQ(rule(permit(purposes({"TREAT"})), {.purposes = {"TREAT", "HMARKT"}}), "nothing");
  EXPECT_EQ(rule(permit(purposes({"TREAT", "HMARKT"})), {.purposes = {"TREAT", "HMARKT"}}),
            "permit");
  EXPECT_EQ(rule(deny(purposes({"TREAT"})), {.purposes = {"TREAT", "HMARKT"}}), "deny");
  EXPECT_EQ(rule(permit(purposes({"TREAT"})), {.purposes = {"BTG"}}), "permit");
  EXPECT_EQ(rule(permit(purposes({"ETREAT"})), {}), "nothing");
}

TEST(ProvisionTree, WithoutATypeOnlyItsExceptionsCount) {
  const Provision root = with({}, {deny(kind("Condition"))});
  EXPECT_EQ(rule(root, {}), "nothing");
  EXPECT_EQ(rule(root, {.type = "Condition"}), "deny by 0");
}

TEST(ProvisionTree, AnExpiredRootSaysNothingNotEvenInItsExceptions) {
  Provision root = with(permit(), {deny(kind("Observation"))});
  root.period = Period{std::nullopt, *readPartialTime("2026-05-31")};
  EXPECT_EQ(rule(root, {}), "nothing");
  root.period->end = *readPartialTime("2026-06-01");
  EXPECT_EQ(rule(root, {}), "deny by 0");
}

TEST(ProvisionTree, AReferenceThatIsNotExactCanOnlyDeny) {
  EXPECT_EQ(rule(permit(actor("https://a.example/fhir/Practitioner/1")), {}), "nothing");
  EXPECT_EQ(rule(deny(actor("https://a.example/fhir/Practitioner/1")), {}), "deny");
  EXPECT_EQ(rule(permit(actor("Practitioner/1/_history/3")), {}), "permit");
  EXPECT_EQ(rule(deny(actor("https://a.example/fhir/XPractitioner/1")), {}), "nothing");
}

TEST(ProvisionTree, DataOfUnknownDateAreDeniedWithTheKnown) {
  Provision year, author;
  year.data_period = Period{*readPartialTime("2022"), *readPartialTime("2022")};
  author.data = {{ConsentData::Meaning::kAuthoredBy, "Practitioner/9"}};
  EXPECT_EQ(rule(permit(year), {}), "deny, left out");
  EXPECT_EQ(rule(with(permit(), {deny(year)}), {}), "deny by 0");
  EXPECT_EQ(rule(with(permit(), {deny(author)}), {}), "permit");
  EXPECT_EQ(rule(permit(author), {}), "deny, left out");
}

TEST(ProvisionTree, FindsARuleByItsName) {
  const Provision root = with(permit(), {deny(), with(deny(), {permit(), permit(kind("X"))})});
  EXPECT_EQ(findRule(root, "1.1").classes.size(), 1u);
  EXPECT_EQ(&findRule(root, ""), &root);
  EXPECT_EQ(&findRule(root, "7"), &root);
}

}  // namespace
}  // namespace pontis
