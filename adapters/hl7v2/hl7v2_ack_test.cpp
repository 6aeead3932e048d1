#include "adapters/hl7v2/hl7v2_ack.h"

#include <gtest/gtest.h>

#include <set>

#include "adapters/hl7v2/hl7v2_message.h"

namespace pontis {
namespace {

const Error kWrong{Code::kInvalid, "no birth date", "PID[1]-7"};

Message messageOf(const std::string& text) {
  Message message;
  message.payload = Bytes::clone(text);
  if (auto parsed = Hl7v2Message::parse(message.payload)) message.document = *parsed;
  return message;
}

// MSH-9, MSH-11 and MSH-12 of the answer, its MSA and ERR; "" if there is none.
std::string answer(const std::string& text, const Error* error = nullptr) {
  const Bytes bytes = composeAck(messageOf(text), error);
  if (bytes.empty()) return "";
  const auto parsed = Hl7v2Message::parse(bytes);
  if (!parsed) return "(not HL7) " + std::string(bytes.view());
  const auto& ack = static_cast<const Hl7v2Message&>(**parsed);
  std::string out(ack.field(0, 9));
  out.append(" ").append(ack.field(0, 11)).append(" ").append(ack.field(0, 12));
  std::string_view rest = bytes.view().substr(bytes.view().find('\r') + 1);
  for (; !rest.empty(); rest.remove_prefix(rest.find('\r') + 1))
    out.append(" / ").append(rest.substr(0, rest.find('\r')));
  return out;
}

std::string msh(const std::string& type, const std::string& version, const std::string& rest = "") {
  return "MSH|^~\\&|A|F|B|G|2026||" + type + "|42|T|" + version + rest + "\rPID|1||8\r";
}

TEST(Hl7v2Ack, AnswersInTheFormOfTheVersion) {
  EXPECT_EQ(answer(msh("ADT^A01", "2.2")), "ACK T 2.2 / MSA|AA|42");
  EXPECT_EQ(answer(msh("ADT^A01", "2.3")), "ACK^A01 T 2.3 / MSA|AA|42");
  EXPECT_EQ(answer(msh("ADT^A01", "2.3.1")), "ACK^A01^ACK T 2.3.1 / MSA|AA|42");
  EXPECT_EQ(answer(msh("ADT_A01", "2.9")), "ACK^A01^ACK T 2.9 / MSA|AA|42");
  EXPECT_EQ(answer(msh("ADT^A01", "2.5^FRA")), "ACK^A01^ACK T 2.5^FRA / MSA|AA|42");
  EXPECT_EQ(answer(msh("ADT^A01", "")), "ACK^A01^ACK T 2.5.1 / MSA|AA|42");
}

TEST(Hl7v2Ack, NamesTheFieldThatIsWrong) {
  EXPECT_EQ(answer(msh("ADT^A01", "2.5.1"), &kWrong),
            "ACK^A01^ACK T 2.5.1 / MSA|AE|42 / "
            "ERR||PID^1^7|101^Required field missing^HL70357|E|||invalid|no birth date");
  EXPECT_EQ(answer(msh("ADT^A01", "2.4"), &kWrong),
            "ACK^A01^ACK T 2.4 / MSA|AE|42|no birth date / "
            "ERR|PID^1^7^101&Required field missing&HL70357");
  const Error deep{Code::kUnsupported, "a|b", "PID[2]-3[4].5.6"};
  EXPECT_EQ(answer(msh("ADT^A01", "2.6"), &deep),
            "ACK^A01^ACK T 2.6 / MSA|AR|42 / "
            "ERR||PID^2^3^4^5^6|200^Unsupported message type^HL70357|E|||unsupported|a\\F\\b");
  const Error nowhere{Code::kUnavailable, "disk full", "Patient.name"};
  EXPECT_EQ(answer(msh("ADT^A01", "2.3"), &nowhere),
            "ACK^A01 T 2.3 / MSA|AR|42|disk full / ERR|^^^207&Application internal error&HL70357");
}

TEST(Hl7v2Ack, SendsWhatEnhancedModeAsksFor) {
  const auto level = [](const std::string& accept, const std::string& application,
                        const Error* error) {
    const std::string text =
        answer(msh("ADT^A01", "2.5", "|||" + accept + "|" + application), error);
    return text.empty() ? "--" : text.substr(text.find("MSA|") + 4, 2);
  };
  std::string good, bad;
  for (const char* accept : {"", "AL", "NE", "ER", "SU"})
    for (const char* application : {"", "AL", "NE", "ER", "SU"}) {
      good += level(accept, application, nullptr) + " ";
      bad += level(accept, application, &kWrong) + " ";
    }
  EXPECT_EQ(good, "AA AA -- -- AA CA CA CA CA CA -- AA -- -- AA -- AA -- -- AA CA CA CA CA CA ");
  EXPECT_EQ(bad, "AE AE -- AE -- CE CE CE CE CE -- AE -- AE -- CE CE CE CE CE -- AE -- AE -- ");
}

TEST(Hl7v2Ack, TurnsTheEnvelopeRoundInTheSendersDelimitersAndCharacterSet) {
  const Bytes ack = composeAck(
      messageOf("MSH#*~!@#A\xFC#F#B#G#2026##ADT*A01#4!F!2#P#2.5######8859/1\rPID#1\r"), nullptr);
  const std::string text(ack.view());
  EXPECT_EQ(text.substr(0, 20), "MSH#*~!@#B#G#A\xFC#F#20");
  EXPECT_NE(text.find("##ACK*A01*ACK#"), std::string::npos) << text;
  EXPECT_NE(text.find("#P#2.5######8859/1\rMSA#AA#4!F!2\r"), std::string::npos) << text;
}

TEST(Hl7v2Ack, AnswersWhatDoesNotParseWithWhatCanBeRead) {
  const Error error{Code::kInvalid, "MSH-9 (message type) is empty", "MSH-9"};
  EXPECT_EQ(answer("MSH|^~\\&|A|F|B|G|2026|||42|P|2.5\rPID|1", &error),
            "ACK P 2.5 / MSA|AE|42 / ERR||MSH^1^9|101^Required field missing^HL70357|E|||invalid|" +
                error.text);
  const Error junk{Code::kMalformed, "the message does not begin with MSH", "MSH"};
  for (const char* text : {"", "{}", "MSH", "MSH|", "MSH|^^\\&", "\x01\x02\xFF"})
    EXPECT_EQ(
        answer(text, &junk),
        "ACK P 2.5.1 / MSA|AR| / ERR||MSH^1|100^Segment sequence error^HL70357|E|||malformed|" +
            junk.text)
        << text;
  EXPECT_EQ(composeAck(messageOf("MSH|^~\\&|A\x1C|F||||\x0B|"), &junk).view().find('\x1C'),
            std::string_view::npos);
}

TEST(Hl7v2Ack, AnswersWideTextInKindAndNeverEndsAFrameInIt) {
  std::string wide;
  for (const char c : std::string("MSH|^~\\&|A|F|B|G|2026||ADT^A01|42|P|2.5\r"))
    wide.append(c == 'B' ? "\x1C\r" : std::string{c, '\0'});  // U+0D1C, a Malayalam letter
  const Bytes ack = composeAck(messageOf(wide), nullptr);
  EXPECT_EQ(ack.view().substr(0, 20), std::string("M\0S\0H\0|\0^\0~\0\\\0&\0|\0?\0", 20));
  EXPECT_EQ(ack.view().find("\x1C\r"), std::string_view::npos);
  EXPECT_TRUE(readAck(ack, "42"));
}

TEST(Hl7v2Ack, NeverAnswersAnAcknowledgement) {
  EXPECT_EQ(answer(msh("ACK^A01^ACK", "2.5", "|||AL|AL")), "");
  EXPECT_EQ(answer(msh("ACK", "2.2"), &kWrong), "");
}

TEST(Hl7v2Ack, GivesEachAnswerAnIdOfItsOwn) {
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) {
    const Bytes ack = composeAck(messageOf(msh("ADT^A01", "2.5")), nullptr);
    ids.emplace(piece(ack.view(), '|', 10));
  }
  EXPECT_EQ(ids.size(), 1000u);
  EXPECT_EQ(ids.begin()->size(), 20u);
}

std::string verdict(const std::string& segments, std::string_view id = "42") {
  const auto read =
      readAck(Bytes::own("MSH|^~\\&|B|G|A|F|2026||ACK^A01^ACK|9|P|2.5\r" + segments + "\r"), id);
  if (read) return "done";
  static constexpr const char* kCodes[] = {"malformed", "invalid", "unsupported",
                                           "denied",    "unknown", "duplicate",
                                           "busy",      "again",   "internal"};
  return std::string(kCodes[static_cast<int>(read.error().code)]) + ": " + read.error().text;
}

TEST(Hl7v2Ack, TakesOnlyTheAnswerToItsOwnMessage) {
  EXPECT_EQ(verdict("MSA|AA|42"), "done");
  EXPECT_EQ(verdict("MSA|CA|42|text"), "done");
  EXPECT_EQ(verdict("MSA|AA|"), "unknown: an acknowledgement of another message");
  for (const char* late : {"MSA|AA|41", "MSA|AE|41", "MSA|AA|420", "MSA|AA|4"})
    EXPECT_EQ(verdict(late), "unknown: an acknowledgement of another message") << late;
  EXPECT_EQ(verdict("PID|1||8"), "unknown: the message acknowledges nothing");
  EXPECT_EQ(verdict("MSA|a\\F\\b|4\\F\\2", "4|2"),
            "malformed: the acknowledgement has no code of table 0008");
}

TEST(Hl7v2Ack, TellsARefusalFromARequestToSendAgain) {
  EXPECT_EQ(verdict("MSA|AE|42|Bob Smith"), "invalid: the peer answers AE");
  EXPECT_EQ(verdict("MSA|AR|42\rERR||PID^1^3|101^x|E"),
            "invalid: the peer answers AR with error code 101");
  EXPECT_EQ(verdict("MSA|AR|42\rERR||PID|207^x|E"),
            "again: the peer answers AR with error code 207");
  EXPECT_EQ(verdict("MSA|CR|42\rERR|PID^1^3^207&x"),
            "again: the peer answers CR with error code 207");
  EXPECT_EQ(verdict("MSA|AE|42||||207"), "invalid: the peer answers AE with error code 207");
  EXPECT_EQ(verdict("MSA|AE|42||||206"), "again: the peer answers AE with error code 206");
  EXPECT_EQ(verdict("MSA|AE|42\rERR|||Bob Smith"), "invalid: the peer answers AE");
  EXPECT_EQ(readAck(Bytes::clone("hello"), "42").error().code, Code::kMalformed);
}

}  // namespace
}  // namespace pontis
