#include "engine/index/matcher.h"

#include <gtest/gtest.h>

#include "engine/index/linkage.h"
#include "engine/index/training.h"
#include "tests/support/people.h"

namespace pontis {
namespace {

Demographics person(const std::string& given, const std::string& family, const std::string& birth,
                    const std::string& street = "", const std::string& ssn = "") {
  Demographics out;
  out.names.push_back({family, given, "", "", "", ""});
  out.birth_date = birth;
  if (!street.empty()) out.addresses.push_back({street, "", "Graz", "", "8010", "", ""});
  if (!ssn.empty()) out.identifiers.push_back({"ssn", ssn, "SS"});
  return out;
}

std::string grade(const Demographics& a, const Demographics& b) {
  const Judgement judged = Matcher().judge(a, b);
  return std::string(toString(judged.grade)) + (judged.veto.empty() ? "" : ": " + judged.veto);
}

TEST(Matcher, LinksNamesInAnySpelling) {
  const Demographics mueller = person("Jürgen", "Müller", "1961-05-03", "Hauptstraße 5");
  EXPECT_EQ(grade(mueller, person("JUERGEN", "MUELLER", "19610503", "Hauptstr. 5")), "certain");
  const Demographics ivanova = person("Елена", "Иванова", "1970-01-30", "ул. Витоша 3");
  EXPECT_EQ(grade(ivanova, person("Elena", "Ivanova", "1970-01-30", "ul. Vitosha 3")), "certain");
  const Demographics garcia = person("José", "García López", "1955-12-24", "Calle Mayor 1");
  EXPECT_EQ(grade(garcia, person("Jose", "Garcia-Lopez", "1955-12-24", "C/ Mayor 1")), "certain");
}

TEST(Matcher, KeepsTwinsAndNamesakesApart) {
  const Demographics anna = person("Anna", "Kranz", "2015-03-02", "Ringweg 8");
  EXPECT_EQ(grade(anna, person("Lukas", "Kranz", "2015-03-02", "Ringweg 8")),
            "certainly-not: twins: same birth date, other given name");
  EXPECT_EQ(grade(anna, person("Anna", "Kranz", "1985-07-19", "Ringweg 8")),
            "possible: other birth date");
}

TEST(Matcher, LinksNobodyByASharedNumberAlone) {
  const Demographics a = person("Otto", "Gruber", "1950-02-01", "Waldweg 1", "537-10-4921");
  EXPECT_EQ(grade(a, person("Petra", "Lehner", "1981-11-30", "Seegasse 9", "537-10-4921")),
            "certainly-not");
  EXPECT_EQ(grade(a, person("Otto", "Gruber", "1950-02-01", "Waldweg 1", "612-84-7730")),
            "possible: identifiers contradict each other");
}

TEST(Matcher, TakesPlaceholdersForNothing) {
  const Demographics a = person("BABY BOY", "Huber", "1900-01-01", "UNKNOWN", "999-99-9999");
  const Judgement judged =
      Matcher().judge(a, person("BABY BOY", "Huber", "1900-01-01", "UNKNOWN", "999-99-9999"));
  EXPECT_LE(judged.grade, Grade::kNot);
  for (const FieldEvidence& field : judged.fields)
    EXPECT_EQ(field.level,
              field.field == "family" ? "equal"
              : field.field == "gender" || field.field == "city" || field.field == "postalCode"
                  ? field.level
                  : "missing")
        << field.field;
}

TEST(Matcher, FindsWhatWasPutAndNotWhatWasErased) {
  Matcher matcher;
  const People people(3);
  for (std::uint32_t i = 0; i < 3000; ++i) matcher.put(i, people.registered(i));
  std::size_t found = 0;
  for (std::uint32_t i = 0; i < 3000; i += 10) {
    const auto hits = matcher.search(people.registered(i), 5);
    found += !hits.empty() && hits[0].record == i;
  }
  EXPECT_GE(found, 295u) << "of 300";
  for (std::uint32_t i = 0; i < 3000; ++i) matcher.erase(i);
  for (std::uint32_t i = 0; i < 3000; i += 10)
    EXPECT_TRUE(matcher.search(people.registered(i), 5).empty()) << i;
}

TEST(Linkage, LinksNobodyInACleanRegisterWhichCannotTeachEither) {
  constexpr std::size_t kPersons = 25'000;
  Matcher matcher;
  const People people(7);
  for (std::size_t i = 0; i < kPersons; ++i)
    matcher.put(static_cast<std::uint32_t>(i), people.registered(i));
  const Linkage linkage = linkRecords(matcher, kPersons, LinkPolicy::kSafe, [](std::size_t) {});
  EXPECT_TRUE(linkage.population.families);
  std::size_t linked = 0;
  for (const RecordPair& pair : linkage.pairs) linked += pair.grade >= Grade::kProbable;
  EXPECT_EQ(linked, 0u);
  const auto trained = train(matcher, kPersons, *Weights::shipped());
  ASSERT_FALSE(trained);
  EXPECT_EQ(trained.error().code, Code::kInvalid);
}

TEST(Linkage, FindsEuropeansHoweverTheirNamesAreWritten) {
  const People people(11);
  std::vector<Demographics> records;
  std::vector<std::uint64_t> truth;
  for (std::uint64_t index = 0; index < 6000; ++index)
    for (int copy = 0; copy < people.copies(index); ++copy)
      records.push_back(people.recorded(index, copy)), truth.push_back(index);
  Matcher matcher(Weights::shipped(), Matcher::Blocks::kThorough);
  for (std::size_t i = 0; i < records.size(); ++i)
    matcher.put(static_cast<std::uint32_t>(i), records[i]);
  const Linkage linkage =
      linkRecords(matcher, records.size(), LinkPolicy::kSafe, [](std::size_t) {});
  double right = 0, found = 0, all = 0;
  for (std::size_t i = 0; i < truth.size(); ++i)
    for (std::size_t j = i + 1; j < truth.size() && truth[j] == truth[i]; ++j) ++all;
  for (const RecordPair& pair : linkage.pairs)
    if (pair.grade >= Grade::kProbable) ++found, right += truth[pair.a] == truth[pair.b];
  std::cout << "recall " << right / all << ", precision " << right / found << " of " << all
            << " pairs\n";
  EXPECT_GE(right / all, 0.965);
  EXPECT_GE(right / found, 0.9995);
  const auto trained = train(matcher, records.size(), *Weights::shipped());
  ASSERT_TRUE(trained) << trained.error().text;
}

}  // namespace
}  // namespace pontis
