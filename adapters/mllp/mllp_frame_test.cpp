#include "adapters/mllp/mllp_frame.h"

#include <gtest/gtest.h>

#include <vector>

namespace pontis {
namespace {

// All that comes out of `chunks`, in one line: "[A][B]"; bytes that are no message as "{X: why}",
// with "!" if the connection is to be closed. What is left at the end is taken out by rest().
std::string cut(const std::vector<std::string>& chunks, std::size_t limit = 100) {
  MllpFrame frame(limit);
  std::string seen;
  const auto show = [&seen](const MllpFrame::Piece& piece) {
    const std::string bytes(piece.bytes.view());
    seen += piece.error ? "{" + bytes + ": " + piece.error->text + "}" : "[" + bytes + "]";
    if (piece.fatal) seen += "!";
    return !piece.fatal;
  };
  for (const std::string& chunk : chunks) {
    frame.feed(chunk);
    while (const auto piece = frame.next())
      if (!show(*piece)) return seen;
  }
  if (const auto piece = frame.rest()) show(*piece);
  return seen;
}

std::vector<std::string> bytewise(const std::string& wire) {
  std::vector<std::string> chunks;
  for (const char c : wire) chunks.emplace_back(1, c);
  return chunks;
}

const std::string kA = mllpWrap("A");
const std::string kB = mllpWrap("BBB");
const std::string kNul(1, '\0');

TEST(MllpFrame, TwoFramesInOneReadTheSecondIsNotDropped) { EXPECT_EQ(cut({kA + kB}), "[A][BBB]"); }

TEST(MllpFrame, WaitsForFramesSplitAnywhere) {
  const std::string wire = kA + kNul + "\r\n" + kB + " \n" + kA;
  for (std::size_t i = 0; i <= wire.size(); ++i)
    for (std::size_t j = i; j <= wire.size(); ++j)
      EXPECT_EQ(cut({wire.substr(0, i), wire.substr(i, j - i), wire.substr(j)}), "[A][BBB][A]")
          << "split at bytes " << i << " and " << j;
  EXPECT_EQ(cut(bytewise(wire)), "[A][BBB][A]");
}

TEST(MllpFrame, AnEmptyFrameIsAFrame) { EXPECT_EQ(cut({mllpWrap("") + kA}), "[][A]"); }

TEST(MllpFrame, KeepsJunkBeforeAFrameAndGivesUp) {
  EXPECT_EQ(cut({kA + "GET / HTTP/1.1"}),
            "[A]{GET / HTTP/1.1: bytes before the start of an MLLP frame (VT)}!");
}

TEST(MllpFrame, RefusesAnEndlessPayloadAsSoonAsItIsTooLong) {
  EXPECT_EQ(cut({"\x0b", "12345", "67890", "never reached"}, 8),
            "{12345678: message longer than \"max_message_bytes\" (8)}!");
  EXPECT_EQ(cut({mllpWrap("12345678")}, 8), "[12345678]");
  EXPECT_EQ(cut({mllpWrap("123456789")}, 8),
            "{12345678: message longer than \"max_message_bytes\" (8)}!");
}

TEST(MllpFrame, KeepsWhatStandsInsideAFrameAtTheEnd) {
  EXPECT_EQ(cut({kA + "\x0bHALF"}), "[A]{\x0bHALF: the stream ended inside an MLLP frame}!");
}

TEST(MllpFrame, AnEndWithoutCrIsTakenWhenNothingOrAFrameFollows) {
  EXPECT_EQ(cut({"\x0b"
                 "A\x1c"}),
            "[A]");
  EXPECT_EQ(cut({"\x0b"
                 "A\x1c\x0b"
                 "BBB\x1c"}),
            "[A][BBB]");
}

TEST(MllpFrame, AnFsInsideThePayloadDoesNotCutIt) {
  const std::string wire = mllpWrap("A\x1cx");
  for (std::size_t at = 0; at <= wire.size(); ++at)
    EXPECT_EQ(cut({wire.substr(0, at), wire.substr(at)}), "[A\x1cx]") << "split at byte " << at;
}

TEST(MllpFrame, AFrameBegunAgainIsTwoPiecesNotOneMessage) {
  const std::string wire = "\x0bMSH|1|half" + mllpWrap("MSH|1|whole") + kA;
  for (std::size_t at = 0; at <= wire.size(); ++at)
    EXPECT_EQ(cut({wire.substr(0, at), wire.substr(at)}),
              "{MSH|1|half: the frame was begun again before it ended}[MSH|1|whole][A]")
        << "split at byte " << at;
  EXPECT_EQ(cut({mllpWrap("MSH|a\x0bnote")}), "[MSH|a\x0bnote]");  // a vertical tab in a text
}

TEST(MllpFrame, ManyFramesOfOneBufferShareIt) {
  MllpFrame frame(100);
  frame.feed(mllpWrap("first") + mllpWrap("second"));
  const Bytes first = frame.next()->bytes, second = frame.next()->bytes;
  EXPECT_EQ(second.view().data() - first.view().data(), 8);
}

TEST(MllpFrame, KnowsWhatAFrameCannotCarry) {
  EXPECT_FALSE(mllpCannotCarry("MSH|^~\\&|\rPID|\x1cx"));
  EXPECT_TRUE(mllpCannotCarry("MSH|\x1c\rPID"));
  EXPECT_TRUE(mllpCannotCarry("MSH|\x1c"));
  EXPECT_TRUE(mllpCannotCarry("MSH|\x0bMSH|"));
}

}  // namespace
}  // namespace pontis
