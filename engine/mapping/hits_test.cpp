// What a run says of itself: hits, leaves, unmapped codes, origins.
#include <gtest/gtest.h>

#include "engine/mapping/coverage.h"
#include "engine/mapping/explain.h"
#include "tests/support/map_folder.h"
#include "tests/support/segments_text.h"

namespace pontis {
namespace {

const char kTypes[] =
    "type XPN -> HumanName\n  1 -> family\n  2 -> given[]\n"
    "type CX -> Identifier\n  needs value\n  1 -> value\n  4 -> system\n";

std::string hits(const Mapping& mapping, const Mapped& mapped) {
  std::string text;
  for (const RuleHit& hit : mapped.hits) {
    const Rule& rule = mapping.rules()[hit.rule];
    if (rule.block.starts_with("map MSH")) continue;
    text +=
        rule.place + " " + rule.source + " " + rule.target + " " + std::to_string(hit.count) + "\n";
  }
  return text;
}

std::string codes(const Mapped& mapped) {
  std::string text;
  for (const UnmappedCode& one : mapped.unmapped) text += one.table + " " + one.code + ", ";
  return text + mapped.sender;
}

TEST(Hits, CountHowOftenEachRuleWroteAValue) {
  MapFolder maps(std::string(kTypes) +
                 "map PID -> Patient\n  5[*] -> name[] : XPN with use = 'usual'\n"
                 "  7 -> birthDate\n  30 -> deceasedBoolean\n");
  const auto mapping = maps.load();
  const SegmentsText message("MSH|^~\\&|A|B|||20260105||X\rPID|||||Doe^Jane~Roe^^M||19800102\r");
  EXPECT_EQ(hits(*mapping, *mapping->apply(message)),
            "base/a.map:15 PID-5[*] Patient.name[] 2\n"
            "base/a.map:8 XPN.1 HumanName.family 2\n"
            "base/a.map:9 XPN.2 HumanName.given[] 1\n"
            "base/a.map:16 PID-7 Patient.birthDate 1\n");
  EXPECT_EQ(hits(*mapping, *mapping->apply(message)), hits(*mapping, *mapping->apply(message)))
      << "counts begin anew with each message";
}

TEST(Hits, LeaveOutWhatWasTakenBack) {
  MapFolder maps(std::string(kTypes) +
                 "map PID -> Patient\n  3[*] -> identifier[] : CX\n"
                 "  5 -> name[] : XPN\n");
  const auto mapping = maps.load();
  const SegmentsText message("MSH|^~\\&|A|B|||20260105||X\rPID|||^^^HOSP~7||Doe\r");
  EXPECT_EQ(hits(*mapping, *mapping->apply(message)),
            "base/a.map:15 PID-3[*] Patient.identifier[] 1\n"
            "base/a.map:12 CX.1 Identifier.value 1\n"
            "base/a.map:16 PID-5 Patient.name[] 1\n"
            "base/a.map:8 XPN.1 HumanName.family 1\n");
}

TEST(Hits, ComeWithAnAccountOfEveryValue) {
  MapFolder maps(
      "map PID -> Patient\n  7 -> birthDate\n  1 -> used\n  9 -> report \"never\"\n"
      "remainder * -> keep\nremainder Z* -> report\n");
  const auto mapping = maps.load();
  const SegmentsText message("MSH|^~\\&|A||||20260105||X\rPID|1||7^^^H||||19801302||x\rZPI|lost\r");
  const LeafCount leaves = mapping->apply(message)->leaves;
  // Read: MSH-3, MSH-7, PID-1. Kept: MSH-9, PID-3.1, PID-3.4, PID-7, the bad date. Lost: the rest.
  EXPECT_EQ(leaves.leaves, 9u);
  EXPECT_EQ(leaves.read, 3u);
  EXPECT_EQ(leaves.kept, 4u);
  EXPECT_EQ(leaves.lost, 2u);
}

TEST(Hits, NameTheCodesThatNoTableKnows) {
  MapFolder maps(
      "map PID -> Patient\n  8 -> gender via Sex else 'unknown'\n"
      "  16[*] -> maritalStatus.coding[] via Married\n"
      "  15[*] -> communication[].language.coding[] via Speech\n");
  maps.add("Sex.csv", "source,target,system,display\nF,female,,\n");
  maps.add("Married.csv", "source,target,system,display\nM,M,,\n*,UNK,,\n");
  maps.add("Speech.csv", "source,target,system,display\nde,de,,\n");
  const auto mapping = maps.load();
  const auto said = [&](const std::string& pid) {
    const SegmentsText message("MSH|^~\\&|REG^1|GH|||20260105||X\r" + pid);
    const auto mapped = mapping->apply(message);
    std::string text = codes(*mapped) + " |";
    for (const Loss& loss : mapped->lost)
      if (loss.reason == "code not in table") text += " " + loss.path;
    return text;
  };
  EXPECT_EQ(said("PID||||||||F||||||||M\r"), " |");
  EXPECT_EQ(said("PID||||||||Q||||||||M\r"), "Sex Q, REG/GH | PID-8");
  EXPECT_EQ(said("PID||||||||F||||||||W~W~D\r"),
            "Married W, Married D, REG/GH | PID-16 PID-16[2] "
            "PID-16[3]");
  EXPECT_EQ(said("PID||||||||Jane Doe, her words\r"), "Sex (text), REG/GH | PID-8")
      << "what may be more than a code is not kept";
}

TEST(Hits, KeepAKeyOfASendersNameHoweverLongItIs) {
  MapFolder maps("map PID -> Patient\n  8 -> gender via Sex\n");
  maps.add("Sex.csv", "source,target,system,display\nF,female,,\n");
  const SegmentsText message("MSH|^~\\&|" + std::string(79, 'a') + "äb|" + std::string(5000, 'c') +
                             "|||20260105||X\rPID||||||||Q\r");
  EXPECT_EQ(maps.load()->apply(message)->sender, std::string(79, 'a') + "/" + std::string(80, 'c'));
}

TEST(Hits, DoNotCallACodeUnmappedThatAnotherTableOfItsFieldKnows) {
  MapFolder maps(
      "type XAD -> Address\n  7 -> type via Type\n  7 -> use via Use\n"
      "map PID -> Patient\n  11[*] -> address[] : XAD\n");
  maps.add("Type.csv", "source,target,system,display\nM,postal,,\n");
  maps.add("Use.csv", "source,target,system,display\nH,home,,\n");
  const SegmentsText message(
      "MSH|^~\\&|REG|GH|||20260105||X\rPID|||||||||||^^A^^^^M~^^B^^^^H~^^C^^^^Q\r");
  EXPECT_EQ(codes(*maps.load()->apply(message)), "Use Q, Type Q, REG/GH");
}

TEST(Explain, SaysOfEachElementWhichRulesMadeItOfWhat) {
  MapFolder maps(std::string(kTypes) +
                 "map PID -> Patient ig \"Segment PID[Patient]\"\n"
                 "  3[*] -> identifier[] : CX with use = 'official'\n  5[*] -> name[] : XPN\n"
                 "  7 -> birthDate\n  'x' -> language\nremainder PID -> keep\n");
  const auto mapping = maps.load();
  const SegmentsText message(
      "MSH|^~\\&|A|B|||20260105||X\rPID|||^^^A~7^^^H&I||Doe^Jane~Roe||19800102|F\r");
  const auto explanation = mapping->explain(message);
  ASSERT_TRUE(explanation);
  std::string text;
  for (const MadeElement& one : elementsOf(*explanation)) {
    if (one.path.starts_with("MessageHeader") || one.value.starts_with("\"urn:")) continue;
    text += one.path + " " + one.value + " < " + one.source + " <";
    for (const std::uint32_t rule : one.rules) text += " " + mapping->rules()[rule].place;
    text += one.remainder ? " remainder\n" : "\n";
  }
  EXPECT_EQ(text.substr(0, text.find("Basic.code")),
            "Patient.language \"x\" <  < base/a.map:18\n"
            "Patient.identifier[0].use \"official\" <  < base/a.map:15\n"
            "Patient.identifier[0].system \"H\" < PID-3[2].4.1 < base/a.map:15 base/a.map:13\n"
            "Patient.identifier[0].value \"7\" < PID-3[2].1 < base/a.map:15 base/a.map:12\n"
            "Patient.name[0].family \"Doe\" < PID-5.1 < base/a.map:16 base/a.map:8\n"
            "Patient.name[0].given[0] \"Jane\" < PID-5.2 < base/a.map:16 base/a.map:9\n"
            "Patient.name[1].family \"Roe\" < PID-5[2] < base/a.map:16 base/a.map:8\n"
            "Patient.birthDate \"1980-01-02\" < PID-7 < base/a.map:17\n"
            "Basic.extension[0].valueString \"MSH PID\" <  <\n"
            "Basic.extension[1].valueString \"B\" < MSH-4 < remainder\n"
            "Basic.extension[2].valueString \"X\" < MSH-9 < remainder\n"
            "Basic.extension[3].valueString \"A\" < PID-3.4 < remainder\n"
            "Basic.extension[4].id \"PID-3[2].4.2\" < PID-3[2].4.2 < remainder\n"
            "Basic.extension[4].valueString \"I\" < PID-3[2].4.2 < remainder\n"
            "Basic.extension[5].valueString \"F\" < PID-8 < remainder\n");
  EXPECT_EQ(explanation->mapped.output.view(), mapping->apply(message)->output.view());
}

TEST(Coverage, CountsTheRulesOfEachBlock) {
  MapFolder maps(std::string(kTypes) +
                 "map PID -> Patient ig \"Segment PID[Patient]\"\n"
                 "  5 -> name[] : XPN\n  7 -> birthDate\n");
  const auto mapping = maps.load();
  Coverage coverage(mapping->rules());
  coverage.add(mapping->apply(SegmentsText("MSH|^~\\&|A||||2026||X\rPID|||||Doe\r"))->hits);
  std::string text;
  for (const auto& line : coverage.blocks())
    text += line.block + " " + std::to_string(line.hit) + "/" + std::to_string(line.rules) + "\n";
  for (const Rule* rule : coverage.missed()) text += rule->place + " " + rule->origin + "\n";
  EXPECT_EQ(text,
            "map MSH -> MessageHeader 2/2\nmap PID -> Patient 1/2\ntype XPN -> HumanName 1/2\n"
            "base/a.map:16 Segment PID[Patient] PID-7\nbase/a.map:9 \n");
  EXPECT_EQ(percent(coverage.total().hit, coverage.total().rules), "66.7 %");
}

}  // namespace
}  // namespace pontis
