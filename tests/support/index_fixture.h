// IndexTest: an index with four domains, its log, and persons to tell it of.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/index_acts.h"

namespace pontis {

using Kind = PersonAct::Kind;

inline constexpr char kJennifer[] =
    "JONES^JENNIFER|1984-01-25|F|123 Main Street West^NEWARK^30293|4095550133";
inline constexpr char kRobert[] =
    "JOHNSTON^ROBERT|1983-02-05|M|1220 Centennial Farm Road^ELLIOTT^51532|7125550167";

inline IndexOptions registered() {
  IndexOptions options;
  options.learn_domains = false;
  options.domains = {{"TEST", "1.2.3.1", "", "", {}, false},
                     {"TEST_A", "1.2.3.2", "", "", {"HARNESS_A"}, false},
                     {"TEST_B", "1.2.3.3", "http://b.example/id", "", {"HARNESS_B"}, false},
                     {"NID", "", "", "", {"NID_AUTH"}, true}};
  return options;
}

class IndexTest : public ::testing::Test {
 protected:
  Result<Observed> tell(const PersonAct& act, const std::string& application = "HARNESS") {
    const Result<Observed> done = index_.observe({&act, 1}, from(application, minute_++));
    if (done) keep(done);
    return done;
  }
  void keep(const Result<Observed>& done) {
    ASSERT_TRUE(done) << outcome(done);
    index_.kept(*done);
    log_.insert(log_.end(), done->events.begin(), done->events.end());
  }
  // What a restart would make of the log.
  std::uint64_t replayed() const {
    Index other(registered());
    for (const IdentityEvent& event : log_) EXPECT_TRUE(other.replay(event));
    return other.digest();
  }
  std::string references(const std::string& record, std::vector<std::string> domains = {}) const {
    const auto found = index_.crossReferences(identifier(record), domains);
    if (!found) return found.error().where;
    std::string out;
    for (const Identifier& one : *found)
      out += (out.empty() ? "" : " ") + one.value + "@" + one.system;
    return out;
  }

  Index index_{registered()};
  std::vector<IdentityEvent> log_;
  int minute_ = 0;
};

}  // namespace pontis
