// What a store with a vault keeps, on both databases: nothing in clear, nothing that can be read
// when the key is gone, and nothing lost of others.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "engine/audit/scribe.h"
#include "engine/audit/verify.h"
#include "engine/store/key_store.h"
#include "engine/vault/key_vault.h"
#include "tests/support/postgres.h"
#include "tests/support/store_fixture.h"

namespace pontis {
namespace {

namespace fs = std::filesystem;

// A KeyStore that can fail to destroy, as if the power went.
class FailingKeys : public KeyStore {
 public:
  FailingKeys(std::unique_ptr<KeyStore> keys, const bool& fails)
      : keys_(std::move(keys)), fails_(fails) {}
  Result<std::vector<KeyNumber>> add(std::span<const std::string> wrapped) override {
    return keys_->add(wrapped);
  }
  Result<std::optional<std::string>> find(KeyNumber number) override { return keys_->find(number); }
  Result<Done> destroy(std::span<const KeyNumber> numbers) override {
    if (fails_) return Error{Code::kUnavailable, "the power is gone", ""};
    return keys_->destroy(numbers);
  }

 private:
  const std::unique_ptr<KeyStore> keys_;
  const bool& fails_;
};

struct SealedStore {
  std::unique_ptr<KeyVault> vault;
  std::unique_ptr<Scribe> scribe;
  std::unique_ptr<Store> store;
};

class StoreSealing : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    if (IsSkipped()) return;
    store_.reset();
    mine_ = opened();
  }

  SealedStore opened() {
    SealedStore made;
    auto keys = openKeyStore(directory_.path() + "/keys");
    CipherKey master{};
    made.vault = std::move(
        *KeyVault::open(master, std::make_unique<FailingKeys>(std::move(*keys), power_fails_)));
    made.scribe = std::make_unique<Scribe>(key_);
    auto store = Store::open(location_, {made.vault.get(), made.scribe.get()});
    if (!store) throw std::runtime_error(store.error().text);
    made.store = std::move(*store);
    return made;
  }
  Store& store() { return *mine_.store; }

  // Keeps a message of that person; its id.
  std::string keep(Store& store, const std::string& control_id, const std::string& payload,
                   const std::vector<std::string>& persons,
                   std::vector<IdentityEvent> events = {}) {
    kept_.push_back(std::make_unique<Message>(messageOf(control_id, payload)));
    kept_.back()->envelope.person_keys = persons;
    Intake intake = intakeOf(*kept_.back(), {"a"});
    intake.subjects = persons;
    intake.duplicate_window = std::chrono::hours(1);
    intake.identity = std::move(events);
    const auto taken = store.append({&intake, 1});
    if (!taken[0]) return taken[0].error().text;
    return taken[0]->duplicate ? "duplicate" : kept_.back()->id;
  }
  std::string payloadOf(const std::string& id) {
    const auto trace = store().trace(id);
    if (!trace) return trace.error().text;
    return trace->lost ? trace->lost->text : std::string(trace->message.payload.view());
  }
  std::string account() {
    std::string text;
    for (const LedgerLine& line : value(store().ledger()))
      text += std::to_string(line.received) + (line.balanced() ? " balanced" : " NOT balanced") +
              " filtered " + std::to_string(line.filtered);
    return text;
  }
  // Whether any file of the store holds the text (SQLite), or any row (PostgreSQL).
  bool onDisk(const std::string& text) {
    for (const auto& entry : fs::recursive_directory_iterator(directory_.path())) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string all(std::istreambuf_iterator<char>(in), {});
      if (all.find(text) != std::string::npos) return true;
    }
    return false;
  }

  const SigningKey key_ = SigningKey::generate(SigningKey::Kind::kEd25519);
  bool power_fails_ = false;
  std::vector<std::unique_ptr<Message>> kept_;
  SealedStore mine_;
};

INSTANTIATE_TEST_SUITE_P(, StoreSealing, testing::Values("sqlite", "postgres"),
                         [](const auto& one) { return std::string(one.param); });

const std::string kErased = "erased: the key of a person it concerns was destroyed";

TEST_P(StoreSealing, KeepsNothingInClearAndReadsItAllAgain) {
  const std::string id = keep(store(), "1", "the diagnosis", {"GH|12345"},
                              {{1, Time{}, "", "family name", {"GH|12345"}}});
  ASSERT_TRUE(store().quarantine("c", "p", Time{}, "a broken message", "why"));
  EXPECT_EQ(payloadOf(id), "the diagnosis");
  mine_ = {};
  for (const char* text : {"the diagnosis", "12345", "family name", "a broken message"})
    EXPECT_FALSE(onDisk(text)) << text;
  mine_ = opened();
  EXPECT_EQ(payloadOf(id), "the diagnosis");
  EXPECT_EQ(value(store().quarantinedBytes(1)).view(), "a broken message");
  const auto pending = value(store().pending("a", 0, 10));
  ASSERT_EQ(pending.size(), 1u);
  EXPECT_EQ(pending[0].keys.size(), 1u);
  EXPECT_NE(pending[0].keys[0], "GH|12345");
  const auto due = value(store().fetch(std::vector{pending[0].ticket}));
  EXPECT_EQ(due[0].message.payload.view(), "the diagnosis");
  std::string bodies;
  ASSERT_TRUE(store().identity(0, [&](const IdentityEvent& event) { bodies += event.body; }));
  EXPECT_EQ(bodies, "family name");
}

