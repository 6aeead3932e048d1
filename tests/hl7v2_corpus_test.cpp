// The HL7 v2 corpora (../shared/corpora/hl7v2), read, checked and written back. They are not part
// of the repository: PONTIS_CORPORA says where they are, else they are looked for beside it.
#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>
#include <map>
#include <sstream>

#include "adapters/hl7v2/hl7v2_format.h"
#include "adapters/hl7v2/hl7v2_message.h"
#include "engine/core/settings.h"
#include "tests/support/corpora.h"

namespace pontis {
namespace {

namespace fs = std::filesystem;

const Hl7v2Format kFormat;

// Every message of a file that parses.
std::vector<std::shared_ptr<const Document>> read(const fs::path& path, std::size_t& refused) {
  std::vector<std::shared_ptr<const Document>> out;
  for (Bytes& unit : kFormat.split(Bytes::own(contents(path)))) {
    auto parsed = kFormat.parse(unit);
    if (parsed) {
      out.push_back(*parsed);
    } else {
      ++refused;
    }
  }
  return out;
}

// The first value at `path`, as expect.json writes it.
std::optional<std::string> firstValue(const Document& document, std::string_view path) {
  const auto values = document.find(path);
  return values.empty() ? std::nullopt : values[0];
}

struct Score {
  std::size_t seen = 0, passed = 0;
  void count(bool good) { ++seen, passed += good; }
};
std::ostream& operator<<(std::ostream& out, const Score& score) {
  return out << score.passed << "/" << score.seen;
}

TEST(Hl7v2Corpus, AcceptsRejectsCountsAndDecodesTheNastyFilesAsExpected) {
  const fs::path folder = corpora() / "hl7v2" / "nasty";
  if (!fs::exists(folder / "expect.json")) GTEST_SKIP() << "no corpora at " << folder;
  auto expected = Settings::parse(contents(folder / "expect.json"), "expect.json");
  ASSERT_TRUE(expected) << expected.error().text;
  std::map<std::string, Score> verdicts;
  Score probes, counts;
  for (const Settings& entry : expected->items()) {
    const std::string file = entry.find("file")->string();
    const std::string must = entry.find("must")->string();
    const auto messages = static_cast<std::size_t>(entry.find("messages")->integer());
    std::size_t refused = 0;
    const auto documents = read(folder / file, refused);
    const bool accepted = documents.size() == messages && (messages > 0 || refused == 0);
    if (must == "policy") {
      std::cout << "policy " << file << ": " << (documents.empty() ? "refused" : "accepted")
                << "\n";
    } else {
      const bool good = must == "reject" ? documents.empty() && refused > 0 : accepted;
      verdicts[must].count(good);
      EXPECT_TRUE(good) << file << " must " << must << ", accepted " << documents.size();
    }
    if (must != "reject") {
      const bool policy_refusal = must == "policy" && messages == 0;
      counts.count(policy_refusal || documents.size() == messages);
      EXPECT_TRUE(policy_refusal || documents.size() == messages) << file;
    }
    for (const Settings& probe : entry.find("probes")->items()) {
      const std::string path = probe.items()[0].string();
      const Settings& value = probe.items()[1];
      std::optional<std::string> want;
      if (value.kind() == Settings::Kind::kString) want = value.string();
      const auto got = documents.empty() ? std::nullopt : firstValue(*documents[0], path);
      probes.count(got == want);
      EXPECT_EQ(got.value_or("(null)"), want.value_or("(null)")) << file << " " << path;
    }
  }
  for (const auto& [must, score] : verdicts) std::cout << must << " " << score << "\n";
  std::cout << "message counts " << counts << ", values " << probes << "\n";
}

// Reads everything a mapping or an operator could ask of a message.
void exercise(const Hl7v2Message& message) {
  std::string text;
  for (std::size_t s = 0; s < message.size(); ++s)
    for (std::size_t n = 1; n <= message.fields(s); ++n) message.decode(message.field(s, n), text);
  EXPECT_TRUE(isUtf8(text));
  message.remarks();
  kFormat.envelope(message);
}

// The bytes that were received, or, where decoding lost something, their decoded text.
bool writesBack(const Hl7v2Message& message, std::size_t& lossy) {
  const std::string written = message.write();
  if (written == message.payload().view()) return true;
  if (encodeText(written, message.charsetUsed()) == std::string(message.payload().view()))
    return true;
  ++lossy;
  return decodeText(message.payload().view(), message.charsetUsed()).text == written;
}

TEST(Hl7v2Corpus, ReadsEveryFileAndWritesEveryAcceptedMessageBackByteForByte) {
  const fs::path folder = corpora() / "hl7v2";
  if (!fs::exists(folder)) GTEST_SKIP() << "no corpora at " << folder;
  Score files, written;
  std::size_t refused = 0, lossy = 0, answered = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".hl7") continue;
    const auto documents = read(entry.path(), refused);
    files.count(!documents.empty());
    for (const auto& document : documents) {
      const auto& message = static_cast<const Hl7v2Message&>(*document);
      const bool good = writesBack(message, lossy);
      written.count(good);
      EXPECT_TRUE(good) << entry.path();
      exercise(message);
      Message unit;
      unit.payload = message.payload();
      unit.document = document;
      const Bytes answer = kFormat.acknowledge(unit, nullptr);
      if (answer.empty()) continue;
      ++answered;
      const auto read_back =
          kFormat.readAcknowledgement(answer, kFormat.envelope(message).control_id);
      EXPECT_TRUE(read_back) << entry.path() << " " << read_back.error().text;
    }
  }
  std::cout << "files with a message " << files << ", slices refused " << refused
            << ", written back " << written << " (" << lossy << " compared as text), answered "
            << answered << "\n";
  EXPECT_GT(files.seen, 0u);
}

}  // namespace
}  // namespace pontis
