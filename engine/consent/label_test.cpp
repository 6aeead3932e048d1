#include "engine/consent/label.h"

#include <gtest/gtest.h>

#include "engine/consent/purpose.h"

namespace pontis {
namespace {

std::vector<Coding> codes(const std::vector<const char*>& texts) {
  std::vector<Coding> out;
  for (const char* text : texts) out.push_back({"", text});
  return out;
}

// P if a permit of the label covers data with these labels, D if a deny does.
std::string covers(const char* label, const std::vector<const char*>& data) {
  const auto set = readLabels(codes(data));
  if (!set) return "unlabelled";
  const Coding canonical = canonicalLabel({"", label});
  return std::string(permitCovers(canonical, *set) ? "P" : "-") +
         (denyCovers(canonical, *set) ? "D" : "-");
}

TEST(Label, ConfidentialityIsAHighWaterMark) {
  EXPECT_EQ(covers("N", {"N"}), "PD");
  EXPECT_EQ(covers("N", {"L"}), "P-");
  EXPECT_EQ(covers("N", {"R"}), "-D");
  EXPECT_EQ(covers("R", {"V"}), "-D");
  EXPECT_EQ(covers("V", {"U"}), "P-");
  EXPECT_EQ(covers("N", {"N", "R"}), "-D");
}

TEST(Label, SensitivityCoversWhatItSubsumes) {
  EXPECT_EQ(covers("SUD", {"R", "ETHUD"}), "PD");
  EXPECT_EQ(covers("ETHUD", {"R", "SUD"}), "--");
  EXPECT_EQ(covers("ETH", {"R", "OPIOIDUD"}), "PD");
  EXPECT_EQ(covers("SPI", {"R", "COGN"}), "PD");
  EXPECT_EQ(covers("PSY", {"R", "HIV"}), "--");
  EXPECT_EQ(covers("HIV", {"R", "HIV", "PSY"}), "PD");
}

TEST(Label, ASensitivityAloneIsRestricted) {
  EXPECT_EQ(covers("N", {"HIV"}), "-D");
  EXPECT_EQ(covers("R", {"HIV"}), "PD");
}

TEST(Label, AnUnknownLabelNeverWidensAccess) {
  EXPECT_EQ(covers("V", {"SECRET"}), "-D");
  EXPECT_EQ(covers("HIV", {"SECRET"}), "-D") << "it may be what is denied";
  EXPECT_EQ(covers("HIV", {"N", "SECRET"}), "--");
  EXPECT_EQ(covers("SECRET", {"N"}), "--");
  EXPECT_EQ(covers("SECRET", {"N", "SECRET"}), "PD");
  const auto secret = readLabels({{"http://example.org", "SECRET"}});
  EXPECT_FALSE(permitCovers({"http://example.com", "SECRET"}, *secret));
  const auto odd = readLabels({{std::string(kConfidentiality), "X"}});
  EXPECT_FALSE(permitCovers({std::string(kConfidentiality), "V"}, *odd));
  const auto normal = readLabels(codes({"N"}));
  EXPECT_FALSE(permitCovers({std::string(kConfidentiality), "X"}, *normal));
  EXPECT_TRUE(denyCovers({std::string(kConfidentiality), "X"}, *normal));
}

TEST(Label, WhatSaysNothingOfSensitivityIsNoLabel) {
  EXPECT_EQ(covers("N", {}), "unlabelled");
  EXPECT_FALSE(readLabels({{std::string(kActReason), "HTEST"}}));
  EXPECT_EQ(covers("N", {"HTEST"}), "unlabelled");
}

std::string above(const Coding& purpose) {
  std::string out;
  for (const Coding& one : purposeAndAbove(canonicalPurpose(purpose))) out += one.code + " ";
  return out;
}

TEST(Purpose, KnowsItsKind) {
  EXPECT_EQ(above({"", "BTG"}), "BTG ETREAT TREAT ");
  EXPECT_EQ(above({"urn:oid:2.16.840.1.113883.5.8", "CLINTRCHPC"}), "CLINTRCHPC CLINTRCH HRESCH ");
  EXPECT_EQ(above({"", "EMERGENCY"}), "ETREAT TREAT ");
  EXPECT_EQ(above({"", "HMARKT"}), "HMARKT ");
}

TEST(Purpose, AnUnknownOneIsAKindOfItselfAlone) {
  EXPECT_EQ(above({"", "foobar-study"}), "foobar-study ");
  EXPECT_EQ(above({"http://example.org", "BTG"}), "BTG ");
  EXPECT_EQ(above({"http://example.org", "TREATMENT"}), "TREATMENT ");
  EXPECT_FALSE(isPurpose(canonicalPurpose({"http://example.org", "TREAT"}), "TREAT"));
}

}  // namespace
}  // namespace pontis
