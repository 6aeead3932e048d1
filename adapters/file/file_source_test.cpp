#include "adapters/file/file_source.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/support/fake_inlet.h"
#include "tests/support/scratch_directory.h"

namespace pontis {
namespace {

using namespace std::chrono_literals;

FileSourceOptions quick(const ScratchDirectory& scratch) {
  return {.directory = scratch.path(), .poll = 5ms, .settle = 20ms, .batch = 2};
}

// Waits until the directory looks like `expected`, for five seconds; returns how it looks.
std::string await(const ScratchDirectory& scratch, const std::string& expected) {
  for (int i = 0; i < 500 && scratch.list() != expected; ++i) std::this_thread::sleep_for(10ms);
  return scratch.list();
}

TEST(FileSource, TakesAFileAndAnswersBesideIt) {
  const ScratchDirectory scratch;
  FakeInlet inlet;
  FileSource source(quick(scratch));
  ASSERT_TRUE(source.start(inlet));
  scratch.write("in.hl7", "1\n2\n3\n");
  EXPECT_EQ(await(scratch, "[done/in.hl7][done/in.hl7.ack]"), "[done/in.hl7][done/in.hl7.ack]");
  EXPECT_EQ(inlet.seen(), "[1][2][3]");
  EXPECT_EQ(scratch.read("done/in.hl7.ack"), "AA|1\nAA|2\nAA|3\n");
}

TEST(FileSource, OneBadRecordIsAnsweredAndTheOthersGoOn) {
  const ScratchDirectory scratch;
  FakeInlet inlet;
  FileSource source(quick(scratch));
  ASSERT_TRUE(source.start(inlet));
  scratch.write("in", "1\n!2\n3\n");
  EXPECT_EQ(await(scratch, "[failed/in][failed/in.ack]"), "[failed/in][failed/in.ack]");
  EXPECT_EQ(inlet.seen(), "[1][!2][3]");
  EXPECT_EQ(scratch.read("failed/in.ack"), "AA|1\nAR|!2\nAA|3\n");
}

TEST(FileSource, AFileOfTheSameNameGetsANewOne) {
  const ScratchDirectory scratch;
  FakeInlet inlet;
  FileSource source(quick(scratch));
  ASSERT_TRUE(source.start(inlet));
  scratch.write("in", "1");
  await(scratch, "[done/in][done/in.ack]");
  scratch.write("in", "2");
  const std::string both = "[done/in][done/in.2][done/in.2.ack][done/in.ack]";
  EXPECT_EQ(await(scratch, both), both);
  EXPECT_EQ(scratch.read("done/in.2.ack"), "AA|2\n");
}

TEST(FileSource, LeavesFilesThatGrowAndFilesThatAreNotMeant) {
  const ScratchDirectory scratch;
  FakeInlet inlet;
  FileSourceOptions options = quick(scratch);
  options.settle = 200ms;
  scratch.write("a.tmp", "x");
  scratch.write("b.part", "x");
  scratch.write(".c", "x");
  FileSource source(options);
  ASSERT_TRUE(source.start(inlet));
  std::string text;
  for (int i = 10; i < 30; ++i) {
    text += std::to_string(i) + "\n";
    scratch.write("growing", text);
    std::this_thread::sleep_for(20ms);
    EXPECT_EQ(inlet.seen(), "");
  }
  EXPECT_TRUE(inlet.await(20));
  EXPECT_EQ(await(scratch, "[.c][a.tmp][b.part][done/growing][done/growing.ack]"),
            "[.c][a.tmp][b.part][done/growing][done/growing.ack]");
}

TEST(FileSource, WaitsWhileTheEngineCanTakeNoMoreAndGivesNothingTwice) {
  const ScratchDirectory scratch;
  FakeInlet inlet;
  FileSource source(quick(scratch));
  ASSERT_TRUE(source.start(inlet));
  scratch.write("in", "1\n?2\n3\n4\n");
  EXPECT_TRUE(inlet.await(4));
  EXPECT_EQ(scratch.list(), "[.in.ack][.in.progress][in.working]");
  inlet.unavailable = false;
  EXPECT_EQ(await(scratch, "[done/in][done/in.ack]"), "[done/in][done/in.ack]");
  EXPECT_EQ(scratch.read("done/in.ack"), "AA|1\nAA|?2\nAA|3\nAA|4\n");
  const std::string seen = inlet.seen();
  EXPECT_EQ(seen.substr(0, 7), "[1][?2]");
  EXPECT_EQ(seen.substr(seen.size() - 6), "[3][4]");
  EXPECT_EQ(seen.find("[1]", 1), std::string::npos) << "given twice";
}

TEST(FileSource, GoesOnWhereAnEngineDied) {
  const ScratchDirectory scratch;
  FakeInlet first, second;
  scratch.write("in", "1\n2\n?3\n4\n5\n");
  {
    FileSource source(quick(scratch));
    ASSERT_TRUE(source.start(first));
    EXPECT_TRUE(first.await(5));  // 1 and 2 are noted; 3 is refused for now
    source.stop();
  }
  EXPECT_EQ(scratch.list(), "[.in.ack][.in.progress][in.working]");
  second.unavailable = false;
  FileSource source(quick(scratch));
  ASSERT_TRUE(source.start(second));
  EXPECT_EQ(await(scratch, "[done/in][done/in.ack]"), "[done/in][done/in.ack]");
  EXPECT_EQ(second.seen(), "[?3][4][5]");
  EXPECT_EQ(scratch.read("done/in.ack"), "AA|1\nAA|2\nAA|?3\nAA|4\nAA|5\n");
}

TEST(FileSource, ProgressOfAnotherFileOfThatNameDoesNotCount) {
  const ScratchDirectory scratch;
  FakeInlet inlet;
  scratch.write(".in.progress", std::string(56, '\x01'));
  FileSource source(quick(scratch));
  ASSERT_TRUE(source.start(inlet));
  scratch.write("in", "1\n2\n");
  EXPECT_EQ(await(scratch, "[done/in][done/in.ack]"), "[done/in][done/in.ack]");
  EXPECT_EQ(inlet.seen(), "[1][2]");
}

TEST(FileSource, TwoEnginesNeverTakeTheSameFile) {
  const ScratchDirectory scratch;
  FakeInlet one, two;
  FileSource first(quick(scratch)), second(quick(scratch));
  ASSERT_TRUE(first.start(one));
  ASSERT_TRUE(second.start(two));
  constexpr int kFiles = 60;
  for (int i = 0; i < kFiles; ++i) scratch.write("f" + std::to_string(i), "1");
  const auto count = [&] { return (one.seen() + two.seen()).size() / 3; };
  for (int i = 0; i < 500 && count() < kFiles; ++i) std::this_thread::sleep_for(10ms);
  std::this_thread::sleep_for(50ms);
  EXPECT_EQ(count(), kFiles);
}

TEST(FileSource, AnEmptyFileIsDone) {
  const ScratchDirectory scratch;
  FakeInlet inlet;
  FileSource source(quick(scratch));
  ASSERT_TRUE(source.start(inlet));
  scratch.write("in", "");
  EXPECT_EQ(await(scratch, "[done/in]"), "[done/in]");
}

}  // namespace
}  // namespace pontis
