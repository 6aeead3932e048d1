#include "engine/app/console/audit_commands.h"

#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <iterator>

#include "engine/app/console/rows.h"
#include "engine/audit/proof.h"
#include "engine/audit/scribe.h"
#include "engine/audit/verify.h"

namespace pontis {
namespace {

constexpr int kWrong = 1, kUnreadable = 2;

int failed(const Error& error, int status) {
  std::cerr << "pontis: " << error.text << "\n";
  return status;
}

Result<std::string> contentsOf(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{Code::kNotFound, "cannot open " + path, ""};
  return std::string(std::istreambuf_iterator<char>(in), {});
}

Result<std::vector<PublicKey>> readKeys(const std::vector<std::string>& paths) {
  std::vector<PublicKey> keys;
  for (const std::string& path : paths) {
    const auto pem = contentsOf(path);
    if (!pem) return pem.error();
    auto key = PublicKey::parse(*pem);
    if (!key) return Error{key.error().code, path + ": " + key.error().text, ""};
    keys.push_back(std::move(*key));
  }
  return keys;
}

Result<std::vector<TreeHead>> readWitnesses(const std::vector<std::string>& paths,
                                            std::span<const PublicKey> keys) {
  std::vector<TreeHead> heads;
  for (const std::string& path : paths) {
    auto lines = FileLines::open(path);
    if (!lines) return lines.error();
    for (;;) {
      const auto line = lines->next();
      if (!line) return line.error();
      if (!*line) break;
      const auto head = readHead(**line, keys);
      if (!head) return Error{head.error().code, path + ": " + head.error().text, ""};
      heads.push_back(*head);
    }
  }
  return heads;
}

void print(const AuditVerdict& verdict, bool json) {
  if (json) {
    Rows rows({"where", "first", "last", "line", "text"});
    for (const AuditFault& fault : verdict.faults)
      rows.add({fault.where == AuditFault::Where::kRecords ? "record" : "head",
                std::to_string(fault.first), std::to_string(fault.last), std::to_string(fault.line),
                fault.text});
    rows.print(std::cout, true);
    return;
  }
  for (const AuditFault& fault : verdict.faults) std::cout << fault.text << "\n";
  for (const std::string& note : verdict.notes) std::cout << "note: " << note << "\n";
  std::cout << fmt::format(
      "{} records, {} heads: {}\n", verdict.records, verdict.heads,
      verdict.ok() ? "all as they were signed" : fmt::format("{} fault(s)", verdict.faults.size()));
}

}  // namespace

int verifyLog(const VerifyCommand& command) {
  const auto keys = readKeys(command.place.keys);
  if (!keys) return failed(keys.error(), kUnreadable);
  auto witnesses = readWitnesses(command.witnesses, *keys);
  if (!witnesses) return failed(witnesses.error(), kUnreadable);
  auto log = FileLines::open(command.place.log);
  if (!log) return failed(log.error(), kUnreadable);
  auto heads = FileLines::open(command.place.heads);
  if (!heads) return failed(heads.error(), kUnreadable);
  const auto verdict = verifyAudit(*log, *heads, *keys, {command.open, std::move(*witnesses)});
  if (!verdict) return failed(verdict.error(), kUnreadable);
  print(*verdict, command.json);
  return verdict->ok() ? 0 : kWrong;
}

int proveEntry(const ProveCommand& command) {
  const auto keys = readKeys(command.place.keys);
  if (!keys) return failed(keys.error(), kUnreadable);
  auto heads = FileLines::open(command.place.heads);
  if (!heads) return failed(heads.error(), kUnreadable);
  const auto head = newestHead(*heads, *keys);
  if (!head) return failed(head.error(), kUnreadable);
  if (head->empty()) return failed({Code::kNotFound, "no head is signed by that key", ""}, kWrong);
  auto log = FileLines::open(command.place.log);
  if (!log) return failed(log.error(), kUnreadable);
  const auto proof = proveRecord(*log, command.id, *head, *keys);
  if (!proof) return failed(proof.error(), kWrong);
  std::cout << toJson(*proof);
  return 0;
}

int checkEntry(const CheckCommand& command) {
  const auto keys = readKeys(command.keys);
  if (!keys) return failed(keys.error(), kUnreadable);
  const auto text = contentsOf(command.proof);
  if (!text) return failed(text.error(), kUnreadable);
  const auto proof = parseProof(*text);
  if (!proof) return failed(proof.error(), kWrong);
  const auto proved = checkProof(*proof, *keys);
  if (!proved) return failed(proved.error(), kWrong);
  std::cout << fmt::format("record {} ({}) is one of the {} that head {} signed on {}:\n{}\n",
                           proved->seq, proved->record.id, proved->head.size, proved->head.number,
                           toText(proved->head.time), readEntry(proof->entry)->record);
  return 0;
}

namespace {

int told(std::ostream& err, const Error& error) {
  err << "pontis: " << error.text << "\n";
  return 1;
}

}  // namespace

int exportLog(const EngineParts& parts, const ExportedLog& files, std::ostream& out,
              std::ostream& err) {
  Store& store = parts.store;
  AuditRecord read = parts.auditor.begin(AuditActivity::kInspect);
  read.user = operatorParty();
  read.outcome_text = "audit export";
  if (auto noted = parts.auditor.keep(std::move(read), {}); !noted) return told(err, noted.error());
  if (auto signed_head = store.signHead(true); !signed_head) return told(err, signed_head.error());
  std::ofstream log_file(files.log, std::ios::binary), heads_file(files.heads, std::ios::binary);
  std::int64_t head_count = 0, records = 0, covered = 0;
  // Heads first: what comes meanwhile has no head yet, and is left out below.
  const auto wrote_heads = store.auditHeads(0, [&](std::int64_t, std::string_view line) {
    heads_file << line;
    ++head_count;
    covered = headSize(line);
    return true;
  });
  if (!wrote_heads) return told(err, wrote_heads.error());
  std::string previous;
  const auto wrote = store.audit(0, [&](const AuditRow& row) {
    if (head_count > 0 && row.seq >= covered) return false;
    log_file << auditLine(row.seq, previous, row.hash, row.record);
    previous = row.hash;
    ++records;
    return true;
  });
  if (!wrote) return told(err, wrote.error());
  log_file.close();
  heads_file.close();
  if (!log_file || !heads_file)
    return told(err, {Code::kUnavailable, "cannot write " + files.log + " or " + files.heads, ""});
  out << fmt::format("{} records, {} heads\n", records, head_count);
  return 0;
}

}  // namespace pontis