TEST_P(StoreSealing, RefusesTheKeysOfAnotherKeyStore) {
  keep(store(), "1", "x", {"GH|1"});
  mine_ = {};
  fs::remove_all(directory_.path() + "/keys");
  EXPECT_THROW(opened(), std::runtime_error);
}

TEST_P(StoreSealing, IsNotOpenedWithoutItsKeysButToSeeWhatIsNotSealed) {
  const std::string id = keep(store(), "1", "x", {"GH|1"});
  mine_ = {};
  const auto opened_bare = Store::open(location_);
  ASSERT_FALSE(opened_bare);
  EXPECT_EQ(opened_bare.error().code, Code::kDenied);
  StoreOptions bare;
  bare.without_keys = true;
  const auto seen = Store::open(location_, bare);
  ASSERT_TRUE(seen);
  const Trace trace = value((*seen)->trace(id));
  EXPECT_EQ(trace.message.envelope.control_id, "1");
  EXPECT_TRUE(trace.lost);
}

TEST_P(StoreSealing, KnowsARepetitionByItsKeyedMark) {
  keep(store(), "1", "same bytes", {"GH|1"});
  EXPECT_EQ(keep(store(), "1", "same bytes", {"GH|1"}), "duplicate");
  EXPECT_NE(keep(store(), "1", "other bytes", {"GH|1"}), "duplicate");
}

TEST_P(StoreSealing, ErasesOnePersonAndNobodyElse) {
  const std::string hers =
      keep(store(), "1", "her result", {"GH|1"}, {{1, Time{}, "", "her name", {"GH|1"}}});
  const std::string his =
      keep(store(), "2", "his result", {"GH|2"}, {{2, Time{}, "", "his name", {"GH|2"}}});
  const std::string both = keep(store(), "3", "their merge", {"GH|1", "GH|2"});
  ASSERT_TRUE(store().quarantine("c", "p", Time{}, "her unreadable message", "why"));
  ASSERT_TRUE(store().quarantine("c", "p", Time{}, "his unreadable message", "why"));
  const auto found = value(store().mentions(std::vector<std::string>{"GH|1"}));
  EXPECT_EQ(found.messages.size(), 2u);
  Erasure erasure;
  erasure.persons = {"GH|1", "NI|77"};
  erasure.quarantined = {1};
  const Erased erased = value(store().erase(erasure));
  EXPECT_EQ(erased.messages, 2);
  EXPECT_EQ(erased.stopped, 2);
  EXPECT_EQ(erased.keys, 2) << "hers, and that of the quarantined item";
  for (int run = 0; run < 2; ++run) {
    EXPECT_EQ(payloadOf(hers), kErased);
    EXPECT_EQ(payloadOf(both), kErased);
    EXPECT_EQ(payloadOf(his), "his result");
    EXPECT_EQ(account(), "3 balanced filtered 2");
    EXPECT_FALSE(store().quarantinedBytes(1));
    EXPECT_EQ(value(store().quarantinedBytes(2)).view(), "his unreadable message");
    std::string bodies;
    ASSERT_TRUE(
        store().identity(0, [&](const IdentityEvent& event) { bodies += "[" + event.body + "]"; }));
    EXPECT_EQ(bodies, "[][his name]");
    mine_ = {};
    mine_ = opened();
  }
  // She may come back, as somebody new.
  const std::string again = keep(store(), "4", "her new result", {"GH|1"});
  EXPECT_EQ(payloadOf(again), "her new result");
  EXPECT_EQ(payloadOf(hers), kErased);
}

TEST_P(StoreSealing, FinishesAnErasureThatAPowerCutLeftHalfDone) {
  const std::string id = keep(store(), "1", "her result", {"GH|1"});
  power_fails_ = true;
  Erasure erasure;
  erasure.persons = {"GH|1"};
  ASSERT_FALSE(store().erase(erasure));
  EXPECT_EQ(payloadOf(id), "her result") << "begun, not done";
  mine_ = {};
  power_fails_ = false;
  mine_ = opened();
  EXPECT_EQ(payloadOf(id), kErased);
}

