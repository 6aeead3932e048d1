// Against `openssl s_server`, as a repository that is none of ours: it decrypts, writes down what
// it reads, and answers close_notify.
#include "adapters/atna/syslog_export.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <fstream>
#include <iterator>
#include <thread>

#include "tests/support/audit_fixture.h"
#include "tests/support/audit_message_schema.h"
#include "tests/support/scratch_directory.h"
#include "tests/support/socket_client.h"

namespace pontis {
namespace {

using namespace std::chrono_literals;

// A process that ends with its test.
class Process {
 public:
  Process(const std::vector<std::string>& words, const std::string& output) {
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    // Its input never ends: some programs stop with it.
    if (::pipe2(input_, O_CLOEXEC) != 0) return;
    posix_spawn_file_actions_adddup2(&actions, input_[0], 0);
    posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                     0600);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    ran_ = ::posix_spawnp(&id_, arguments[0], &actions, nullptr, arguments.data(), environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
  }
  ~Process() {
    if (ran_ && !ended_) {
      ::kill(id_, SIGKILL);
      wait();
    }
    for (const int end : input_)
      if (end >= 0) ::close(end);
  }
  int wait() {
    int status = -1;
    if (ran_) ::waitpid(id_, &status, 0);
    ended_ = true;
    return status;
  }
  bool ran() const { return ran_; }

 private:
  pid_t id_ = 0;
  int input_[2] = {-1, -1};
  bool ran_ = false, ended_ = false;
};

class SyslogExportTest : public testing::Test {
 protected:
  void SetUp() override {
    Process made({PONTIS_ROOT "/certs/make", folder_.path()}, "/dev/null");
    if (made.wait() != 0) GTEST_SKIP() << "no openssl command";
  }

  std::string file(const std::string& name) const { return folder_.path() + "/" + name; }

  std::unique_ptr<Process> repository(std::uint16_t port, std::vector<std::string> more = {}) {
    std::vector<std::string> words{"openssl",
                                   "s_server",
                                   "-quiet",
                                   "-accept",
                                   fmt::format("127.0.0.1:{}", port),
                                   "-cert",
                                   file("server.pem"),
                                   "-key",
                                   file("server.key")};
    words.insert(words.end(), more.begin(), more.end());
    auto made = std::make_unique<Process>(words, file("received"));
    for (int i = 0; i < 100 && !SocketClient(port).connected(); ++i)
      std::this_thread::sleep_for(20ms);
    return made;
  }

  SyslogExport exporter(std::size_t port, const std::string& certificate = "") {
    SyslogExportOptions options;
    options.host = "localhost";
    options.port = port;
    options.timeout = 2s;
    options.first_retry = 0ms;
    options.last_retry = 0ms;
    auto tls =
        TlsClient::make({file("ca.pem"), certificate.empty() ? "" : file(certificate + ".pem"),
                         certificate.empty() ? "" : file(certificate + ".key")});
    return SyslogExport(options, std::move(*tls));
  }

  // "taken N", or why not.
  static std::string send(SyslogExport& to, std::span<const AuditRecord> records) {
    const auto sent = to.send(records);
    return sent ? fmt::format("taken {}", *sent) : sent.error().text;
  }

