#include "engine/mapping/mapping.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/segments_text.h"

namespace pontis {
namespace {

namespace fs = std::filesystem;

const char kHead[] =
    "message ANY for *\n  MSH {PID}\n"
    "map MSH -> MessageHeader\n  'urn:e' -> eventUri\n  'urn:s' -> source.endpoint\n";

// A folder of maps that lives as long as the test.
class MappingTest : public ::testing::Test {
 protected:
  void TearDown() override { fs::remove_all(root_); }

  std::string folder(const std::string& name, const std::string& map,
                     const std::string& table = "") {
    const fs::path path = root_ / name;
    fs::create_directories(path);
    std::ofstream(path / "a.map") << map;
    if (!table.empty())
      std::ofstream(path / "Sex.csv") << "source,target,system,display\n" << table;
    return path.string();
  }

  // The mistake that loading `map` finds, without the folder's name; "" if none.
  std::string mistake(const std::string& map, const std::string& table = "") {
    const std::vector<std::string> folders{folder("base", map, table)};
    const auto loaded = Mapping::load(folders);
    if (loaded) return "";
    const std::string& text = loaded.error().text;
    return text.substr(text.find("a.map"));
  }

  // The Bundle that the maps of `folders` make of a small message.
  std::string bundle(const std::vector<std::string>& folders) {
    const auto loaded = Mapping::load(folders);
    if (!loaded) return loaded.error().text;
    const SegmentsText message(
        "MSH|^~\\&|A|B|||20260105||ADT^A01|1\rPID|1||7^^^H||Doe^Jane||19800102|F\r");
    return std::string((*loaded)->apply(message)->output.view());
  }

