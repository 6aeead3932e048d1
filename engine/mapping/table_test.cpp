#include "engine/mapping/table.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace pontis {
namespace {

const char kHeader[] = "source,target,system,display,inverse\n";

Table table(const std::string& lines) {
  auto parsed = Table::parse("T.csv", kHeader + lines);
  EXPECT_TRUE(parsed) << parsed.error().text;
  return std::move(*parsed);
}

std::string mistake(const std::string& lines) {
  const auto parsed = Table::parse("T.csv", kHeader + lines);
  return parsed ? "" : parsed.error().text;
}

// "code" or "code|system" for each of the space-separated targets: what each becomes backward.
std::string backward(const Table& table, const std::string& targets) {
  std::string out;
  std::istringstream in(targets);
  for (std::string target; in >> target;) {
    const std::size_t bar = target.find('|');
    const std::string system = bar == std::string::npos ? "" : target.substr(bar + 1);
    out += (out.empty() ? "" : " ") +
           std::string(table.inverse(target.substr(0, bar), system).value_or("-"));
  }
  return out;
}

TEST(Table, TakesTheFirstLineOfASourceForwardAndAllBackward) {
  const Table codes = table("A,one,,\nA,two,,\nB,three,,\n");
  EXPECT_EQ(codes.find("A")->code, "one");
  EXPECT_EQ(codes.find("b")->code, "three");
  EXPECT_EQ(codes.find("C"), nullptr);
  EXPECT_EQ(backward(codes, "one two three four"), "A A B -");
}

TEST(Table, InvertsByTheMarkThenByIdentityThenByTheOnlyLine) {
  const Table codes = table(
      "A,other,,\nO,other,,,preferred\nN,other,,\n"
      "x,HIV,,\nHIV,HIV,,\n"
      "M,male,,\n"
      "P,temp,,\nT,temp,,\n"
      "*,unknown,,\n");
  EXPECT_EQ(backward(codes, "other HIV male temp unknown"), "O HIV M - -");
  std::string ambiguous;
  for (const std::string& target : codes.ambiguous()) ambiguous += target + ";";
  EXPECT_EQ(ambiguous, "temp;");
}

TEST(Table, InvertsACodeOfTheSystemAskedFor) {
  const Table codes = table("U,UNK,urn:null,\nX,UNK,urn:other,\nY,UNK,urn:other,,preferred\n");
  EXPECT_EQ(backward(codes, "UNK|urn:null UNK|urn:other UNK|urn:none UNK"), "U Y - Y");
  EXPECT_TRUE(codes.ambiguous().empty());
}

TEST(Table, ASitesLinesAndMarksWin) {
  Table codes = table("A,one,,,preferred\nB,one,,\nC,two,,\n");
  codes.merge(table("C,one,,,preferred\nD,two,,\n"));
  EXPECT_EQ(codes.find("C")->code, "one");
  EXPECT_EQ(backward(codes, "one two"), "C D");
}

TEST(Table, ReportsEveryMistakeWithFileLineAndColumn) {
  EXPECT_EQ(mistake("A,b,c\n"), "T.csv:2:1: expected 4 columns, or 5 with 'inverse'");
  EXPECT_EQ(mistake("A,b,c,d,e,f\n"), "T.csv:2:1: expected 4 columns, or 5 with 'inverse'");
  EXPECT_EQ(mistake("A,b,\"c,c\",d,yes\n"), "T.csv:2:13: expected 'preferred' or nothing");
  EXPECT_EQ(mistake("A,b,,,preferred\nB,b,,,preferred\n"),
            "T.csv:3:7: 'A' is already preferred for b");
  EXPECT_EQ(mistake("A,b,,,preferred\nB,b,s,,preferred\n"), "");
}

TEST(Table, EveryShippedTableHasAnInverseForEveryTarget) {
  std::string ambiguous;
  for (const auto& file : std::filesystem::directory_iterator(PONTIS_ROOT "/mappings/tables")) {
    std::stringstream text;
    text << std::ifstream(file.path()).rdbuf();
    const auto parsed = Table::parse(file.path().string(), text.str());
    ASSERT_TRUE(parsed) << parsed.error().text;
    for (const std::string& target : parsed->ambiguous())
      ambiguous += file.path().stem().string() + ": " + target + "\n";
  }
  EXPECT_EQ(ambiguous, "") << "mark them: mappings/tools/tables.py --mark mappings/tables";
}

}  // namespace
}  // namespace pontis
