#include "adapters/pix/pix_fields.h"

#include <gtest/gtest.h>

#include "tests/support/segments_text.h"

namespace pontis {
namespace {

TEST(PixFields, ReadsDecodedValuesAndEchoesRawOnes) {
  const SegmentsText text("MSH|^~\\&|A\rQPD|Q|t\\T\\1| 7 ^^^N&1.2&ISO~\"\"|\x01x\r");
  const PixFields fields(text);
  const std::size_t qpd = *fields.find("QPD");
  EXPECT_EQ(fields.value(qpd, 2) + fields.value(qpd, 3) + fields.value(qpd, 3, 1, 4, 2), "t&171.2");
  EXPECT_EQ(fields.value(qpd, 3, 2) + fields.value(qpd, 9) + fields.value(qpd, 3, 9, 9, 9), "");
  EXPECT_EQ(fields.repetitions(qpd, 3), 2U);
  EXPECT_EQ(fields.echo(qpd), "QPD|Q|t\\T\\1| 7 ^^^N&1.2&ISO~\"\"|x");
  EXPECT_FALSE(fields.find("RCP"));
}

TEST(PixFields, TurnsDatesAndBack) {
  const std::pair<const char*, const char*> dates[] = {
      {"1984", "1984"}, {"198401", "1984-01"}, {"19840125", "1984-01-25"}};
  for (const auto& [hl7, iso] : dates) {
    EXPECT_EQ(dateFromHl7(hl7), iso);
    EXPECT_EQ(dateToHl7(iso), hl7);
  }
  EXPECT_EQ(dateFromHl7("198401251200+0100"), "1984-01-25");
  for (const char* const other : {"", "84", "1984*", "spring"}) {
    EXPECT_EQ(dateFromHl7(other), other);
    EXPECT_EQ(dateToHl7(other), other);
  }
}

}  // namespace
}  // namespace pontis
