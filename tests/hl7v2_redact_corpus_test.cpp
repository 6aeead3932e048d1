// What holds of every HL7 v2 message when consent withholds a part of it: over the corpora.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <iostream>
#include <set>

#include "adapters/hl7v2/hl7v2_format.h"
#include "adapters/hl7v2/hl7v2_pid.h"
#include "adapters/hl7v2/hl7v2_pieces.h"
#include "tests/support/corpora.h"

namespace pontis {
namespace {

namespace fs = std::filesystem;

const Hl7v2Format kFormat;

Message unitOf(const Bytes& payload, std::shared_ptr<const Document> document) {
  Message unit;
  unit.payload = payload;
  unit.document = std::move(document);
  return unit;
}

void eachMessage(const std::function<void(const std::string&, const Hl7v2Message&, Message)>& f) {
  for (const char* folder : {"hl7v2", "pharmacy", "patients"}) {
    if (!fs::exists(corpora() / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(corpora() / folder)) {
      const auto kind = entry.path().extension();
      if (kind != ".hl7" && kind != ".er7") continue;
      for (const Bytes& unit : kFormat.split(Bytes::own(contents(entry.path()))))
        if (const auto parsed = kFormat.parse(unit))
          f(entry.path().string(), static_cast<const Hl7v2Message&>(**parsed),
            unitOf(unit, *parsed));
    }
  }
}

// The parts of a segment that are texts of some length, as they stand in it.
std::set<std::string> valuesOf(const Hl7v2Message& message, std::size_t segment) {
  std::set<std::string> out;
  const Delimiters& d = message.delimiters();
  const std::string ends{d.field, d.component, d.repetition, d.subcomponent, '\r', '\n'};
  const std::string_view text =
      message.text().substr(message.begin(segment), message.end(segment) - message.begin(segment));
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    if (at < text.size() && ends.find(text[at]) == std::string::npos) continue;
    if (at - begin >= 6) out.emplace(text.substr(begin, at - begin));
    begin = at + 1;
  }
  return out;
}

std::string textOf(const Hl7v2Message& message, const std::function<bool(std::size_t)>& wanted) {
  std::string out;
  for (std::size_t at = 0; at < message.size(); ++at)
    if (wanted(at))
      out.append(message.text().substr(message.begin(at), message.end(at) - message.begin(at)))
          .append("\n");
  return out;
}

std::set<std::string> numbersIn(const Hl7v2Message& message, std::string_view segment,
                                std::initializer_list<std::size_t> fields, std::size_t components,
                                const std::function<bool(std::size_t)>& wanted) {
  std::set<std::string> out;
  for (std::size_t at = 0; at < message.size(); ++at) {
    if (message.name(at) != segment || !wanted(at)) continue;
    for (const std::size_t field : fields)
      for (const Hl7v2Repetition& one : repetitions(message, at, field))
        for (std::size_t part = 1; part <= components; ++part)
          for (std::size_t sub = 1; sub <= 2; ++sub)
            if (std::string value = one.at(part, sub); value.size() > 2) out.insert(value);
  }
  return out;
}

struct Score {
  std::size_t seen = 0, passed = 0;
  void count(bool good) { ++seen, passed += good; }
};
std::ostream& operator<<(std::ostream& out, const Score& score) {
  return out << score.passed << "/" << score.seen;
}

TEST(Hl7v2RedactCorpus, EverySegmentIsOfAPieceOrOfTheEnvelope) {
  Score segments, messages;
  std::size_t pieces = 0;
  eachMessage([&](const std::string& path, const Hl7v2Message& message, const Message& unit) {
    const Hl7v2Pieces all = readPieces(message);
    const Contents said = kFormat.contents(*unit.document);
    EXPECT_EQ(said.pieces.size(), all.pieces.size());
    std::set<std::string> ids;
    for (const Contents::Piece& piece : said.pieces) {
      EXPECT_LT(piece.subject, said.subjects.size());
      EXPECT_FALSE(piece.resource.type.empty());
      ids.insert(piece.resource.id + " " + std::to_string(piece.subject));
    }
    messages.count(ids.size() == said.pieces.size());
    EXPECT_EQ(ids.size(), said.pieces.size()) << path;
    pieces += said.pieces.size();
    for (std::size_t at = 0; at < message.size(); ++at) {
      const bool envelope = isEnvelope(message.name(at));
      std::set<std::size_t> subjects;
      for (const std::size_t owner : all.owners[at]) subjects.insert(all.pieces[owner].subject);
      // Once for each person it is of.
      const bool good = all.owners[at].size() == subjects.size() && subjects.empty() == envelope;
      segments.count(good);
      EXPECT_TRUE(good) << path << " " << placesOf(message)[at];
    }
  });
  if (segments.seen == 0) GTEST_SKIP() << "no corpora";
  std::cout << "messages " << messages << ", pieces " << pieces << ", segments " << segments
            << "\n";
}

TEST(Hl7v2RedactCorpus, WhatIsPermittedLeavesByteForByteAndWhatIsWithheldNotAtAll) {
  Score same, denied;
  std::size_t nobody = 0, answers = 0, lossy = 0;
  eachMessage([&](const std::string& path, const Hl7v2Message& message, const Message& unit) {
    Redaction redaction;
    redaction.pieces.assign(kFormat.contents(message).pieces.size(), Access::kPermit);
    const auto all = kFormat.redact(unit, redaction);
    same.count(all && all->view() == unit.payload.view());
    EXPECT_TRUE(all && all->view() == unit.payload.view()) << path;
    if (redaction.pieces.empty()) {
      ++nobody;
      return;
    }
    redaction.pieces.assign(redaction.pieces.size(), Access::kWithhold);
    const auto none = kFormat.redact(unit, redaction);
    bool good = !none && none.error().code == Code::kDenied;
    if (!message.find("QAK-1").empty() || !message.find("QAK-2").empty()) {
      ++answers;
      using Parsed = Result<std::shared_ptr<const Document>>;
      const auto parsed = none ? kFormat.parse(*none) : Parsed(none.error());
      good = parsed && kFormat.contents(**parsed).pieces.empty();
    }
    if (!none && none.error().code == Code::kUnsupported) good = ++lossy > 0;
    denied.count(good);
    EXPECT_TRUE(good) << path << " " << (none ? "something is left" : none.error().text);
  });
  if (same.seen == 0) GTEST_SKIP() << "no corpora";
  std::cout << "unchanged " << same << " (" << nobody << " concern nobody), denied " << denied
            << " (" << answers << " answers emptied, " << lossy << " cannot be parted)\n";
}

// Whether what is withheld is in no way in `text`, and `text` is a message.
bool isClean(const std::string& path, const Hl7v2Message& message, const Hl7v2Pieces& pieces,
             std::size_t withheld, const Bytes& text) {
  const auto& members = pieces.pieces[withheld].members;
  const auto isIn = [&](std::size_t at) {
    return std::find(members.begin(), members.end(), at) != members.end();
  };
  const auto isOut = [&](std::size_t at) { return !isIn(at); };
  const auto parsed = kFormat.parse(text);
  EXPECT_TRUE(parsed) << path;
  if (!parsed) return false;
  const auto& left = static_cast<const Hl7v2Message&>(**parsed);
  const std::string rest = textOf(message, isOut);
  bool clean = true;
  for (const std::size_t segment : members)
    for (const std::string& value : valuesOf(message, segment)) {
      if (rest.find(value) != std::string::npos) continue;
      const bool absent = left.text().find(value) == std::string_view::npos;
      EXPECT_TRUE(absent) << path << " " << placesOf(message)[segment];
      clean = clean && absent;
    }
  std::set<std::string> own, kept;
  for (const char* segment : {"ORC", "OBR"}) {
    own.merge(numbersIn(message, segment, {2, 3}, 1, isIn));
    kept.merge(numbersIn(message, segment, {2, 3}, 1, isOut));
  }
  auto parents = numbersIn(left, "OBR", {29}, 2, [](std::size_t) { return true; });
  parents.merge(numbersIn(left, "ORC", {8}, 2, [](std::size_t) { return true; }));
  for (const std::string& number : own) {
    // Several orders may have one number.
    const bool cut = kept.count(number) > 0 || parents.count(number) == 0;
    EXPECT_TRUE(cut) << path;
    clean = clean && cut;
  }
  return clean;
}

TEST(Hl7v2RedactCorpus, OfEachPieceThatIsWithheldNothingIsLeft) {
  Score clean;
  std::size_t denied = 0, messages = 0;
  eachMessage([&](const std::string& path, const Hl7v2Message& message, const Message& unit) {
    const Hl7v2Pieces pieces = readPieces(message);
    ++messages;
    // A long message says the same again and again.
    const std::size_t step = std::max<std::size_t>(1, pieces.pieces.size() / 60);
    for (std::size_t i = 0; i < pieces.pieces.size(); i += step) {
      Redaction redaction;
      redaction.pieces.assign(pieces.pieces.size(), Access::kPermit);
      redaction.pieces[i] = Access::kWithhold;
      const auto text = kFormat.redact(unit, redaction);
      if (!text) {
        const Code code = text.error().code;
        EXPECT_TRUE(code == Code::kDenied || code == Code::kUnsupported) << path;
        ++denied;
        continue;
      }
      clean.count(isClean(path, message, pieces, i, *text));
    }
  });
  if (clean.seen == 0) GTEST_SKIP() << "no corpora";
  std::cout << "messages " << messages << ", pieces withheld one by one " << clean << ", denied "
            << denied << "\n";
}

TEST(Hl7v2RedactCorpus, OfAPseudonymousMessageNoNumberNorNameOfThePatientIsLeft) {
  Score clean;
  eachMessage([&](const std::string& path, const Hl7v2Message& message, const Message& unit) {
    const Hl7v2Pieces pieces = readPieces(message);
    if (pieces.pids.size() < 2) return;
    Redaction redaction;
    redaction.pieces.assign(pieces.pieces.size(), Access::kMask);
    redaction.pseudonymise = true;
    redaction.pseudonym = [](const Identifier&) { return std::string("PSEUDONYM"); };
    const auto text = kFormat.redact(unit, redaction);
    if (!text) return;
    const auto parsed = kFormat.parse(*text);
    ASSERT_TRUE(parsed) << path;
    const auto& left = static_cast<const Hl7v2Message&>(**parsed);
    bool good = true;
    for (std::size_t at = 0; at < message.size(); ++at) {
      if (message.name(at) != "PID") continue;
      const auto envelope =
          textOf(message, [&](std::size_t s) { return pieces.owners[s].empty(); });
      for (const std::size_t field : {3, 5, 6, 9, 13, 19})
        for (const Hl7v2Repetition& one : repetitions(message, at, field)) {
          const std::string value = one.at(1);
          if (value.size() < 4) continue;
          for (std::size_t s = 0; s < left.size(); ++s) {
            if (left.name(s) != "PID" && left.name(s) != "NK1") continue;
            for (std::size_t n = 1; n <= left.fields(s); ++n)
              good = good && left.value(s, n) != value;
          }
        }
    }
    clean.count(good);
    EXPECT_TRUE(good) << path;
  });
  if (clean.seen == 0) GTEST_SKIP() << "no corpora";
  std::cout << "pseudonymous " << clean << "\n";
}

}  // namespace
}  // namespace pontis
