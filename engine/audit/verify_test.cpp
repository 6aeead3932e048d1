#include "engine/audit/verify.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/audit_fixture.h"

namespace pontis {
namespace {

constexpr std::size_t kRecords = 100, kInterval = 40;

const SigningKey& siteKey() {
  static const SigningKey key = SigningKey::generate(SigningKey::Kind::kEd25519);
  return key;
}

const AuditFiles& sound() {
  static const AuditFiles files = auditFiles(kRecords, kInterval, siteKey());
  return files;
}

AuditVerdict verdictOf(std::string_view log, std::string_view heads, VerifyOptions options = {}) {
  TextLines log_lines(log), head_lines(heads);
  const PublicKey key = siteKey().publicKey();
  return *verifyAudit(log_lines, head_lines, std::span(&key, 1), options);
}

AuditVerdict verdictOf(const AuditFiles& files, VerifyOptions options = {}) {
  return verdictOf(AuditFiles::text(files.log), AuditFiles::text(files.heads), options);
}

// "r17 r18-19 h2": what the faults name.
std::string named(const AuditVerdict& verdict) {
  std::string text;
  for (const AuditFault& fault : verdict.faults) {
    text += fmt::format("{}{}{}", text.empty() ? "" : " ",
                        fault.where == AuditFault::Where::kRecords ? 'r' : 'h', fault.first);
    if (fault.last != fault.first) text += fmt::format("-{}", fault.last);
  }
  return text;
}

std::string named(const AuditFiles& files) { return named(verdictOf(files)); }

std::string textOf(const AuditVerdict& verdict) {
  std::string text;
  for (const AuditFault& fault : verdict.faults) text += fault.text + "\n";
  return text;
}

// The chain made anew from record `from` on, as somebody does who has no key.
void rechain(AuditFiles& files, std::size_t from) {
  ChainEnd end;
  for (std::size_t i = 0; i < files.log.size(); ++i) {
    const std::string line = files.log[i];
    if (i >= from) {
      std::string record(readEntry(line) ? readEntry(line)->record : "{}");
      files.log[i] = makeEntry(end, record).line;
    }
    const auto entry = readEntry(files.log[i]);
    end = {entry->seq + 1, entry->hash};
  }
}

// Record `at` with another text; whole, and chained to the one before it.
std::string forged(std::size_t at) {
  const auto genuine = readEntry(sound().log[at]);
  return makeEntry({at, genuine->prev}, *writeRecord(auditRecord(7777))).line;
}

TEST(Verify, ASoundLogHasNoFaultAndIsConfirmedToItsEnd) {
  const AuditVerdict verdict = verdictOf(sound());
  EXPECT_EQ(textOf(verdict), "");
  EXPECT_EQ(verdict.records, kRecords);
  EXPECT_EQ(verdict.confirmed, kRecords);
  EXPECT_EQ(verdict.heads, sound().heads.size());
  EXPECT_TRUE(verdict.notes.empty());
}

TEST(Verify, FindsEveryFlippedByteOfTheLogAndNamesItsRecord) {
  // One head, since its signature costs most of the time.
  const AuditFiles files = auditFiles(kRecords, kRecords, siteKey());
  std::string log = AuditFiles::text(files.log);
  const std::string heads = AuditFiles::text(files.heads);
  std::size_t at = 0, flipped = 0;
  for (std::size_t record = 0; record < kRecords; ++record)
    for (std::size_t i = 0; i < files.log[record].size(); ++i, ++at, ++flipped) {
      const char flip = static_cast<char>(1 << (at % 8));
      log[at] = static_cast<char>(log[at] ^ flip);
      const std::string wanted = fmt::format("r{}", record);
      const bool end = i + 1 == files.log[record].size() && record + 1 < kRecords;
      // A lost newline makes one line of two records: both are damaged.
      const std::string both = fmt::format("r{}-{}", record, record + 1);
      EXPECT_EQ(named(verdictOf(log, heads)), end ? both : wanted) << "byte " << at;
      log[at] = static_cast<char>(log[at] ^ flip);
    }
  fmt::print("audit: {} bytes of the log flipped, each found and named\n", flipped);
}

TEST(Verify, FindsEveryFlippedBitOfOneRecord) {
  std::string log = AuditFiles::text(sound().log);
  const std::string heads = AuditFiles::text(sound().heads);
  const std::size_t start = log.find(sound().log[50]);
  for (std::size_t i = 0; i + 1 < sound().log[50].size(); ++i)
    for (int bit = 0; bit < 8; ++bit) {
      char& byte = log[start + i];
      byte = static_cast<char>(byte ^ 1 << bit);
      EXPECT_EQ(named(verdictOf(log, heads)), "r50") << "byte " << i << " bit " << bit;
      byte = static_cast<char>(byte ^ 1 << bit);
    }
}

TEST(Verify, FindsEveryByteTakenOutOfOrPutIntoARecord) {
  const std::string heads = AuditFiles::text(sound().heads);
  const std::string& line = sound().log[50];
  AuditFiles files = sound();
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    files.log[50] = line.substr(0, i) + line.substr(i + 1);
    EXPECT_EQ(named(files), "r50") << "without byte " << i;
    for (const std::string_view more : {" ", "0", "\"", ",", "\n", "x"}) {
      files.log[50] = line.substr(0, i) + std::string(more) + line.substr(i);
      EXPECT_EQ(named(files), "r50") << more << " at " << i;
    }
  }
  for (const char* end : {",\"signature\":\"\"}\n", ",\"signature\":\"QUJD\"}\n", "}\r\n"}) {
    files.log[50] = line.substr(0, line.size() - 2) + end;
    EXPECT_EQ(named(files), "r50") << end;
  }
}

TEST(Verify, FindsEveryFlippedBitOfTheHeadsAndNamesTheHead) {
  const std::string log = AuditFiles::text(sound().log);
  std::string heads = AuditFiles::text(sound().heads);
  std::size_t at = 0;
  for (std::size_t head = 0; head < sound().heads.size(); ++head)
    for (std::size_t i = 0; i < sound().heads[head].size(); ++i, ++at)
      for (int bit = 0; bit < 8; bit += i % 16 == 0 ? 1 : 7) {
        heads[at] = static_cast<char>(heads[at] ^ 1 << bit);
        // Behind the last head nothing says how many there were.
        const bool end = i + 1 == sound().heads[head].size() && head + 2 < sound().heads.size();
        // A 'J' becomes a newline: two lines that are no heads stand where the last one should.
        const bool split = heads[at] == '\n' && head + 1 == sound().heads.size();
        EXPECT_EQ(named(verdictOf(log, heads)),
                  end || split ? fmt::format("h{}-{}", head, head + 1) : fmt::format("h{}", head))
            << "byte " << at << " bit " << bit;
        heads[at] = static_cast<char>(heads[at] ^ 1 << bit);
      }
}

TEST(Verify, NamesEachRemovedRecordAndConfirmsAllOthers) {
  for (std::size_t i = 0; i < kRecords; ++i) {
    AuditFiles files = sound();
    files.log.erase(files.log.begin() + static_cast<std::ptrdiff_t>(i));
    const AuditVerdict verdict = verdictOf(files);
    EXPECT_EQ(named(verdict), fmt::format("r{}", i));
    EXPECT_TRUE(textOf(verdict).find("missing") != std::string::npos) << textOf(verdict);
    EXPECT_EQ(verdict.confirmed, kRecords);
    EXPECT_TRUE(verdict.notes.empty());
  }
}

TEST(Verify, NamesARunOfRemovedRecordsWhereverItIs) {
  for (std::size_t i = 0; i < kRecords; ++i)
    for (const std::size_t count : {2u, 5u, 40u}) {
      if (i + count > kRecords) continue;
      AuditFiles files = sound();
      const auto start = files.log.begin() + static_cast<std::ptrdiff_t>(i);
      files.log.erase(start, start + static_cast<std::ptrdiff_t>(count));
      EXPECT_EQ(named(files), fmt::format("r{}-{}", i, i + count - 1));
    }
}

TEST(Verify, NamesEachPairOfExchangedNeighbours) {
  for (std::size_t i = 0; i + 1 < kRecords; ++i) {
    AuditFiles files = sound();
    std::swap(files.log[i], files.log[i + 1]);
    const AuditVerdict verdict = verdictOf(files);
    EXPECT_EQ(named(verdict), fmt::format("r{}", i + 1));
    EXPECT_TRUE(textOf(verdict).find("not in its place") != std::string::npos);
  }
}

TEST(Verify, NamesARecordMovedAnywhere) {
  for (std::size_t from = 0; from < kRecords; from += 3)
    for (std::size_t to = 0; to < kRecords; to += 7) {
      if (from == to || from + 1 == to || to + 1 == from) continue;
      AuditFiles files = sound();
      const std::string line = files.log[from];
      files.log.erase(files.log.begin() + static_cast<std::ptrdiff_t>(from));
      files.log.insert(files.log.begin() + static_cast<std::ptrdiff_t>(to), line);
      EXPECT_EQ(named(files), fmt::format("r{}", from)) << "to " << to;
    }
}

TEST(Verify, FindsATailCutAnywhere) {
  std::string log = AuditFiles::text(sound().log);
  const std::string heads = AuditFiles::text(sound().heads);
  for (std::size_t left = kRecords; left-- > 0;) {
    const std::string wanted =
        left + 1 == kRecords ? fmt::format("r{}", left) : fmt::format("r{}-{}", left, kRecords - 1);
    // Within a record, at each of its bytes for some records and at one for the others.
    const std::size_t start = log.size() - sound().log[left].size();
    while (log.size() > start) {
      const std::size_t cut = left % 40 == 39 ? 1 : 250;
      log.resize(log.size() - std::min(cut, log.size() - start));
      ASSERT_EQ(named(verdictOf(log, heads)), wanted) << "cut to " << log.size();
    }
  }
}

TEST(Verify, NamesAnInsertedLineWhereverItIs) {
  for (std::size_t i = 0; i <= kRecords; ++i) {
    // Nothing, something, an older record once more, the next one in advance, and a whole entry
    // that passes for the genuine one.
    std::vector<std::string> lines = {"\n", "{\"seq\":5}\n", forged(std::min(i, kRecords - 1))};
    if (i > 0) lines.push_back(sound().log[i - 1]);
    if (i < kRecords) lines.push_back(sound().log[i]);
    if (i + 1 < kRecords) lines.push_back(sound().log[i + 1]);
    for (const std::string& line : lines) {
      AuditFiles files = sound();
      files.log.insert(files.log.begin() + static_cast<std::ptrdiff_t>(i), line);
      const AuditVerdict verdict = verdictOf(files);
      ASSERT_EQ(verdict.faults.size(), 1u) << i << "\n" << line << textOf(verdict);
      // A genuine record beside itself: either of the two lines is the other's copy.
      const std::uint64_t named_line = verdict.faults[0].line;
      const bool copy = std::count(sound().log.begin(), sound().log.end(), line) > 0;
      if (copy)
        EXPECT_TRUE(named_line >= i && named_line <= i + 3) << i << "\n" << textOf(verdict);
      else
        EXPECT_EQ(named_line, i + 1) << line << textOf(verdict);
    }
  }
}

TEST(Verify, NamesARecordThatWasReplacedByAWholeOne) {
  for (std::size_t i = 0; i + 1 < kRecords; ++i) {
    AuditFiles files = sound();
    files.log[i] = forged(i);
    const AuditVerdict verdict = verdictOf(files);
    EXPECT_EQ(named(verdict), fmt::format("r{}", i)) << textOf(verdict);
    EXPECT_EQ(verdict.confirmed, kRecords);  // the heads still vouch for all others
  }
}

TEST(Verify, NamesTheRecordsBetweenTwoHeadsIfTheChainWasMadeAnew) {
  for (std::size_t i = 0; i < kRecords; i += 5) {
    AuditFiles files = sound();
    files.log[i] = forged(i);
    rechain(files, i + 1);
    const std::size_t first = i / kInterval * kInterval;
    EXPECT_EQ(named(files),
              fmt::format("r{}-{}", first, std::min(first + kInterval, kRecords) - 1));
  }
}

TEST(Verify, NamesARemovedRecordsIntervalIfTheChainWasMadeAnew) {
  AuditFiles files = sound();
  files.log.erase(files.log.begin() + 40);
  ChainEnd end;
  for (std::string& line : files.log) {
    const Entry made = makeEntry(end, readEntry(line)->record);
    end = {made.seq + 1, made.hash};
    line = made.line;
  }
  EXPECT_EQ(named(files), "r40-79 r99");
}

TEST(Verify, NamesEachRemovedMovedOrDoubledHead) {
  const std::size_t count = sound().heads.size();
  for (std::size_t i = 0; i < count; ++i) {
    AuditFiles files = sound();
    files.heads.erase(files.heads.begin() + static_cast<std::ptrdiff_t>(i));
    // Who cuts off the last head leaves records that no head signs.
    EXPECT_EQ(named(files), i + 1 < count ? fmt::format("h{}", i) : "r80-99");
    if (i + 1 == count) continue;
    files = sound();
    std::swap(files.heads[i], files.heads[i + 1]);
    EXPECT_EQ(named(files), fmt::format("h{}", i + 1));
    files = sound();
    files.heads.insert(files.heads.begin() + static_cast<std::ptrdiff_t>(i), files.heads[i]);
    EXPECT_EQ(named(files), fmt::format("h{}", i));
  }
}

TEST(Verify, TakesNoHeadOfAnotherKey) {
  const SigningKey other = SigningKey::generate(SigningKey::Kind::kP256);
  AuditFiles files = auditFiles(kRecords, kInterval, other);
  const AuditVerdict verdict = verdictOf(files);
  EXPECT_EQ(named(verdict), "h0-2");
  EXPECT_EQ(verdict.confirmed, 0u);
}

TEST(Verify, TakesHeadsOfSeveralKeysIfAllAreGiven) {
  const SigningKey next = SigningKey::generate(SigningKey::Kind::kP256);
  AuditChain chain;
  std::string log, heads;
  for (std::size_t i = 0; i < 20; ++i) {
    log += chain.append(*writeRecord(auditRecord(i)), Time{}).line;
    heads += chain.sign(i < 10 ? siteKey() : next, Time{})->line;
  }
  TextLines log_lines(log), head_lines(heads);
  const PublicKey keys[] = {siteKey().publicKey(), next.publicKey()};
  EXPECT_TRUE(verifyAudit(log_lines, head_lines, keys)->ok());
  EXPECT_EQ(named(verdictOf(log, heads)), "h10-19");
}

TEST(Verify, SaysWhichRecordsNoHeadSignsUnlessTheLogIsOpen) {
  AuditFiles files = sound();
  files.heads.pop_back();
  EXPECT_EQ(named(files), "r80-99");
  VerifyOptions open;
  open.open = true;
  EXPECT_EQ(textOf(verdictOf(files, open)), "");
  files.heads.clear();
  EXPECT_EQ(named(files), "r0-99");
  files.log.clear();
  EXPECT_EQ(named(files), "");
}

TEST(Verify, AHeadKeptElsewhereShowsThatLogAndHeadsWerePutBack) {
  AuditFiles files = sound();
  const PublicKey key = siteKey().publicKey();
  VerifyOptions options;
  options.witnesses = {*readHead(files.heads.back(), std::span(&key, 1))};
  EXPECT_EQ(textOf(verdictOf(files, options)), "");
  files.log.resize(40);
  files.heads.resize(1);
  EXPECT_EQ(named(verdictOf(files)), "");
  EXPECT_EQ(named(verdictOf(files, options)), "r40-99");
}

TEST(Verify, NamesSeveralFaultsEachByItself) {
  AuditFiles files = sound();
  files.log[10][200] ^= 1;
  files.log[11][200] ^= 1;
  files.log[60] = forged(60);
  files.log.erase(files.log.begin() + 80);
  files.heads[1][100] ^= 1;
  EXPECT_EQ(named(files), "h1 r10-11 r60 r80");
}

TEST(Verify, AHeadBehindALostRecordStillVouchesByTheChain) {
  AuditFiles files = sound();
  files.log.erase(files.log.begin() + 20, files.log.begin() + 22);
  EXPECT_EQ(verdictOf(files).confirmed, kRecords);
  // And a forgery behind the loss is found by it.
  files.log[70] = makeEntry({72, readEntry(files.log[70])->prev}, "{}").line;
  for (std::size_t i = 71; i < files.log.size(); ++i) {
    const auto before = readEntry(files.log[i - 1]);
    files.log[i] = makeEntry({before->seq + 1, before->hash}, "{}").line;
  }
  EXPECT_EQ(named(files), "r20-21 r40-79");
}

}  // namespace
}  // namespace pontis
