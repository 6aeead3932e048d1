// Measures what one audit record costs: its canonical JSON, its hash in the chain, its leaf and
// nodes in the tree; then a head's signature, and how fast a log is verified.
//
//   audit_bench [records]
#include <fmt/format.h>

#include <chrono>
#include <ctime>

#include "engine/audit/audit_chain.h"
#include "engine/audit/record_text.h"
#include "engine/audit/verify.h"

using namespace pontis;

namespace {

// The time of this thread alone: other programs do not count.
double cpuMicroseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

class Lines : public AuditLines {
 public:
  explicit Lines(const std::vector<std::string>& lines) : lines_(lines) {}
  Result<std::optional<std::string>> next() override {
    return at_ < lines_.size() ? std::optional(lines_[at_++]) : std::optional<std::string>();
  }

 private:
  const std::vector<std::string>& lines_;
  std::size_t at_ = 0;
};

AuditRecord recordOf(std::size_t number) {
  AuditRecord record;
  record.id = newId();
  record.recorded = std::chrono::system_clock::now();
  record.activity = AuditActivity::kDisclose;
  record.source = {"Device/pontis", "", {}, "Organization/3", "pontis.example"};
  record.destination = {"Device/his", "", {}, "Organization/4", "10.1.2.3"};
  record.purposes = {{"http://terminology.hl7.org/CodeSystem/v3-ActReason", "TREAT", ""}};
  record.rule = "stage 9: the patient's consent permits";
  record.channel = "admissions";
  record.message = record.id;
  record.subject = {fmt::format("urn:oid:1.2.3|{}", number), {"ADT^A01"}, {"Consent/5"}, ""};
  return record;
}

double microsecondsEach(double start, std::size_t count) {
  return (cpuMicroseconds() - start) / static_cast<double>(count);
}

}  // namespace

int main(int count, char** words) {
  const std::size_t records = count > 1 ? std::strtoul(words[1], nullptr, 10) : 200'000;
  std::vector<AuditRecord> made;
  for (std::size_t i = 0; i < records; ++i) made.push_back(recordOf(i));
  std::vector<std::string> texts(records), log(records), heads;
  // Memory is touched before it is measured.
  for (std::string& line : log) line.assign(1024, ' ');
  for (std::string& line : texts) line.assign(1024, ' ');

  double start = cpuMicroseconds();
  for (std::size_t i = 0; i < records; ++i) texts[i] = *writeRecord(made[i]);
  const double text = microsecondsEach(start, records);

  AuditChain chain({records + 1, std::chrono::hours(1)});
  start = cpuMicroseconds();
  for (std::size_t i = 0; i < records; ++i) log[i] = chain.append(texts[i], Time{}).line;
  const double append = microsecondsEach(start, records);
  fmt::print("record {} bytes, line {} bytes\n", texts[0].size(), log[0].size());
  fmt::print("append {:.2f} us: canonical JSON {:.2f}, chain and tree {:.2f}\n", text + append,
             text, append);

  for (const auto kind : {SigningKey::Kind::kEd25519, SigningKey::Kind::kP256}) {
    const SigningKey key = SigningKey::generate(kind);
    AuditChain signer = *AuditChain::resume(chain.state());
    constexpr std::size_t kSignatures = 500;
    start = cpuMicroseconds();
    for (std::size_t i = 0; i < kSignatures; ++i) heads = {signer.sign(key, Time{})->line};
    fmt::print("head   {:.1f} us ({})\n", microsecondsEach(start, kSignatures),
               kind == SigningKey::Kind::kEd25519 ? "Ed25519" : "ECDSA P-256");
  }

  const SigningKey key = SigningKey::generate(SigningKey::Kind::kEd25519);
  heads = {chain.sign(key, Time{})->line};
  const PublicKey site = key.publicKey();
  Lines log_lines(log), head_lines(heads);
  start = cpuMicroseconds();
  const auto verdict = verifyAudit(log_lines, head_lines, std::span(&site, 1));
  fmt::print("verify {:.2f} us each, {} records, {}\n", microsecondsEach(start, records), records,
             verdict->ok() ? "no fault" : "FAULTS");
  return verdict->ok() ? 0 : 1;
}
