#include "adapters/hl7v2/hl7v2_envelope.h"

#include <gtest/gtest.h>

namespace pontis {
namespace {

std::string fold(
    const std::string& segments,
    const std::string& msh = "MSH|^~\\&|REG|GH|HIE|GH2|2026||ADT^A40^ADT_A39|42|P|2.5") {
  const auto parsed = Hl7v2Message::parse(Bytes::own(msh + "\r" + segments));
  if (!parsed) return parsed.error().text;
  const Envelope e = readEnvelope(static_cast<const Hl7v2Message&>(**parsed));
  std::string out = e.type + " " + e.control_id + " " + e.sender;
  for (const std::string& key : e.person_keys) out += " [" + key + "]";
  return out;
}

TEST(Hl7v2Envelope, HasAKeyForEachIdentifier) {
  EXPECT_EQ(fold("PID|1||1^^^X~2^^^&1.2.3&ISO~~3~1^^^X^MR"),
            "ADT^A40 42 GH [1.2.3|2] [@GH|3] [X|1]");
  EXPECT_EQ(fold("PID|1|7|\"\"|8^^^X"), "ADT^A40 42 GH [@GH|7] [X|8]");
  EXPECT_EQ(fold("PID|1|7|1^^^X|8"), "ADT^A40 42 GH [X|1]") << "PID-3 has it";
  EXPECT_EQ(fold("PID|1||a\\T\\b^^^X"), "ADT^A40 42 GH [X|a&b]");
}

TEST(Hl7v2Envelope, HasTheKeysOfAllPersonsOfAMerge) {
  EXPECT_EQ(fold("PID|1||NEW1^^^H\rMRG|OLD1^^^H~OLD1B^^^H\rPID|1||NEW2^^^H\rMRG|OLD2^^^H|||9"),
            "ADT^A40 42 GH [@GH|9] [H|NEW1] [H|NEW2] [H|OLD1] [H|OLD1B] [H|OLD2]");
}

TEST(Hl7v2Envelope, KeepsTheOrderOfPersonsWithoutIdentifier) {
  EXPECT_EQ(fold("PID|1||||Everyman"), "ADT^A40 42 GH [@GH]");
  EXPECT_EQ(fold("EVN|A40"), "ADT^A40 42 GH");
}

TEST(Hl7v2Envelope, NamesTheSender) {
  EXPECT_EQ(fold("", "MSH|^~\\&|REG||||2026||ACK|1|P|2.5"), "ACK 1 REG");
  EXPECT_EQ(fold("", "MSH|^~\\&|REG|^1.2^ISO|||2026||ACK|1|P|2.5"), "ACK 1 1.2");
}

}  // namespace
}  // namespace pontis
