#include "adapters/pixm/birth_date.h"

#include <gtest/gtest.h>

namespace pontis {
namespace {

// The prefixes under which `date` fits.
std::string fitting(const std::string& asked, const std::string& date) {
  std::string line;
  for (const char* prefix : {"eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"})
    if (dateFits(prefix + asked, date)) line += (line.empty() ? "" : " ") + std::string(prefix);
  return line;
}

// FHIR R4 section 3.1.1.4.4: a date is the time from its first day to its last.
TEST(BirthDate, IsComparedAsFarAsItIsKnown) {
  EXPECT_EQ(fitting("1984-01-25", "1984-01-25"), "eq ge le ap");
  EXPECT_EQ(fitting("1984", "1984-01-25"), "eq ge le ap");
  EXPECT_EQ(fitting("1984-01-25", "1984"), "ne gt lt ge le ap");
  EXPECT_EQ(fitting("1984-01-25", "1984-01-26"), "ne gt ge sa ap");
  EXPECT_EQ(fitting("1984-01-25", "1983-12"), "ne lt le eb ap");
  EXPECT_EQ(fitting("1984-01-25", "1990"), "ne gt ge sa");
  EXPECT_EQ(fitting("1984-01-25", "19840125"), "ne") << "what is no date";
  EXPECT_EQ(fitting("1984-01-25", ""), "ne");
  EXPECT_TRUE(dateFits("1984-01-25T10:00:00Z", "1984-01-25"));
}

TEST(BirthDate, TellsADateFromWhatIsNone) {
  for (const char* good : {"1984", "1984-02", "ge2000-02-29", "1984-01-25T10:00:00Z"})
    EXPECT_TRUE(checkDateValue(good)) << good;
  for (const char* bad :
       {"", "84", "1984-13", "1984-02-30", "1984-1-1", "xx1984", "1984/01/25", "19840125", "ge"})
    EXPECT_FALSE(checkDateValue(bad)) << bad;
  EXPECT_EQ(equalDate("eq1984-01"), "1984-01");
  EXPECT_EQ(equalDate("1984-01"), "1984-01");
  EXPECT_EQ(equalDate("gt1984-01"), "");
}

}  // namespace
}  // namespace pontis
