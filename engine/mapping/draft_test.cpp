#include "engine/mapping/draft.h"

#include <gtest/gtest.h>

namespace pontis {
namespace {

Part segment(const std::string& name, bool many = false) {
  Part part;
  part.segment = name;
  part.many = part.optional = many;
  return part;
}

// MSH { PID {NTE} { OBR {OBX} } }
Grammar grammar() {
  Part order;
  order.many = true;
  order.parts = {segment("OBR"), segment("OBX", true)};
  Part patient;
  patient.many = true;
  patient.parts = {segment("PID"), segment("NTE", true), order};
  MessageBlock block;
  block.name = "ORU_R01";
  block.root.parts = {segment("MSH"), patient};
  return Grammar::compile(block);
}

std::string readable(std::string text) {
  for (char& c : text)
    if (c == '\r') c = '/';
  return text;
}

TEST(Draft, PutsGroupsAndLeavesWhereTheyBelongWhateverTheOrderOfWriting) {
  const Grammar structure = grammar();
  Draft draft(structure);
  const auto patient = draft.addGroup(1, 0);
  const auto first = draft.addGroup(2, patient);
  const auto second = draft.addGroup(2, patient);
  draft.set(draft.addSegment(packed("OBX"), second), {5, 1, 1, 1}, "two");
  draft.set(draft.addSegment(packed("OBX"), first), {5, 1, 1, 1}, "one");
  draft.set(draft.addSegment(packed("OBR"), second), {4, 1, 2, 1}, "b");
  draft.set(draft.addSegment(packed("OBR"), first), {4, 1, 1, 2}, "a");
  draft.set(draft.addSegment(packed("NTE"), patient), {3, 2, 1, 1}, "line");
  draft.set(draft.addSegment(packed("PID"), patient), {3, 1, 1, 1}, "7");
  draft.set(draft.addSegment(packed("MSH"), 0), {9, 1, 1, 1}, "ORU");
  EXPECT_EQ(readable(draft.write()),
            "MSH|^~\\&|||||||ORU/PID|||7/NTE|||~line/OBR||||&a/OBX|||||one/OBR||||^b/OBX|||||two/");
}

TEST(Draft, EscapesWhatWouldBeADelimiterOrALineBreak) {
  const Grammar structure = grammar();
  Draft draft(structure);
  draft.set(draft.addSegment(packed("MSH"), 0), {3, 1, 1, 1}, "a|b^c&d~e\\f\r\ng\nh");
  draft.set(0, {4, 1, 1, 1}, "a\x1C\rb");
  EXPECT_EQ(readable(draft.write()),
            "MSH|^~\\&|a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f\\.br\\g\\.br\\h|a\\X1C\\\\.br\\b/");
}

TEST(Draft, NeverOverwritesALeafAndLeavesEmptySegmentsOut) {
  const Grammar structure = grammar();
  Draft draft(structure);
  const auto header = draft.addSegment(packed("MSH"), 0);
  EXPECT_TRUE(draft.set(header, {10, 1, 1, 1}, "1"));
  EXPECT_FALSE(draft.set(header, {10, 1, 1, 1}, "2"));
  const auto patient = draft.addGroup(1, 0);
  draft.addSegment(packed("PID"), patient);
  EXPECT_EQ(readable(draft.write()), "MSH|^~\\&||||||||1/");
}

TEST(Draft, CountsSegmentsInTheirGroupAndGroupsInTheirs) {
  const Grammar structure = grammar();
  Draft draft(structure);
  const auto patient = draft.addGroup(1, 0);
  std::string counted;
  for (int i = 0; i < 2; ++i) {
    const auto order = draft.addGroup(2, patient);
    counted += std::to_string(draft.ordinal(draft.addSegment(packed("OBR"), order)));
    for (int j = 0; j < 2; ++j) draft.addSegment(packed("OBX"), order);
    counted += std::to_string(draft.ordinal(draft.group(order).segments[2]));
  }
  EXPECT_EQ(counted, "1222");
}

}  // namespace
}  // namespace pontis
