#include "engine/mapping/spelling.h"

#include <gtest/gtest.h>

#include "engine/mapping/parser.h"

namespace pontis {
namespace {

// The first row of a map, spelled again.
std::string again(const std::string& head, const std::string& row) {
  Syntax syntax;
  const auto parsed = parseMap("maps/adt.map", head + "\n  " + row + "\n", syntax);
  if (!parsed) return parsed.error().text;
  const Block& block = syntax.blocks.at(0);
  const MapRow& one = block.rows.at(0);
  const Rule rule = ruleFor(one, block);
  std::string text = rule.source + " -> " + rule.target;
  const std::string conversion = spelled(one.conversion), when = spelled(one.when, block);
  if (!conversion.empty()) text += " " + conversion;
  if (!when.empty()) text += " when " + when;
  return text + " (" + rule.block + ", " + rule.place + ", " + rule.origin + ")";
}

TEST(Spelling, SaysARowInItsOwnWords) {
  EXPECT_EQ(again("map PID <-> Patient ig \"Segment PID[Patient]\"", "3[*] <-> identifier[] : CX"),
            "PID-3[*] -> Patient.identifier[] : CX (map PID -> Patient, maps/adt.map:2, Segment "
            "PID[Patient] PID-3)");
  EXPECT_EQ(again("map MRG -> Patient as Merged of PID", "'x' -> name[a].text ig \"row 7\""),
            "'x' -> Patient.name[a].text (map MRG -> Patient as Merged of PID, maps/adt.map:2, "
            "row 7)");
  EXPECT_EQ(again("type CX -> Identifier ig \"CX\"", "4.1 -> ext(some-name).ext('urn:x') via T"),
            "CX.4.1 -> Identifier.ext(some-name).ext('urn:x') via T (type CX -> Identifier, "
            "maps/adt.map:2, CX CX.4.1)");
  EXPECT_EQ(again("type HD -> Identifier", ". -> value : text"),
            "HD -> Identifier.value : text (type HD -> Identifier, maps/adt.map:2, )");
  EXPECT_EQ(again("map PV1 -> Encounter", "refs Condition -> diagnosis[].condition"),
            "refs Condition -> Encounter.diagnosis[].condition (map PV1 -> Encounter, "
            "maps/adt.map:2, )");
}

TEST(Spelling, SaysAConditionInItsOwnWords) {
  const auto when = [](const std::string& condition) {
    const std::string text = again("map PID -> Patient", "7 -> birthDate when " + condition);
    const std::size_t at = text.find("when ") + 5;
    return text.substr(at, text.find(" (map") - at);
  };
  EXPECT_EQ(when("8 = 'F' and (9 valued or MSH-3 empty)"),
            "PID-8 = 'F' and (PID-9 valued or MSH-3 empty)");
  EXPECT_EQ(when("not (8 in ('F', 'M')) or count 11 > 1"),
            "not PID-8 in ('F', 'M') or count PID-11 > 1");
  EXPECT_EQ(when("length 7 > 8 and 8 != 9"), "length PID-7 > 8 and not PID-8 = PID-9");
}

}  // namespace
}  // namespace pontis