TEST_P(StoreSealing, LosesNothingOfAnotherEngineThatHadTheKeyInMemory) {
  SealedStore other = opened();
  keep(*other.store, "1", "before", {"GH|1"});
  Erasure erasure;
  erasure.persons = {"GH|1"};
  ASSERT_TRUE(store().erase(erasure));
  const std::string after = keep(*other.store, "2", "after", {"GH|1"});
  EXPECT_EQ(payloadOf(after), "after") << "sealed anew, with a key that is there";
}

TEST_P(StoreSealing, WritesAuditRecordsInTheCommitOfWhatTheyAreAbout) {
  const Message message = messageOf("1", "x");
  Intake intake = intakeOf(message, {"a"});
  intake.subjects = {"GH|1"};
  const Sealed sealed = value(store().seal(intake.subjects, "{\"patient\":\"GH|1\"}"));
  EXPECT_EQ(value(store().open(sealed)), "{\"patient\":\"GH|1\"}");
  intake.audit = {{"{\"id\":\"a\"}", {std::stoll(sealed.key)}}};
  ASSERT_TRUE(store().append({&intake, 1})[0]);
  Settlement settlement;
  settlement.ticket = value(store().pending("a", 0, 1)).front().ticket;
  settlement.audit = {{"{\"id\":\"b\"}"}};
  ASSERT_TRUE(store().settle({&settlement, 1}));
  SealedStore other = opened();  // another program goes on where this one stopped
  const AuditDraft third{"{\"id\":\"c\"}"};
  ASSERT_TRUE(other.store->keepAudit({&third, 1}));
  const AuditDraft fourth{"{\"id\":\"d\"}"};
  ASSERT_TRUE(store().keepAudit({&fourth, 1}));
  ASSERT_TRUE(store().signHead(true));
  EXPECT_EQ(value(store().mentions(intake.subjects)).records, std::vector<std::int64_t>{0});

  const std::string log = directory_.path() + "/log", heads = directory_.path() + "/heads";
  std::string previous;
  {
    std::ofstream out(log), signed_heads(heads);
    ASSERT_TRUE(store().audit(0, [&](const AuditRow& row) {
      out << auditLine(row.seq, previous, row.hash, row.record);
      previous = row.hash;
      return true;
    }));
    ASSERT_TRUE(store().auditHeads(0, [&](std::int64_t, std::string_view line) {
      signed_heads << line;
      return true;
    }));
  }
  auto lines = FileLines::open(log), head_lines = FileLines::open(heads);
  const PublicKey key = key_.publicKey();
  const AuditVerdict verdict = value(verifyAudit(*lines, *head_lines, {&key, 1}));
  EXPECT_TRUE(verdict.ok()) << (verdict.faults.empty() ? "" : verdict.faults.front().text);
  EXPECT_EQ(verdict.records, 4u);
  EXPECT_EQ(verdict.confirmed, 4u);
}

TEST_P(StoreSealing, KeepsNoRecordOfWhatWasNotKept) {
  const Message first = messageOf("1", "x"), second = messageOf("2", "y");
  Intake one = intakeOf(first, {"a"}), two = intakeOf(second, {"a"});
  one.identity = {{1, Time{}, first.id, "b", {}}};
  two.identity = {{1, Time{}, second.id, "c", {}}};
  one.audit = {{"{\"id\":\"one\"}"}};
  two.audit = {{"{\"id\":\"two\"}"}};
  const Intake both[] = {one, two};
  const auto taken = store().append(both);
  EXPECT_TRUE(taken[0]);
  EXPECT_FALSE(taken[1]);
  std::string records;
  ASSERT_TRUE(store().audit(0, [&](const AuditRow& row) {
    records += std::to_string(row.seq) + row.record;
    return true;
  }));
  EXPECT_EQ(records, "0{\"id\":\"one\"}");
}

TEST_P(StoreSealing, KeepsEachVersionOfAConsentAndForgetsThemWithThePerson) {
  const Message message = messageOf("1", "x");
  Intake intake = intakeOf(message, {});
  intake.consents = {{0, "GH|1", "GH", "fhir", "first\ntext", fromMilliseconds(5)},
                     {0, "GH|2", "", "hl7v2", "other", fromMilliseconds(6)}};
  ASSERT_TRUE(store().append({&intake, 1})[0]);
  const auto all = [&] {
    std::string text;
    const auto read = store().consents(0, [&](const ConsentRow& row) {
      text += "[" + row.person + " " + row.source + " " + row.format + " " + row.text + "]";
    });
    return read ? text : read.error().text;
  };
  EXPECT_EQ(all(), "[GH|1 GH fhir first\ntext][GH|2  hl7v2 other]");
  EXPECT_FALSE(onDisk("first"));
  Erasure erasure;
  erasure.persons = {"GH|1"};
  ASSERT_TRUE(store().erase(erasure));
  EXPECT_EQ(all(), "[GH|2  hl7v2 other]");
}

}  // namespace
}  // namespace pontis
