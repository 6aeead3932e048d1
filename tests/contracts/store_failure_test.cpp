// What the store promises when the world around it fails: a lock, a full disk, a server that is
// gone, a process that is killed.
#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <random>
#include <set>
#include <thread>

#include "engine/store/database.h"
#include "tests/support/postgres.h"
#include "tests/support/store_fixture.h"

namespace pontis {
namespace {

using std::chrono::milliseconds;

class StoreFailure : public StoreFixture {
 protected:
  Code appendCode(const std::string& control_id, std::string payload = "x") {
    const Message message = messageOf(control_id, std::move(payload));
    const Intake intake = intakeOf(message, {"a"});
    const auto taken = store_->append({&intake, 1});
    return taken.at(0) ? Code::kInternal : taken[0].error().code;
  }
  std::string appendOne(const std::string& control_id) {
    const Message message = messageOf(control_id, "x");
    return append({intakeOf(message, {"a"})});
  }
};
INSTANTIATE_TEST_SUITE_P(, StoreFailure, testing::Values("sqlite", "postgres"),
                         [](const auto& one) { return std::string(one.param); });

TEST_P(StoreFailure, SaysUnavailableWhileAnotherProcessHoldsTheLockAndRecovers) {
  EXPECT_EQ(appendOne("before"), "kept");
  auto other = GetParam() == std::string("sqlite") ? openSqlite(location_ + "/pontis.db", 1 << 20)
                                                   : openPostgres(location_);
  ASSERT_TRUE(other);
  ASSERT_TRUE((*other)->begin(Database::Access::kWrite));
  ASSERT_TRUE((*other)->once("UPDATE counter SET ticket = ticket"));
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(appendCode("during"), Code::kUnavailable);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(4));
  EXPECT_EQ(ticketsOf("a").size(), 1u) << "reading goes on";
  (*other)->rollback();
  EXPECT_EQ(appendOne("after"), "kept");
  EXPECT_EQ(store_->trace("during").error().code, Code::kNotFound);
  EXPECT_EQ(ledger(), "admissions/a 2: queued 2\n");
}

TEST_P(StoreFailure, RefusesAStoreOfANewerPontis) {
  store_.reset();
  {
    auto database = GetParam() == std::string("sqlite")
                        ? openSqlite(location_ + "/pontis.db", 1 << 20)
                        : openPostgres(location_);
    ASSERT_TRUE((*database)->once("UPDATE schema SET version = 99"));
  }
  const auto opened = Store::open(location_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::kUnsupported);
  EXPECT_NE(opened.error().text.find("99"), std::string::npos);
}

TEST_P(StoreFailure, IsCreatedByManyAtOnce) {
  std::string location = location_ + "2";
  if (GetParam() == std::string("postgres")) location = PostgresServer::shared()->freshDatabase();
  std::vector<std::thread> threads;
  std::atomic<int> opened{0};
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      const auto store = Store::open(location);
      EXPECT_TRUE(store) << store.error().text;
      opened += store ? 1 : 0;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(opened, 4);
}

class SqliteFailure : public StoreFailure {};
INSTANTIATE_TEST_SUITE_P(, SqliteFailure, testing::Values("sqlite"));

TEST_P(SqliteFailure, IsReadableByItsOwnerAlone) {
  EXPECT_EQ(appendOne("1"), "kept");
  const auto mode = [](const std::string& path) {
    struct stat about {};
    return ::stat(path.c_str(), &about) == 0 ? about.st_mode & 0777 : 0;
  };
  EXPECT_EQ(fmt::format("{:o} {:o} {:o}", mode(location_), mode(location_ + "/pontis.db"),
                        mode(location_ + "/pontis.db-wal")),
            "700 600 600");
}

// No write beyond a size succeeds, as on a disk that is full.
TEST_P(SqliteFailure, SaysUnavailableOnAFullDiskAndRecovers) {
  EXPECT_EQ(appendOne("before"), "kept");
  rlimit usual{};
  ::getrlimit(RLIMIT_FSIZE, &usual);
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit full = usual;
  full.rlim_cur = std::filesystem::file_size(location_ + "/pontis.db-wal") + (1 << 20);
  ::setrlimit(RLIMIT_FSIZE, &full);
  int kept = 0;
  while (kept < 1000 &&
         appendCode(fmt::format("n{}", kept), std::string(10'000, 'x')) != Code::kUnavailable)
    ++kept;
  const Code small = appendCode("small");
  ::setrlimit(RLIMIT_FSIZE, &usual);
  EXPECT_GT(kept, 10);
  EXPECT_LT(kept, 1000);
  EXPECT_EQ(store_->trace(fmt::format("n{}", kept)).error().code, Code::kNotFound);
  EXPECT_EQ(appendOne("after"), "kept");
  kept += small == Code::kUnavailable ? 0 : 1;
  EXPECT_EQ(ledger(), fmt::format("admissions/a {0}: queued {0}\n", kept + 2));
  open();
  EXPECT_EQ(ledger(), fmt::format("admissions/a {0}: queued {0}\n", kept + 2));
}

TEST_P(SqliteFailure, SurvivesAFileSystemThatIsReallyFull) {
  const std::string disk = directory_.path() + "/disk";
  ::mkdir(disk.c_str(), 0700);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=3m") != 0)
    GTEST_SKIP() << "only root can mount a small file system";
  location_ = disk + "/data";
  open();
  int kept = 0;
  while (kept < 1000 &&
         appendCode(fmt::format("n{}", kept), std::string(10'000, 'x')) != Code::kUnavailable)
    ++kept;
  EXPECT_LT(kept, 1000);
  EXPECT_EQ(ticketsOf("a").size(), static_cast<std::size_t>(kept)) << "reading goes on";
  ASSERT_EQ(::mount("tmpfs", disk.c_str(), "tmpfs", MS_REMOUNT, "size=30m"), 0);
  EXPECT_EQ(appendOne("after"), "kept");
  EXPECT_EQ(ledger(), fmt::format("admissions/a {0}: queued {0}\n", kept + 1));
  store_.reset();
  ::umount(disk.c_str());
}

TEST_P(SqliteFailure, TheLogStaysBoundedUnderLoad) {
  const std::string payload(20'000, 'x');
  std::uintmax_t largest = 0;
  std::atomic<bool> running{true};
  std::thread reader([&] {
    while (running) (void)store_->pending("a", 0, 100);
  });
  for (int i = 0; i < 800; ++i) {
    std::vector<Message> messages;
    std::vector<Intake> intakes;
    for (int j = 0; j < 10; ++j) messages.push_back(messageOf("", payload));
    for (const Message& message : messages) intakes.push_back(intakeOf(message, {"a"}));
    for (const auto& taken : store_->append(intakes)) ASSERT_TRUE(taken);
    largest = std::max(largest, std::filesystem::file_size(location_ + "/pontis.db-wal"));
  }
  running = false;
  reader.join();
  EXPECT_LT(largest, std::uintmax_t{120} << 20) << "of 160 MB written";
}

// A child appends and says over a pipe what it was told is durable, until it is killed.
[[noreturn]] void appendAndTell(const std::string& location, int out) {
  auto store = Store::open(location);
  if (!store) ::_exit(1);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&] {
      while (true) {
        const Message one = messageOf("", "payload one"), two = messageOf("", "payload two");
        const Intake intakes[] = {intakeOf(one, {"a", "b"}), intakeOf(two, {"a"})};
        const auto taken = (*store)->append(intakes);
        const std::string ids = one.id + two.id;
        if (taken[0] && taken[1] && ::write(out, ids.data(), ids.size()) < 0) ::_exit(1);
      }
    });
  for (std::thread& thread : threads) thread.join();
  ::_exit(0);
}

// A round ends with a kill some while after its child was told the first time, so that a slow
// machine only makes it longer.
TEST_P(SqliteFailure, NothingThatWasCalledDurableIsMissingAfterAKill) {
  constexpr milliseconds kLongest{20'000};
  store_.reset();
  std::mt19937 random(7);
  std::set<std::string> told;
  for (int round = 0; round < 20; ++round) {
    int pipe[2];
    ASSERT_EQ(::pipe2(pipe, O_CLOEXEC), 0);
    const pid_t child = ::fork();
    if (child == 0) appendAndTell(location_, pipe[1]);
    ::close(pipe[1]);
    pollfd first{pipe[0], POLLIN, 0};
    EXPECT_EQ(::poll(&first, 1, static_cast<int>(kLongest.count())), 1) << "round " << round;
    std::thread killer([child, pause = milliseconds(random() % 200)] {
      std::this_thread::sleep_for(pause);
      ::kill(child, SIGKILL);
    });
    std::string all;
    char buffer[36 * 64];
    for (ssize_t size; (size = ::read(pipe[0], buffer, sizeof buffer)) > 0;)
      all.append(buffer, static_cast<std::size_t>(size));
    ::close(pipe[0]);
    killer.join();
    ::waitpid(child, nullptr, 0);
    for (std::size_t at = 0; at + 36 <= all.size(); at += 36) told.insert(all.substr(at, 36));
  }
  open();
  EXPECT_GE(told.size(), 40u) << "two of each round";
  for (const std::string& id : told) EXPECT_TRUE(store_->trace(id)) << id;
  for (const LedgerLine& line : value(store_->ledger())) EXPECT_TRUE(line.balanced()) << ledger();
  EXPECT_GE(ticketsOf("a").size(), told.size());
}

class PostgresFailure : public StoreFailure {};
INSTANTIATE_TEST_SUITE_P(, PostgresFailure, testing::Values("postgres"));

TEST_P(PostgresFailure, SaysUnavailableWhileTheServerIsGoneAndRecovers) {
  EXPECT_EQ(appendOne("before"), "kept");
  PostgresServer::shared()->stop();
  EXPECT_EQ(appendCode("during"), Code::kUnavailable);
  EXPECT_FALSE(store_->pending("a", 0, 10));
  EXPECT_FALSE(store_->ledger());
  PostgresServer::shared()->start();
  EXPECT_EQ(appendOne("after"), "kept");
  EXPECT_EQ(store_->trace("during").error().code, Code::kNotFound);
  EXPECT_EQ(ledger(), "admissions/a 2: queued 2\n");
}

TEST_P(PostgresFailure, DoesNotNoticeARestartBetweenTwoMessages) {
  EXPECT_EQ(appendOne("before"), "kept");
  EXPECT_EQ(ticketsOf("a").size(), 1u);
  PostgresServer::shared()->stop();
  PostgresServer::shared()->start();
  EXPECT_EQ(appendOne("after"), "kept");
  EXPECT_EQ(ticketsOf("a").size(), 2u);
  EXPECT_EQ(ledger(), "admissions/a 2: queued 2\n");
}

TEST_P(PostgresFailure, SpeaksOfNoPatientInItsErrors) {
  auto database = openPostgres(location_);
  const Value values[] = {std::string_view("SMITH^JOHN")};
  const auto refused = (*database)->once("SELECT CAST($1 AS TEXT)::bigint", values);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().text, "PostgreSQL: refused (SQLSTATE 22P02)");
}

}  // namespace
}  // namespace pontis
