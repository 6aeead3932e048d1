#include "adapters/hl7v2/hl7v2_format.h"

#include <gtest/gtest.h>

#include "engine/core/adapter.h"

namespace pontis {
namespace {

TEST(Hl7v2Format, IsOfferedUnderItsFoldersName) {
  const Adapter* adapter = findAdapter("hl7v2");
  ASSERT_TRUE(adapter);
  EXPECT_TRUE(adapter->format && !adapter->source && !adapter->sink);
}

// What a channel does with a file that holds a batch, and what a sink does with the answers.
TEST(Hl7v2Format, TakesABatchApartAndAnswersEachMessage) {
  const Format& format = *findAdapter("hl7v2")->format;
  const std::string head = "MSH|^~\\&|REG|GH|HIE|GH2|2026||ADT^A01|";
  std::string out;
  for (const Bytes& unit :
       format.split(Bytes::own("BHS|^~\\&\r" + head + "1|P|2.5\rPID|1||8^^^X\r" +
                               "MSH|^~\\&|broken\r" + head + "2|P|2.5\r"))) {
    Message message;
    message.payload = unit;
    const auto parsed = format.parse(unit);
    if (parsed) {
      message.document = *parsed;
      message.envelope = format.envelope(**parsed);
    }
    const Bytes answer = format.acknowledge(message, parsed ? nullptr : &parsed.error());
    const auto read = format.readAcknowledgement(answer, message.envelope.control_id);
    out += message.envelope.control_id + (read ? " done " : " " + read.error().text + " ");
  }
  EXPECT_EQ(out, "1 done  the peer answers AR with error code 100 2 done ");
}

}  // namespace
}  // namespace pontis
