#include "engine/mapping/grammar.h"

#include <gtest/gtest.h>

#include "engine/mapping/parser.h"

namespace pontis {
namespace {

constexpr char kResults[] =
    "message ORU for ORU\n"
    "  MSH { [PID] [PD1] {NTE} [PV1]\n"
    "  { [ORC] OBR {NTE} {TQ1} {OBX {NTE}} {SPM {OBX {NTE}}} } } [DSC]\n";

// The segments in parentheses for every group: "MSH(PID(OBR(OBX)))".
std::string grouped(const std::string& segments) {
  Syntax syntax;
  EXPECT_TRUE(parseMap("x.map", kResults, syntax));
  const Grammar grammar = Grammar::compile(syntax.messages.at(0));
  std::vector<std::uint32_t> names;
  for (std::size_t at = 0; at + 3 <= segments.size(); at += 4)
    names.push_back(packed(segments.substr(at, 3)));
  Groups groups;
  groups.match(grammar, names);
  std::string out;
  std::vector<std::uint32_t> open{0};
  for (std::uint32_t i = 0; i < names.size(); ++i) {
    std::vector<std::uint32_t> path;
    for (std::uint32_t g = groups.of(i); g != Groups::kNone; g = groups[g].parent)
      path.insert(path.begin(), g);
    while (open.size() > path.size() || (open.back() != path[open.size() - 1])) {
      open.pop_back();
      out += ")";
    }
    while (open.size() < path.size()) {
      open.push_back(path[open.size()]);
      out += "(";
    }
    out += segments.substr(4 * i, 3) + " ";
  }
  while (open.size() > 1) open.pop_back(), out += ")";
  return out;
}

TEST(Grammar, GivesEachObxToItsObrAndEachObrToItsOrc) {
  EXPECT_EQ(grouped("MSH PID ORC OBR OBX NTE OBX ORC OBR OBX "),
            "MSH (PID (ORC OBR (OBX NTE )(OBX ))(ORC OBR (OBX )))");
  EXPECT_EQ(grouped("MSH PID OBR OBX OBR OBX "), "MSH (PID (OBR (OBX ))(OBR (OBX )))");
}

TEST(Grammar, KeepsTheObxAfterASpecimen) {
  EXPECT_EQ(grouped("MSH PID OBR SPM OBX SPM OBX OBX "),
            "MSH (PID (OBR (SPM (OBX ))(SPM (OBX )(OBX ))))");
}

TEST(Grammar, BeginsANewGroupForASecondPatient) {
  EXPECT_EQ(grouped("MSH PID OBR OBX PID OBR OBX DSC "),
            "MSH (PID (OBR (OBX )))(PID (OBR (OBX )))DSC ");
}

TEST(Grammar, ToleratesUnknownSegmentsAndWrongOrder) {
  EXPECT_EQ(grouped("MSH PID ZZZ OBR ZYX OBX "), "MSH (PID ZZZ (OBR ZYX (OBX )))");
  EXPECT_EQ(grouped("MSH PID OBR OBX TQ1 OBX "), "MSH (PID (OBR (OBX )TQ1 (OBX )))");
  EXPECT_EQ(grouped("MSH PV1 PID OBR "), "MSH (PV1 PID (OBR ))");
  EXPECT_EQ(grouped("MSH OBX "), "MSH OBX ");
}

}  // namespace
}  // namespace pontis