  fs::path root_ =
      fs::temp_directory_path() /
      ("mapping_test_" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
       std::to_string(reinterpret_cast<std::uintptr_t>(this)));
};

TEST_F(MappingTest, ReportsEveryMistakeWithFileLineAndColumn) {
  const std::string head = kHead;
  EXPECT_EQ(mistake(head + "map PID -> Patient\n  7 -> birthdate\n"),
            "a.map:7:8: Patient has no element 'birthdate'");
  EXPECT_EQ(mistake(head + "map PID -> Patient\n  25 -> birthDate : decimal\n"),
            "a.map:7:9: 'decimal' does not make a date");
  EXPECT_EQ(mistake(head + "map PID -> Patient\n  8 -> gender\n"),
            "a.map:7:8: gender is bound to a list of codes: use a table (via …)");
  EXPECT_EQ(mistake(head + "map PID -> Patient\n  8 -> gender via Sex\n"),
            "a.map:7:8: no table Sex.csv");
  EXPECT_EQ(mistake(head + "map PID -> Patient\n  8 -> gender via Sex\n", "F,woman,,\n"),
            "a.map:7:8: table Sex gives 'woman' for gender, which is not among its codes");
  EXPECT_EQ(mistake(head + "map PID -> Patient\n  7 birthDate\n"), "a.map:7:5: expected '->'");
  EXPECT_EQ(mistake(head + "map PID -> Patient\n  7 -> birthDate when 8 = 'F\n"),
            "a.map:7:27: a text that does not end");
  EXPECT_EQ(mistake(head + "map PID -> Observation\n  7 -> effectiveDateTime\n"),
            "a.map:6:1: no rule fills Observation.status, which FHIR requires");
  EXPECT_EQ(mistake(head + "map PID -> Patient\n  5 -> name[] : XPN\n"),
            "a.map:7:8: no 'type XPN -> HumanName'");
  EXPECT_EQ(mistake(head + "map PID -> Patient\n  ref Doctor -> generalPractitioner[]\n"),
            "a.map:7:3: no map makes a Doctor");
  EXPECT_EQ(mistake(head + "map PID -> Patient\n  7 -> birthDate[]\n"),
            "a.map:7:8: Patient.birthDate has one value only: write it without []");
  EXPECT_EQ(mistake(head + "map PID -> Patient\n  7 -> birthDate\n"), "");
}

TEST_F(MappingTest, FindsNoMapInAnEmptyFolder) {
  const std::vector<std::string> folders{(root_ / "none").string()};
  const auto loaded = Mapping::load(folders);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, Code::kNotFound);
}

TEST_F(MappingTest, ASitesRowsForAFieldReplaceTheBases) {
  const std::string base =
      folder("base", std::string(kHead) +
                         "map PID -> Patient\n  7 -> birthDate\n  5.1 -> name[a].family\n");
  const std::string site = folder("site", "map PID -> Patient\n  5.1 -> name[a].text\n");
  const std::string both = bundle({base, site});
  EXPECT_NE(both.find("\"birthDate\":\"1980-01-02\""), std::string::npos) << both;
  EXPECT_NE(both.find("\"name\":[{\"text\":\"Doe\"}]"), std::string::npos) << both;
  EXPECT_NE(bundle({base}).find("\"family\":\"Doe\""), std::string::npos);
}

TEST_F(MappingTest, ASitesTableReplacesTheBasesCodes) {
  const std::string base = folder(
      "base", std::string(kHead) + "map PID -> Patient\n  8 -> gender via Sex else 'unknown'\n",
      "M,male,,\n");
  const std::string site = folder("site", "", "F,female,,\n");
  EXPECT_NE(bundle({base}).find("\"gender\":\"unknown\""), std::string::npos);
  EXPECT_NE(bundle({base, site}).find("\"gender\":\"female\""), std::string::npos);
}

TEST_F(MappingTest, WhatGoesWithOneCallOfATypeGoesWithNoOther) {
  const std::string map = folder(
      "base", std::string(kHead) +
                  "map PID -> Patient\n  5 -> name[] : XPN\n  5 -> name[] : XPN with use = 'old'\n"
                  "  5 -> name[] : XPN\ntype XPN -> HumanName\n  1.1 -> family\n");
  EXPECT_NE(
      bundle({map}).find("\"name\":[{\"family\":\"Doe\"},{\"use\":\"old\",\"family\":\"Doe\"},"
                         "{\"family\":\"Doe\"}]"),
      std::string::npos)
      << bundle({map});
}

TEST_F(MappingTest, ReportsWhatNoRuleReadsByItsPath) {
  const std::vector<std::string> folders{folder(
      "base", std::string(kHead) + "map PID -> Patient\n  5.1 -> name[a].family\n  1 -> used\n")};
  const auto loaded = Mapping::load(folders);
  ASSERT_TRUE(loaded);
  const SegmentsText message("MSH|^~\\&|||||||X|\rPID|1||7^^^H&1~8||Doe^Jane\r");
  const auto mapped = (*loaded)->apply(message);
  ASSERT_TRUE(mapped);
  std::string lost;
  for (const Loss& loss : mapped->lost) lost += loss.path + ": " + loss.reason + "\n";
  EXPECT_EQ(lost,
            "MSH-9: no grammar for this type of message: converted by its segments\n"
            "MSH-9: no rule\n"
            "PID-3.1: no rule\nPID-3.4.1: no rule\nPID-3.4.2: no rule\n"
            "PID-3[2].1: no rule\nPID-5.2: no rule\n");
}

TEST_F(MappingTest, NothingRefersToAResourceThatLacksWhatItNeeds) {
  const std::vector<std::string> folders{folder(
      "base",
      "message ANY for *\n  MSH EVN PID PV1\nmap MSH -> MessageHeader\n"
      "  'urn:e' -> eventUri\n  'urn:s' -> source.endpoint\n"
      "map EVN -> Person as Before\n  2 -> birthDate : date\n  ref Patient -> link[a].target\n"
      "map PID -> Patient\n  needs birthDate\n  7 -> birthDate : date\n"
      "map PV1 -> Person as Behind\n  19.1 -> name[a].text\n  ref Patient -> link[a].target\n"
      "remainder * -> keep\n")};
  const auto loaded = Mapping::load(folders);
  ASSERT_TRUE(loaded) << loaded.error().text;
  const auto references = [&](const std::string& message) {
    const auto mapped = (*loaded)->apply(SegmentsText(message));
    const std::string_view json = mapped->output.view();
    std::size_t count = 0;
    for (std::size_t at = 0; (at = json.find("\"reference\"", at)) != std::string_view::npos; ++at)
      ++count;
    return count;
  };
  const std::string head = "MSH|^~\\&|A|B|||20260105||ADT^A01\r";
  EXPECT_EQ(references(head + "EVN||20260105\rPID|1||7||||19800102\rPV1|1||9||||||||||||||||55\r"),
            3U);
  EXPECT_EQ(references(head + "EVN||20260105\rPID|1||7\rPV1|1||9||||||||||||||||55\r"), 0U);
  EXPECT_EQ(references(head + "PID|1||7\rPV1|1||9||||||||||||||||55\r"), 0U)
      << "the later one alone";
}

// Their heads were taken for the same, and the second's rows replaced the first's.
TEST_F(MappingTest, TwoBlocksForTwoExtensionsStayTwo) {
  const std::string maps = std::string(kHead) +
                           "map PID -> Patient\n  7 -> birthDate : date\n"
                           "map PID -> Patient.ext('urn:a') of PID\n  5.1 -> ext('urn:x')\n"
                           "map PID -> Patient.ext('urn:b') of PID\n  5.1 -> ext('urn:x')\n";
  const std::string json = bundle({folder("base", maps)});
  EXPECT_NE(json.find("urn:a"), std::string::npos) << json;
  EXPECT_NE(json.find("urn:b"), std::string::npos) << json;
}

}  // namespace
}  // namespace pontis
