#include "adapters/file/file_sink.h"

#include <gtest/gtest.h>

#include "adapters/file/file_name.h"
#include "engine/base/clock.h"
#include "tests/support/scratch_directory.h"

namespace pontis {
namespace {

// Sends `texts` with the tickets from `ticket` on: "ok" for each delivery, or why not.
std::string deliver(FileSink& sink, const std::vector<std::string>& texts, std::int64_t ticket,
                    const std::string& control_id = "C") {
  Message message;
  message.envelope.type = "ADT^A01";
  message.envelope.control_id = control_id;
  message.received = fromMilliseconds(1767605400123);
  std::vector<Outgoing> batch;
  for (const std::string& text : texts) batch.push_back({&message, Bytes::clone(text), ticket++});
  std::string line;
  for (const auto& outcome : sink.send(batch))
    line += outcome ? "ok " : outcome.error().text + (outcome.error().retryable() ? "... " : " ");
  return line;
}

TEST(FileName, NothingThatComesFromOutsideLeavesTheDirectory) {
  EXPECT_EQ(sanitised("../../etc/passwd"), "_._.._etc_passwd");
  EXPECT_EQ(sanitised("a b\n;$(x)"), "a_b____x_");
  EXPECT_EQ(sanitised(std::string(300, 'a')).size(), 64u);
}

TEST(FileName, APatternMustTellMessagesApart) {
  EXPECT_EQ(checkNamePattern("{received}-{type}-{control_id}-{ticket}{extension}"), "");
  EXPECT_EQ(checkNamePattern("{control_id}"), "the name must hold {ticket}");
  EXPECT_EQ(checkNamePattern("../{ticket}"), "the name must not begin with a dot");
  EXPECT_EQ(checkNamePattern("a/{ticket}"), "use letters, digits, '-', '_' and '.'");
  EXPECT_NE(checkNamePattern("{ticket}{nonsense}"), "");
  EXPECT_NE(checkNamePattern("{ticket}{type"), "");
}

TEST(FileSink, WritesOneFileForEachMessage) {
  const ScratchDirectory scratch;
  FileSink sink({.directory = scratch / "out"});
  EXPECT_EQ(deliver(sink, {"MSH|1", "{}"}, 7, "../C/1"), "ok ok ");
  EXPECT_EQ(scratch.list(),
            "[out/000000000007-20260105T093000.123Z-ADT_A01-_._C_1.hl7]"
            "[out/000000000008-20260105T093000.123Z-ADT_A01-_._C_1.json]");
}

TEST(FileSink, ASecondDeliveryOverwritesTheFirst) {
  const ScratchDirectory scratch;
  FileSink sink(
      {.directory = scratch.path(), .file_name = "{ticket}{extension}", .extension = ".x"});
  EXPECT_EQ(deliver(sink, {"one"}, 1), "ok ");
  EXPECT_EQ(deliver(sink, {"one", "two"}, 1), "ok ok ");
  EXPECT_EQ(scratch.list(), "[000000000001.x][000000000002.x]");
  EXPECT_EQ(scratch.read("000000000001.x"), "one");
}

TEST(FileSink, SaysWhyItCannotWriteAndTriesAgain) {
  const ScratchDirectory scratch;
  scratch.write("out", "a file where the directory should be");
  FileSink sink({.directory = scratch / "out"});
  EXPECT_NE(deliver(sink, {"one"}, 1).find("cannot open the directory"), std::string::npos);
  std::filesystem::remove(scratch / "out");
  EXPECT_EQ(deliver(sink, {"one"}, 1), "ok ");
}

FileSinkOptions lines(const ScratchDirectory& scratch, std::size_t roll = 1000) {
  return {.directory = scratch.path(), .layout = "lines", .roll_bytes = roll};
}

const std::string kFirst = "messages-00000000000000000001";

TEST(FileSink, WritesOneLineForEachMessage) {
  const ScratchDirectory scratch;
  FileSink sink(lines(scratch));
  EXPECT_EQ(deliver(sink, {"{\n\"a\":1}", "MSH|1\rPID|", "two\nlines"}, 1),
            "ok ok the payload has line breaks and is not JSON: use layout \"files\" ");
  EXPECT_EQ(scratch.read(kFirst + ".ndjson"), "{ \"a\":1}\nMSH|1\rPID|\n");
}

TEST(FileSink, ALineThatIsKnownIsNotWrittenAgainAfterACrash) {
  const ScratchDirectory scratch;
  FileSink before(lines(scratch));
  EXPECT_EQ(deliver(before, {"1", "2"}, 1), "ok ok ");
  FileSink after(lines(scratch));
  EXPECT_EQ(deliver(after, {"1", "2", "3"}, 1), "ok ok ok ");
  EXPECT_EQ(scratch.read(kFirst + ".ndjson"), "1\n2\n3\n");
}

TEST(FileSink, CutsOffWhatACrashLeftOfABatchAtAnyByte) {
  for (std::size_t kept = 0; kept <= 8; ++kept) {
    const ScratchDirectory scratch;
    {
      FileSink before(lines(scratch));
      deliver(before, {"first"}, 1);
    }
    scratch.write(kFirst + ".ndjson", "first\n" + std::string("{\"a\":1}\n").substr(0, kept));
    FileSink after(lines(scratch));
    EXPECT_EQ(deliver(after, {"{\"a\":1}"}, 2), "ok ");
    EXPECT_EQ(scratch.read(kFirst + ".ndjson"), "first\n{\"a\":1}\n") << kept << " bytes left";
  }
}

TEST(FileSink, BeginsANewFileOfLinesAtTheSizeAndRemembersTheOldOne) {
  const ScratchDirectory scratch;
  FileSink before(lines(scratch, 10));
  deliver(before, {"0123456789"}, 1);
  deliver(before, {"next"}, 2);
  FileSink after(lines(scratch, 10));
  EXPECT_EQ(deliver(after, {"0123456789", "next", "last"}, 1), "ok ok ok ");
  EXPECT_EQ(scratch.read("messages-00000000000000000002.ndjson"), "next\nlast\n");
  EXPECT_EQ(scratch.read(kFirst + ".ndjson"), "0123456789\n");
}

}  // namespace
}  // namespace pontis