  std::string received() const {
    std::ifstream in(file("received"), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }

  ScratchDirectory folder_;
};

std::vector<AuditRecord> records(std::size_t count) {
  std::vector<AuditRecord> made;
  for (std::size_t i = 0; i < count; ++i) made.push_back(auditRecord(i));
  return made;
}

std::uint16_t freePort() { return SocketServer().port(); }

// Cuts octet-counted frames and judges the AuditMessage in each: how many are right.
std::size_t rightFrames(std::string_view wire, std::string& wrong) {
  std::size_t right = 0;
  while (!wire.empty()) {
    std::size_t length = 0;
    const auto [end, bad] = std::from_chars(wire.data(), wire.data() + wire.size(), length);
    const auto header = static_cast<std::size_t>(end - wire.data());
    if (bad != std::errc() || wire[header] != ' ' || wire.size() < header + 1 + length) {
      wrong = "no frame: " + std::string(wire.substr(0, 40));
      return right;
    }
    const std::string_view message = wire.substr(header + 1, length);
    wire.remove_prefix(header + 1 + length);
    const auto xml = Xml::parse(Bytes::clone(message.substr(message.find('<', 1))));
    if (!message.starts_with("<85>1 2026-01-05T09:30:0") || !xml) {
      wrong = "no message: " + std::string(message.substr(0, 80));
      return right;
    }
    for (const std::string& fault : auditMessageFaults(*xml)) wrong += fault + "\n";
    ++right;
  }
  return right;
}

TEST_F(SyslogExportTest, EveryRecordArrivesAsAFrameThatTheSchemaAccepts) {
  const std::uint16_t port = freePort();
  const auto peer = repository(port);
  const auto all = records(2500);
  SyslogExport to = exporter(port);
  std::span<const AuditRecord> waiting = all;
  std::size_t turns = 0;
  while (!waiting.empty()) {
    const auto sent = to.send(waiting);
    ASSERT_TRUE(sent) << sent.error().text;
    waiting = waiting.subspan(*sent);
    ++turns;
  }
  EXPECT_GT(turns, 1u);
  std::string wrong;
  // What it said it has, it has: no waiting here.
  EXPECT_EQ(rightFrames(received(), wrong), all.size());
  EXPECT_EQ(wrong, "");
}

TEST_F(SyslogExportTest, BothVersionsOfTlsAreSpokenAndNoOlderOne) {
  for (const char* version : {"-tls1_2", "-tls1_3"}) {
    const std::uint16_t port = freePort();
    const auto peer = repository(port, {version});
    SyslogExport to = exporter(port);
    EXPECT_EQ(send(to, records(3)), "taken 3") << version;
  }
  const std::uint16_t port = freePort();
  const auto peer = repository(port, {"-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0"});
  SyslogExport to = exporter(port);
  EXPECT_NE(send(to, records(3)).find("no TLS with localhost"), std::string::npos);
}

TEST_F(SyslogExportTest, CiphersWithoutForwardSecrecyAreRefused) {
  const std::uint16_t port = freePort();
  const auto peer = repository(port, {"-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256"});
  SyslogExport to = exporter(port);  // ephemeral, but CBC
  EXPECT_NE(send(to, records(3)).find("no TLS with localhost"), std::string::npos);
}

TEST_F(SyslogExportTest, ARepositoryThatAsksWhoWeAreIsTold) {
  const std::uint16_t port = freePort();
  const auto peer =
      repository(port, {"-CAfile", file("ca.pem"), "-Verify", "1", "-verify_return_error"});
  SyslogExport anonymous = exporter(port);
  EXPECT_FALSE(anonymous.send(records(3)));
  EXPECT_EQ(received(), "");
  SyslogExport named = exporter(port, "client");
  EXPECT_EQ(send(named, records(3)), "taken 3");
}

TEST_F(SyslogExportTest, NobodyIsAskedWhileItWaits) {
  SyslogExportOptions options;
  options.host = "127.0.0.1";
  options.port = freePort();
  options.first_retry = 1h;
  auto tls = TlsClient::make({file("ca.pem"), "", ""});
  SyslogExport to(options, std::move(*tls));
  EXPECT_EQ(to.send(records(1)).error().code, Code::kUnavailable);
  EXPECT_EQ(to.send(records(1)).error().code, Code::kBusy);
}

TEST_F(SyslogExportTest, StopEndsAWaitForARepository) {
  SocketServer silent;  // accepts, and says nothing
  SyslogExportOptions options;
  options.host = "127.0.0.1";
  options.port = silent.port();
  options.timeout = 30s;
  auto tls = TlsClient::make({file("ca.pem"), "", ""});
  SyslogExport to(options, std::move(*tls));
  std::thread stopper([&to] {
    std::this_thread::sleep_for(100ms);
    to.stop();
  });
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(send(to, records(1)), "the engine is stopping");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s);
  stopper.join();
  EXPECT_EQ(send(to, records(1)), "the engine is stopping");
}

}  // namespace
}  // namespace pontis
