// A log of some audit records with its heads, for the tests that do harm to it.
#pragma once

#include <string>
#include <vector>

#include "engine/audit/audit_chain.h"
#include "engine/audit/record_text.h"
#include "engine/audit/verify.h"

namespace pontis {

// Lines that stand in memory.
class TextLines : public AuditLines {
 public:
  explicit TextLines(std::string_view text) : text_(text) {}
  Result<std::optional<std::string>> next() override {
    if (text_.empty()) return std::optional<std::string>();
    const std::size_t size = std::min(text_.find('\n'), text_.size() - 1) + 1;
    std::string line(text_.substr(0, size));
    text_.remove_prefix(size);
    return std::optional(std::move(line));
  }

 private:
  std::string_view text_;
};

inline AuditRecord auditRecord(std::size_t number) {
  AuditRecord record;
  record.id = "0195f3a0-0000-7000-8000-" + std::to_string(100'000'000'000 + number);
  record.recorded = fromMilliseconds(1'767'605'400'000 + static_cast<std::int64_t>(number));
  record.activity = number % 3 == 0 ? AuditActivity::kDisclose : AuditActivity::kRead;
  record.user = {"Practitioner/7", "", {}, "", ""};
  record.rule = "treating relation";
  record.channel = "admissions";
  record.subject.patient = "Patient/" + std::to_string(number);
  return record;
}

struct AuditFiles {
  std::vector<std::string> log, heads;  // lines

  static std::string text(const std::vector<std::string>& lines) {
    std::string all;
    for (const std::string& line : lines) all += line;
    return all;
  }
};

// `count` records, a head after every `interval` and one over all.
inline AuditFiles auditFiles(std::size_t count, std::size_t interval, const SigningKey& key) {
  AuditFiles made;
  AuditChain chain({interval, std::chrono::hours(1)});
  Time now = fromMilliseconds(1'767'605'400'000);
  for (std::size_t i = 0; i < count; ++i) {
    made.log.push_back(chain.append(*writeRecord(auditRecord(i)), now).line);
    if (chain.headDue(now) || i + 1 == count) made.heads.push_back(chain.sign(key, now)->line);
    now += std::chrono::seconds(1);
  }
  return made;
}

}  // namespace pontis
