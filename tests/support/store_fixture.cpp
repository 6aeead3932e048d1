#include "tests/support/store_fixture.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "tests/support/postgres.h"

namespace pontis {

TemporaryDirectory::TemporaryDirectory() {
  if (!::mkdtemp(path_.data())) throw std::runtime_error("cannot create " + path_);
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code none;
  std::filesystem::remove_all(path_, none);
}

Message messageOf(std::string control_id, std::string payload) {
  Message message;
  message.id = newId();
  message.channel = "admissions";
  message.format = "hl7v2";
  message.peer = "CN=peer";
  message.received = std::chrono::system_clock::now();
  message.payload = Bytes::own(std::move(payload));
  message.envelope = {"ADT^A01", std::move(control_id), "GOOD", "", {}};
  return message;
}

Intake intakeOf(const Message& message, std::vector<std::string> sinks) {
  Intake intake;
  intake.message = &message;
  intake.sinks = std::move(sinks);
  return intake;
}

std::string tell(const Trace& trace) {
  std::string text;
  for (const DeliveryLine& line : trace.deliveries)
    text += fmt::format("{}{} {} {} [{}]", text.empty() ? "" : ", ", line.sink,
                        toString(line.state), line.attempts, line.detail);
  text += " | ";
  bool first = true;
  for (const OutcomeLine& line : trace.outcomes) {
    text += fmt::format("{}{}: {}", first ? "" : "; ", line.stage, line.text);
    first = false;
  }
  return text;
}

void StoreFixture::SetUp() {
  location_ = directory_.path() + "/data";
  if (GetParam() == std::string("postgres")) {
    PostgresServer* server = PostgresServer::shared();
    if (!server) GTEST_SKIP() << "PostgreSQL's server is not installed";
    location_ = server->freshDatabase();
  }
  open();
}

void StoreFixture::open() {
  store_.reset();
  auto opened = Store::open(location_);
  ASSERT_TRUE(opened) << opened.error().text;
  store_ = std::move(*opened);
}

std::string StoreFixture::append(const std::vector<Intake>& intakes) {
  std::string text;
  for (const auto& taken : store_->append(intakes)) {
    if (!text.empty()) text += ' ';
    text += !taken ? taken.error().text : taken->duplicate ? "duplicate" : "kept";
  }
  return text;
}

bool StoreFixture::settle(std::int64_t ticket, DeliveryState state, std::string detail, Time due) {
  const Settlement settlement{ticket, state, due, std::move(detail), ""};
  return static_cast<bool>(store_->settle({&settlement, 1}));
}

std::vector<std::int64_t> StoreFixture::ticketsOf(std::string_view sink) {
  std::vector<std::int64_t> tickets;
  const auto pending = store_->pending(sink, 0, 1'000'000);
  for (const Pending& one : *pending) tickets.push_back(one.ticket);
  return tickets;
}

std::string StoreFixture::ledger() {
  std::string text;
  const auto lines = store_->ledger();
  for (const LedgerLine& line : *lines) {
    text += fmt::format("{}/{} {}:", line.channel, line.sink, line.received);
    const std::pair<const char*, std::int64_t> counts[] = {{"delivered", line.delivered},
                                                           {"filtered", line.filtered},
                                                           {"errored", line.errored},
                                                           {"held", line.held},
                                                           {"queued", line.queued}};
    for (const auto& [name, count] : counts)
      if (count != 0) text += fmt::format(" {} {}", name, count);
    if (!line.balanced()) text += fmt::format(" WRONG, booked {}", line.booked);
    text += '\n';
  }
  return text;
}

}  // namespace pontis
