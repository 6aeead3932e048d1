// A store on each database for the tests of engine/store/store.h, and short words for its use.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/store/store.h"

namespace pontis {

// A directory that is gone with this object.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  const std::string& path() const { return path_; }

 private:
  std::string path_ = "/tmp/pontis-test-XXXXXX";
};

Message messageOf(std::string control_id, std::string payload);
// REQUIRES: `message` outlives the Intake
Intake intakeOf(const Message& message, std::vector<std::string> sinks);

// "a delivered 1 [201] | validate: pass; a: 201": deliveries with attempts and detail, outcomes.
std::string tell(const Trace& trace);

// The value by value, so that a loop may run over it.
template <class T>
T value(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text);
  return std::move(*result);
}

// The parameter is "sqlite" or "postgres".
class StoreFixture : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override;
  // Opens the store, or opens it again.
  void open();

  // "kept", "duplicate" or the error's text, for each.
  std::string append(const std::vector<Intake>& intakes);
  bool settle(std::int64_t ticket, DeliveryState state, std::string detail = "", Time due = {});
  std::vector<std::int64_t> ticketsOf(std::string_view sink);
  // "admissions/a 3: filtered 2 queued 1", one line each; says so where it does not add up.
  std::string ledger();

  TemporaryDirectory directory_;
  std::string location_;
  std::unique_ptr<Store> store_;
};

}  // namespace pontis
