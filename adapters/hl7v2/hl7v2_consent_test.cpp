#include "adapters/hl7v2/hl7v2_consent.h"

#include <gtest/gtest.h>

#include <map>

#include "engine/consent/decision.h"
#include "engine/consent/explanation.h"

namespace pontis {
namespace {

std::vector<Directive> read(const std::string& con) {
  const auto document =
      Hl7v2Message::parse(Bytes::own("MSH|^~\\&|REG|GH|HIE|GH|2026||ADT^A08|42|P|2.6\r"
                                     "PID|1||4711^^^GH^MR||Sample^Robin\r" +
                                     con));
  EXPECT_TRUE(document);
  return readConsents(dynamic_cast<const Hl7v2Message&>(**document));
}

std::string fold(const Directive& one) {
  std::string out = one.patient + (one.active ? " active" : " inactive");
  if (!one.privacy) return out + ", no rule of privacy";
  if (!one.fault.empty()) return out + ", faulty at " + one.fault;
  out += ": " + std::string(one.provision.type == Provision::Type::kNone ? "only " : "") +
         inWords(one.provision.type == Provision::Type::kNone ? one.provision.provisions.at(0)
                                                              : one.provision);
  return out;
}

// Fields 1 to 25 of a CON, by number.
std::string con(const std::map<int, std::string>& fields) {
  std::string out = "CON";
  for (int i = 1; i <= 25; ++i) out += "|" + (fields.contains(i) ? fields.at(i) : "");
  return out + "\r";
}

TEST(Hl7v2Consent, ReadsWhatConCanSay) {
  const struct {
    std::map<int, std::string> fields;
    const char* expected;
  } kCases[] = {
      {{{2, "001"}, {11, "A"}}, "GH|4711 active: permit of all data"},
      {{{2, "001"}, {11, "A"}, {21, "F"}}, "GH|4711 active: permit of all data"},
      {{{2, "001"}, {11, "R"}}, "GH|4711 active: deny of all data"},
      {{{2, "001"}, {11, "A"}, {21, "N"}}, "GH|4711 active: deny of all data"},
      {{{2, "001"}, {11, "L"}}, "GH|4711 active, faulty at CON-11"},
      {{{2, "001"}, {11, "A"}, {21, "P"}}, "GH|4711 active, faulty at CON-21"},
      {{{2, "001"}, {11, "A"}, {9, "not to my aunt"}}, "GH|4711 active, faulty at CON-9"},
      {{{2, "001"}}, "GH|4711 active, faulty at CON-11"},
      {{{11, "A"}}, "GH|4711 active, faulty at CON-2"},
      {{{2, "001"}, {11, "X"}}, "GH|4711 inactive: deny of all data"},
      {{{2, "001"}, {11, "P"}}, "GH|4711 inactive: deny of all data"},
      {{{2, "110"}, {11, "A"}}, "GH|4711 active: deny of all data"},
      {{{2, "110"}, {11, "R"}}, "GH|4711 inactive: deny of all data"},
      {{{2, "057"}, {11, "R"}}, "GH|4711 active: deny of label HIV"},
      {{{2, "057"}, {11, "A"}}, "GH|4711 active: only permit of label HIV"},
      {{{2, "002"}, {11, "A"}}, "GH|4711 active, no rule of privacy"},
      {{{2, "001"}, {11, "A"}, {14, "20250101"}, {15, "20251231"}},
       "GH|4711 active: permit of all data in force from 2025-01-01 to 2025-12-31"},
      {{{2, "001"}, {11, "A"}, {15, "20251231235959+0100"}},
       "GH|4711 active: permit of all data in force to 2025-12-31T22:59:59.999Z"},
      {{{2, "001"}, {11, "A"}, {15, "someday"}}, "GH|4711 active, faulty at CON-15"},
      {{{2, "001"}, {11, "A"}, {14, "20260101"}, {15, "20250101"}},
       "GH|4711 active, faulty at CON-15"},
  };
  for (const auto& one : kCases) {
    const auto found = read(con(one.fields));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(fold(found[0]), one.expected) << con(one.fields);
  }
}

TEST(Hl7v2Consent, WithoutAPatientIsFaulty) {
  const auto document = Hl7v2Message::parse(Bytes::own(
      "MSH|^~\\&|REG|GH|HIE|GH|2026||ADT^A08|42|P|2.6\r" + con({{2, "001"}, {11, "A"}})));
  const auto found = readConsents(dynamic_cast<const Hl7v2Message&>(**document));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].fault, "PID-3");
}

TEST(Hl7v2Consent, OfOneFormTheLaterDecisionCountsAndTwoFormsBoth) {
  const auto decided = [](const std::string& cons) {
    AccessRequest request;
    request.patient = "GH|4711";
    request.person = "Practitioner/1";
    request.purposes = {{"", "TREAT"}};
    request.relation = Relation::kTreating;
    request.role = "221";
    request.time = *parseTime("2026-06-01T10:00:00Z");
    const std::vector<ConsentResource> resources(1);
    Jurisdiction law;
    law.policy = ImplicitPolicy::kAllNormal;
    const auto decision = decide(request, read(cons), resources, law, &LabelTable::shipped());
    return decision.overall == ConsentDecision::Overall::kPermit;
  };
  EXPECT_TRUE(decided(con({{2, "001"}, {3, "F"}, {4, "1"}, {11, "R"}, {13, "20250101"}}) +
                      con({{2, "001"}, {3, "F"}, {4, "1"}, {11, "A"}, {13, "20260101"}})));
  EXPECT_FALSE(decided(con({{2, "001"}, {3, "F"}, {4, "1"}, {11, "A"}, {13, "20260101"}}) +
                       con({{2, "001"}, {3, "F"}, {4, "2"}, {11, "R"}, {13, "20250101"}})));
  EXPECT_FALSE(decided(con({{2, "110"}, {3, "F"}, {4, "1"}, {11, "A"}}) +
                       con({{2, "001"}, {3, "F"}, {4, "1"}, {11, "A"}})));
}

}  // namespace
}  // namespace pontis
