#include "engine/mapping/reverse_values.h"

#include <gtest/gtest.h>

namespace pontis {
namespace {

Table table(const std::string& lines) {
  return *Table::parse("t.csv", "source,target,system,display,inverse\n" + lines);
}

TEST(ReverseValues, WritesTimesAsHl7DoesAndLeavesTheMessagesZoneOut) {
  EXPECT_EQ(hl7Time("2026", "Z"), "2026");
  EXPECT_EQ(hl7Time("2026-01-05", "Z"), "20260105");
  EXPECT_EQ(hl7Time("2026-01-05T12:00:00Z", "Z"), "20260105120000");
  EXPECT_EQ(hl7Time("2026-01-05T12:00:00.123+01:00", "Z"), "20260105120000.123+0100");
  EXPECT_EQ(hl7Time("2026-01-05T12:00:00Z", "+01:00"), "20260105120000+0000");
  EXPECT_EQ(hl7Time("2026-01-05T12:00:00-05:00", "-05:00"), "20260105120000");
}

TEST(ReverseValues, WritesNumbersWithoutAnExponent) {
  EXPECT_EQ(hl7Number("7.10"), "7.10");
  EXPECT_EQ(hl7Number("1.5e3"), "1500");
  EXPECT_EQ(hl7Number("-1.25E+1"), "-12.5");
  EXPECT_EQ(hl7Number("25e-3"), "0.025");
  EXPECT_EQ(hl7Number("1.5e1"), "15");
  EXPECT_EQ(hl7Number("1e41"), "");
  EXPECT_EQ(hl7Number("1e"), "");
  EXPECT_EQ(hl7Number("e"), "");
}

TEST(ReverseValues, TurnsUrisIntoAssigningAuthorities) {
  const Table names = table("HOSP,urn:oid:1.2.3.4,,,\n");
  const auto spelled = [&](std::string_view uri) {
    const Authority one = authorityOf(uri, names);
    return one.name + "&" + one.id + "&" + one.type;
  };
  EXPECT_EQ(spelled("urn:oid:1.2.3.4"), "HOSP&&");
  EXPECT_EQ(spelled("urn:oid:1.2.3.5"), "&1.2.3.5&ISO");
  EXPECT_EQ(spelled("urn:uuid:0c5e"), "&0c5e&UUID");
  EXPECT_EQ(spelled("https://h.example/mrn"), "&https://h.example/mrn&URI");
  EXPECT_EQ(spelled("urn:id:Visit%20Number"), "Visit Number&&");
  EXPECT_EQ(spelled("urn:id:100%"), "100%&&");
}

TEST(ReverseValues, KnowsTheStructureOfAMessage) {
  EXPECT_EQ(structureOf("ADT^A08"), "ADT_A01");
  EXPECT_EQ(structureOf("ADT^A28"), "ADT_A05");
  EXPECT_EQ(structureOf("MDM^T04"), "MDM_T02");
  EXPECT_EQ(structureOf("ORU^R01"), "ORU_R01");
  EXPECT_EQ(structureOf("ACK"), "");
  EXPECT_EQ(structureOf("ADT^A0"), "ADT_A0");
  EXPECT_EQ(structureOf("ADT^A01 A04"), "ADT_A01 A04");
}

TEST(ReverseValues, NamesCodeSystemsAsHl7Does) {
  const Table names = table("LN,http://loinc.org,,,preferred\nLOINC,http://loinc.org,,,\n");
  EXPECT_EQ(systemName("http://loinc.org", names), "LN");
  EXPECT_EQ(systemName("http://terminology.hl7.org/CodeSystem/v2-0005", names), "HL70005");
  EXPECT_EQ(systemName("urn:oid:2.16.840.1", names), "2.16.840.1");
  EXPECT_EQ(systemName("urn:id:LAB", names), "LAB");
  EXPECT_EQ(systemName("https://codes.example", names), "https://codes.example");
}

}  // namespace
}  // namespace pontis
