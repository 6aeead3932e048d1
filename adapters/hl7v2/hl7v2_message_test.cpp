#include "adapters/hl7v2/hl7v2_message.h"

#include <gtest/gtest.h>

#include "adapters/hl7v2/hl7v2_batch.h"

namespace pontis {
namespace {

const std::string kMsh = "MSH|^~\\&|REG|GH|HIE|GH2|20260105||ADT^A01^ADT_A01|42|P|2.5.1";

std::shared_ptr<const Hl7v2Message> parse(std::string text) {
  auto parsed = Hl7v2Message::parse(Bytes::own(std::move(text)));
  if (!parsed) ADD_FAILURE() << parsed.error().where << " " << parsed.error().text;
  return parsed ? std::static_pointer_cast<const Hl7v2Message>(*parsed) : nullptr;
}

std::string find(const Hl7v2Message& message, std::string_view path) {
  std::string out;
  for (const auto& value : message.find(path)) out += "[" + value.value_or("(null)") + "]";
  return out;
}

// Segment by segment: name and raw fields; then what was remarked.
std::string fold(std::string text) {
  const auto message = parse(std::move(text));
  if (!message) return "(refused)";
  std::string out;
  for (std::size_t s = 1; s < message->size(); ++s) {
    out += std::string(message->name(s)) + "=";
    for (std::size_t n = 1; n <= message->fields(s); ++n)
      out += "[" + std::string(message->field(s, n)) + "]";
  }
  for (const std::string& remark : message->remarks()) out += " (" + remark + ")";
  EXPECT_EQ(message->write(), message->payload().view());
  return out;
}

std::string refusal(std::string text) {
  const auto parsed = Hl7v2Message::parse(Bytes::own(std::move(text)));
  if (parsed) return "accepted";
  static constexpr const char* kCodes[] = {"malformed", "invalid", "unsupported"};
  return std::string(kCodes[static_cast<int>(parsed.error().code)]) + " " + parsed.error().where;
}

TEST(Hl7v2Message, FindsValuesByPath) {
  const auto message = parse(kMsh +
                             "\rPID|1||A^^^X&1.2&ISO~~B^^^Y||Van&der&Berg^Jo\\T\\||\"\"\r"
                             "NTE|1|one\rNTE|2|two\r");
  const std::pair<const char*, const char*> kCases[] = {
      {"PID-3", "[A][B]"},
      {"PID-3.1", "[A][B]"},
      {"PID-3[3]", "[B]"},
      {"PID-3[1].4.2", "[1.2]"},
      {"PID-5", "[Van]"},
      {"PID-5.1.3", "[Berg]"},
      {"PID-5.2", "[Jo&]"},
      {"PID-7", "[(null)]"},
      {"PID-8", ""},
      {"PID-99", ""},
      {"NTE-2", "[one][two]"},
      {"NTE[2]-2", "[two]"},
      {"NTE[3]-2", ""},
      {"MSH-1", "[|]"},
      {"MSH-2", "[^~\\&]"},
      {"MSH-2.2", ""},
      {"MSH-9.2", "[A01]"},
      {"MSH[1]-10[1].1.1", "[42]"},
      {"PID", ""},
      {"PID-0", ""},
      {"PID-3[0]", ""},
      {"PID-3.1.1.1", ""},
      {"pid-3", ""},
      {"PID-3[", ""},
      {"PID-99999999999999", ""},
      {"", ""},
  };
  for (const auto& [path, want] : kCases) EXPECT_EQ(find(*message, path), want) << path;
}

TEST(Hl7v2Message, ReadsLinesWhateverEndsThem) {
  for (const char* end : {"\r", "\n", "\r\n"})
    EXPECT_EQ(fold(kMsh + end + "PID|1" + end + "PV1|1|I" + end), "PID=[1]PV1=[1][I]");
  EXPECT_EQ(fold(kMsh + "\r\nPID|1\nPV1|1"), "PID=[1]PV1=[1]");
  EXPECT_EQ(fold(kMsh + "\rPID|1\r\r\n"), "PID=[1]");
  EXPECT_EQ(fold(kMsh + "\r\rPID|1\r"), "PID=[1] (blank lines between the segments)");
}

TEST(Hl7v2Message, KeepsARawLineBreakInTheFieldItBroke) {
  const std::string remark = " (a line that is no segment was read as part of the field before it)";
  EXPECT_EQ(fold(kMsh + "\rOBX|1|TX|A||one\ntwo||F\rNTE|1"),
            "OBX=[1][TX][A][][one\ntwo][][F]NTE=[1]" + remark);
  EXPECT_EQ(fold(kMsh + "\rOBX|1|one\n|2\r"), "OBX=[1][one\n][2]" + remark);
  EXPECT_EQ(fold(kMsh + "\nOBX|1|one\n\nmore text|2\n"),
            "OBX=[1][one\n\nmore text][2] (blank lines between the segments)" + remark);
}

TEST(Hl7v2Message, KeepsSegmentsWithoutAProperName) {
  EXPECT_EQ(fold(kMsh + "\rEV|x\rPID|1\r|\rPV1|1"),
            "EV=[x]PID=[1]=[]PV1=[1] (a segment without a proper name)");
  EXPECT_EQ(fold(kMsh + "\rjunk line\rPID|1"), "=PID=[1] (a segment without a proper name)");
  EXPECT_EQ(fold(kMsh + "\rpid|1"), "PID=[1] (a segment name in lower case)");
  EXPECT_EQ(fold(kMsh + "\rPD1\rZZ9|a"), "PD1=ZZ9=[a]");
}

TEST(Hl7v2Message, ToleratesWhatStandsAroundTheMessage) {
  EXPECT_EQ(fold("\xEF\xBB\xBF" + kMsh + "\rPID|1"), "PID=[1]");
  EXPECT_EQ(fold("\x0B" + kMsh + "\rPID|1\r\x1C\r"), "PID=[1]");
  EXPECT_EQ(fold(" \r\n" + kMsh + "\rPID|1"), "PID=[1] (white space before MSH)");
  EXPECT_EQ(fold("  " + kMsh + "\r  PID|1\r"),
            "PID=[1] (white space before MSH) (the segments are indented)");
  EXPECT_EQ(fold(kMsh + std::string("\rPID|a\0b\x01", 9)),
            std::string("PID=[a\0b\x01]", 10) + " (control characters in the text)");
}

TEST(Hl7v2Message, TakesTheDelimitersFromTheMessage) {
  const auto custom = parse("MSH#*~!@#A#F#B#F#2026##ADT*A01#X#P#2.5\rPID#1##8***H@1*MR##A!S!*x|y");
  EXPECT_EQ(find(*custom, "MSH-9.2") + find(*custom, "PID-3.4.2") + find(*custom, "PID-5.1") +
                find(*custom, "PID-5.2"),
            "[A01][1][A*][x|y]");
  const auto few = parse("MSH|^~|A|F|B|F|2026||ADT^A01|X|P|2.5\rPID|1||8^^^H&1||a\\F\\&b");
  EXPECT_EQ(find(*few, "PID-3.4") + find(*few, "PID-5"), "[H&1][a\\F\\&b]");
  EXPECT_EQ(few->remarks().at(0), "MSH-2 declares fewer than four encoding characters");
  EXPECT_EQ(parse("MSH|^~\\&#|A|F|B|F|2026||ADT^A01|X|P|2.7\r")->delimiters().truncation, '#');
  EXPECT_EQ(parse("MSH|^~\\\\&|A|F|B|F|2026||ADT^A01|X|P|2.7\r")->delimiters().subcomponent, '&');
}

TEST(Hl7v2Message, ReadsTheTypeAsSendersWriteIt) {
  const std::string head = "MSH|^~\\&|A|F|B|F|2026||";
  EXPECT_EQ(parse(head + "ORU_R01|1|P|2.3\r")->type(), "ORU^R01");
  EXPECT_EQ(parse(head + "ADT|1|P|2.2\rEVN|A08\r")->type(), "ADT^A08");
  EXPECT_EQ(parse(head + "ACK|1|P|2.2\rMSA|AA|1\r")->type(), "ACK");
}

TEST(Hl7v2Message, RefusesWhatIsNoMessageAndSaysWhere) {
  const std::pair<std::string, const char*> kCases[] = {
      {"", "malformed MSH"},
      {"MSH|", "malformed MSH-2"},
      {"MSH", "malformed MSH-1"},
      {"MSHA^~\\&A", "malformed MSH-1"},
      {"msh|^~\\&|A", "malformed MSH"},
      {"{\"resourceType\":\"Patient\"}", "malformed MSH"},
      {"<?xml version=\"1.0\"?>", "unsupported MSH"},
      {"ISA*00*          *00*", "unsupported MSH"},
      {"FHS|^~\\&|A\rMSH|^~\\&|", "unsupported FHS"},
      {"MSH||A|B|C|D|E||ADT^A01|1|P|2.5", "malformed MSH-2"},
      {"MSH|^^\\&|A|B|C|D|E||ADT^A01|1|P|2.5", "malformed MSH-2"},
      {"MSH|^|A|B|C|D|E||ADT^A01|1|P|2.5", "malformed MSH-2"},
      {"MSH|^~\\a|A|B|C|D|E||ADT^A01|1|P|2.5", "malformed MSH-2"},
      {"MSH|^~\\&|A|B\rPID|1||1\r", "malformed MSH-9"},
      {"MSH|^~\\&|A|B|C|D|E|||1|P|2.5\r", "invalid MSH-9"},
      {"MSH|^~\\&|A|B|C|D|E||\"\"|1|P|2.5\r", "invalid MSH-9"},
      {kMsh + "\rPID|1\r" + kMsh + "\r", "invalid MSH[2]"},
      {kMsh + "<cr>EVN|A01<cr>PID|1", "malformed MSH"},
      {kMsh + "\\rEVN|A01\\rPID|1", "malformed MSH"},
      {std::string("\x89PNG\r\n\x1A\n\0\0\0", 11), "malformed MSH"},
  };
  for (const auto& [text, want] : kCases) EXPECT_EQ(refusal(text), want) << text;
}

// Each of these took time with the square of its length in some draft; this test then never ends.
TEST(Hl7v2Message, ReadsHostileRunsWithoutLosingTime) {
  for (const char* unit : {"\r", "\n ", "|", "~", "\\", "\\M2442\\a", "\\X4", "\xE9", "\xE9\r",
                           "<cr", "\x0B", "\x1C", "\rPID|", "\r\x0B ", "a\n"}) {
    std::string run;
    while (run.size() < 400'000) run += unit;
    for (const char* tail : {"\r", "\rPID|1||8|\xE9\r\r\r\r\r"}) {
      const Bytes payload = Bytes::own(kMsh + "|||AL|NE||UNICODE UTF-8\rNTE|" + run + tail);
      EXPECT_FALSE(splitMessages(payload).empty());
      const auto parsed = Hl7v2Message::parse(payload);
      if (!parsed) continue;
      (*parsed)->find("NTE-1");
      (*parsed)->find("PID-3");
    }
  }
}

TEST(Hl7v2Message, SurvivesBeingCutAtAnyByte) {
  const std::string text = kMsh + "|||AL|NE||UNICODE UTF-8\rPID|1||A\\X41\\^^^X||M\xC3\xBCller\r";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const auto parsed = Hl7v2Message::parse(Bytes::clone(text.substr(0, size)));
    if (!parsed) continue;
    const auto& message = static_cast<const Hl7v2Message&>(**parsed);
    EXPECT_TRUE(isUtf8(message.write())) << size;
    find(message, "PID-5");
  }
}

}  // namespace
}  // namespace pontis
