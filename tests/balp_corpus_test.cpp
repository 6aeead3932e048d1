// IHE's own examples of BALP 1.1.4: each is what its profile demands, and what the engine makes of
// a record that says the same is what IHE wrote.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "adapters/fhir/fhir_audit.h"
#include "tests/support/balp.h"
#include "tests/support/corpora.h"

namespace pontis {
namespace {

std::string joined(const std::vector<std::string>& faults) {
  std::string text;
  for (const std::string& fault : faults) text += fault + "\n";
  return text;
}

// One string for a value: members and items in order of their text.
std::string folded(const Json& json) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : json.members()) parts.push_back(name + ":" + folded(value));
  for (const Json& item : json.items()) parts.push_back(folded(item));
  if (parts.empty()) return json.text();
  std::sort(parts.begin(), parts.end());
  std::string text = "{";
  for (const std::string& part : parts) text += part + " ";
  return text + "}";
}

// What both must have alike: everything but id, narrative and the mark of test data.
std::string essence(const Json& event) {
  std::string text;
  for (const char* name : {"type", "subtype", "action", "recorded", "outcome", "purposeOfEvent",
                           "agent", "source", "entity"})
    text += std::string(name) + " " + folded(event[name]) + "\n";
  return text + "profile " + balpProfile(event) + "\n";
}

class BalpCorpus : public ::testing::Test {
 protected:
  BalpCorpus() : folder_(corpora() / "crossborder" / "audit" / "balp") {}
  void SetUp() override {
    if (!std::filesystem::exists(folder_)) GTEST_SKIP() << "no corpora";
  }
  Json example(const std::string& name) const {
    return *Json::parse(Bytes::own(contents(folder_ / ("AuditEvent-ex-audit" + name + ".json"))));
  }

  std::filesystem::path folder_;
};

TEST_F(BalpCorpus, EveryExampleIsWhatItsProfileDemands) {
  int seen = 0, right = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder_)) {
    const auto event = Json::parse(Bytes::own(contents(file.path())));
    ASSERT_TRUE(event) << file.path();
    // One example claims the profile of its access token, and is a read of a patient's data.
    const std::string faults = joined(balpFaults(*event, "PatientRead"));
    EXPECT_EQ(faults, "") << file.path().filename();
    ++seen;
    right += faults.empty();
  }
  fmt::print("balp: {} AuditEvents seen, {} found to be what their profile demands\n", seen, right);
}

TEST_F(BalpCorpus, NoExampleIsRightWithoutOneOfItsParts) {
  int planted = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder_)) {
    const std::string text = contents(file.path());
    for (const char* part : {"type", "subtype", "action", "recorded", "outcome", "agent", "source",
                             "entity", "network", "requestor", "observer", "who", "what", "role"}) {
      std::string changed = text;
      const std::string member = std::string("\"") + part + "\":";
      // Past the narrative, which quotes nothing of this.
      for (std::size_t at = 0; (at = changed.find(member, at)) != std::string::npos; at += 3)
        changed.replace(at, member.size(), std::string("\"no-") + part + "\":");
      if (changed == text) continue;
      const Json event = *Json::parse(Bytes::own(changed));
      EXPECT_FALSE(balpFaults(event, "PatientRead").empty()) << file.path() << " without " << part;
      ++planted;
    }
  }
  fmt::print("balp: {} mistakes planted, all found\n", planted);
}

AuditParty named(const char* name, const char* address) { return {"", name, {}, "", address}; }

TEST_F(BalpCorpus, ARecordOfAReadBecomesIhesExample) {
  AuditRecord record;
  record.recorded = *parseTime("2020-04-29T09:49:00Z");
  record.activity = AuditActivity::kRead;
  record.destination = named("myMachine.example.org", "2001:0db8:85a3:0000:0000:8a2e:0370:7334");
  record.source = {"Device/ex-device", "", {}, "", "http://server.example.com/fhir"};
  record.user = named("John Smith", "");
  record.request = "76d148b6-586d-11ec-bf63-0242ac130002";
  record.subject = {"Patient/ex-patient", {"List/ex-list"}, {}, ""};
  const auto events = auditEvents(record, {record.source, "server.example.com"});
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(essence(*Json::parse(Bytes::clone(events[0]))), essence(example("BasicReadServer")));
}

TEST_F(BalpCorpus, ARecordOfACreateBecomesIhesExample) {
  const Json wanted = example("BasicCreateNoUser");
  AuditRecord record;
  record.recorded = *parseTime(wanted["recorded"].text());
  record.activity = AuditActivity::kCreate;
  record.source = {"",
                   wanted["agent"].items()[0]["who"]["display"].text(),
                   {},
                   "",
                   wanted["agent"].items()[0]["network"]["address"].text()};
  record.destination = {wanted["agent"].items()[1]["who"]["reference"].text(),
                        "",
                        {},
                        "",
                        wanted["agent"].items()[1]["network"]["address"].text()};
  record.subject = {wanted["entity"].items()[1]["what"]["reference"].text(),
                    {wanted["entity"].items()[0]["what"]["reference"].text()},
                    {},
                    ""};
  const auto events = auditEvents(record, {record.destination, wanted["source"]["site"].text()});
  EXPECT_EQ(essence(*Json::parse(Bytes::clone(events[0]))), essence(wanted));
}

}  // namespace
}  // namespace pontis
