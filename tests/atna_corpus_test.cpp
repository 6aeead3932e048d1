// The AuditMessages of IPF and of the cross-border gateway, by the schema of DICOM PS3.15: all but
// one are what it demands.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/audit_message_schema.h"
#include "tests/support/corpora.h"

namespace pontis {
namespace {

std::vector<std::filesystem::path> messages() {
  std::vector<std::filesystem::path> files;
  for (const char* folder : {"ipf", "oncp8"}) {
    const auto path = corpora() / "crossborder" / "audit" / folder;
    if (!std::filesystem::exists(path)) continue;
    for (const auto& file : std::filesystem::directory_iterator(path)) files.push_back(file.path());
  }
  return files;
}

// The gateway writes objects without ParticipantObjectID into this one, which the schema forbids.
constexpr std::string_view kWrong = "pivottranslationsauditmessage.xml";
constexpr std::string_view kWhy = "ParticipantObjectIdentification: has no ParticipantObjectID\n";

TEST(AtnaCorpus, EveryVerdictOfTheSchemaIsRight) {
  if (messages().empty()) GTEST_SKIP() << "no corpora";
  int seen = 0, right = 0, older = 0;
  for (const auto& file : messages()) {
    const auto xml = Xml::parse(Bytes::own(contents(file)));
    ASSERT_TRUE(xml) << file << xml.error().text;
    std::string faults;
    for (const std::string& fault : auditMessageFaults(*xml)) faults += fault + "\n";
    const std::string_view wanted = file.filename() == kWrong ? kWhy : "";
    EXPECT_EQ(faults, wanted) << file;
    ++seen;
    right += faults == wanted;
    older += auditDialect(*xml) == AuditDialect::kRfc3881;
  }
  fmt::print("atna: {} AuditMessages seen ({} of RFC 3881), {} judged right\n", seen, older, right);
}

TEST(AtnaCorpus, NoMessageIsRightWithoutOneOfItsParts) {
  if (messages().empty()) GTEST_SKIP() << "no corpora";
  int planted = 0;
  for (const auto& file : messages()) {
    const std::string text = contents(file);
    for (const char* part :
         {"EventIdentification", "EventID", "ActiveParticipant", "AuditSourceIdentification",
          "UserID", "UserIsRequestor", "EventDateTime", "EventOutcomeIndicator", "AuditSourceID",
          "ParticipantObjectID", "ParticipantObjectIDTypeCode", "csd-code"}) {
      std::string changed = text;
      for (const char* end : {" ", "=", ">", "/"}) {
        const std::string name = std::string(part) + end;
        for (std::size_t at = 0; (at = changed.find(name, at)) != std::string::npos; at += 1)
          if (at > 0 && !std::isalpha(static_cast<unsigned char>(changed[at - 1])))
            changed.replace(at, name.size(), std::string("X") + name);
      }
      if (changed == text) continue;
      const auto xml = Xml::parse(Bytes::own(changed));
      ASSERT_TRUE(xml) << file << " " << part;
      EXPECT_FALSE(auditMessageFaults(*xml).empty()) << file << " without " << part;
      ++planted;
    }
  }
  fmt::print("atna: {} mistakes planted, all found\n", planted);
}

}  // namespace
}  // namespace pontis
