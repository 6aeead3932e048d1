#include "engine/net/tls_client.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <fstream>

#include "engine/net/backoff.h"
#include "tests/support/scratch_directory.h"

namespace pontis {
namespace {

using namespace std::chrono_literals;

class TlsClientTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::string make = PONTIS_ROOT "/certs/make '" + folder_.path() + "' >/dev/null 2>&1";
    if (std::system(make.c_str()) != 0) GTEST_SKIP() << "no openssl command";
  }
  std::string file(const std::string& name) const { return folder_.path() + "/" + name; }
  // What make() says, without the folder.
  std::string made(const std::string& ca, const std::string& certificate, const std::string& key) {
    const auto path = [this](const std::string& name) { return name.empty() ? name : file(name); };
    const auto client = TlsClient::make({path(ca), path(certificate), path(key)});
    if (client) return "made";
    std::string text = client.error().text;
    for (std::size_t at; (at = text.find(folder_.path())) != std::string::npos;)
      text.erase(at, folder_.path().size() + 1);
    return text;
  }
  ScratchDirectory folder_;
};

TEST_F(TlsClientTest, ReadsTheFilesAndSaysWhichIsWrong) {
  EXPECT_EQ(made("ca.pem", "", ""), "made");
  EXPECT_EQ(made("", "", ""), "made");
  EXPECT_EQ(made("ca.pem", "client.pem", "client.key"), "made");
  EXPECT_EQ(made("none.pem", "", ""), "cannot read none.pem");
  EXPECT_EQ(made("ca.pem", "none.pem", "client.key"), "cannot read none.pem");
  EXPECT_EQ(made("ca.pem", "client.pem", "none.key"), "cannot read none.key");
  EXPECT_EQ(made("ca.pem", "client.pem", ""),
            "a certificate and its key go together: one is missing");
  std::ofstream(file("text.pem")) << "no certificate";
  EXPECT_EQ(made("text.pem", "", "").substr(0, 31), "text.pem holds no certificate: ");
  EXPECT_EQ(made("ca.pem", "client.pem", "server.key").substr(0, 46),
            "server.key holds no private key of the certifi");
}

// What a peer says, without a network; what it is told is thrown away.
class Deaf final : public Stream {
 public:
  explicit Deaf(std::string says) : says_(std::move(says)) {}
  Moved read(std::span<char> into) override {
    if (says_.empty()) return {State::kEnded};
    const std::size_t count = std::min(into.size(), says_.size());
    std::copy_n(says_.begin(), count, into.begin());
    says_.erase(0, count);
    return {State::kMoved, count};
  }
  Moved write(std::string_view from) override { return {State::kMoved, from.size()}; }
  void endWriting() override {}
  int descriptor() const override { return -1; }
  const std::string& peer() const override { return says_; }

 private:
  std::string says_;
};

TEST_F(TlsClientTest, NobodyIsTalkedToWithoutAName) {
  const auto client = TlsClient::make({file("ca.pem"), "", ""});
  ASSERT_TRUE(client);
  const auto stream = client->over(std::make_unique<Deaf>("hello"), "");
  EXPECT_EQ(stream->write("secret").state, Stream::State::kFailed);
  EXPECT_EQ(stream->failure(), "there is no name to check the certificate by: \"\"");
}

TEST_F(TlsClientTest, APeerThatSpeaksInClearIsRefused) {
  const auto client = TlsClient::make({file("ca.pem"), "", ""});
  ASSERT_TRUE(client);
  const auto answer = [&](const std::string& says) {
    const auto stream = client->over(std::make_unique<Deaf>(says), "localhost");
    std::array<char, 100> into;
    EXPECT_EQ(stream->write("secret").state, Stream::State::kFailed);
    EXPECT_EQ(stream->read(into).state, Stream::State::kFailed);
    EXPECT_FALSE(stream->truncated());
    return stream->failure();
  };
  EXPECT_EQ(answer("220 hello\r\n"), "no TLS with localhost: wrong version number");
  EXPECT_EQ(answer("MSH|^~\\&|"), "no TLS with localhost: wrong version number");
  EXPECT_EQ(answer(""), "no TLS connection with localhost");
}

TEST(Backoff, WaitsLongerAfterEachFailureUpToTheLongestWait) {
  Backoff backoff(1s, 5s);
  Backoff::Clock::time_point now{};
  EXPECT_TRUE(backoff.isDue(now));
  std::string waits;
  for (int i = 0; i < 5; ++i) {
    backoff.failed(now);
    std::chrono::seconds waited{0};
    while (!backoff.isDue(now + waited)) ++waited;
    waits += std::to_string(waited.count()) + " ";
    now += waited;
  }
  EXPECT_EQ(waits, "1 2 4 5 5 ");
  backoff.succeeded();
  EXPECT_TRUE(backoff.isDue(now));
  backoff.failed(now);
  EXPECT_TRUE(backoff.isDue(now + 1s));
}

}  // namespace
}  // namespace pontis
