#include "engine/store/audit_writer.h"

#include <chrono>

namespace pontis {
namespace {

Time now() { return std::chrono::system_clock::now(); }

}  // namespace

Result<Done> AuditWriter::write(std::span<const AuditDraft* const> drafts, Head head) {
  if (drafts.empty() && head == Head::kNotAsked) return Done{};
  if (scribe_ == nullptr && drafts.empty()) return Done{};
  // Looking costs nothing: an idle engine writes nothing.
  if (drafts.empty() && head == Head::kIfDue && !(known_ && scribe_->headDue(now()))) return Done{};
  if (scribe_ == nullptr)
    return Error{Code::kInternal, "this store was opened without an audit log", ""};
  if (auto mine = takeTurn(); !mine) return mine;
  if (auto written = writeRecords(drafts); !written) return written;
  const auto signed_head = writeHead(head == Head::kNow);
  if (!signed_head) return signed_head.error();
  if (drafts.empty() && !*signed_head) return Done{};
  static const Statement kState{"UPDATE audit_state SET state = $1"};
  state_ = scribe_->state();
  const Value values[] = {std::string_view(state_)};
  if (auto kept = database_.run(kState, values); !kept) return kept.error();
  return Done{};
}

Result<Done> AuditWriter::takeTurn() {
  static const Statement kTake{"UPDATE audit_state SET state = state RETURNING state"};
  std::string stands;
  auto taken = database_.run(kTake, {}, [&](std::size_t, const Row& row) { stands = row.text(0); });
  if (!taken) return taken.error();
  if (known_ && stands == state_) return Done{};
  // Another program wrote, or our last commit failed.
  known_ = false;
  if (auto resumed = scribe_->resume(stands); !resumed)
    return Error{Code::kInternal, "the end of the audit log cannot be read", ""};
  state_ = std::move(stands);
  known_ = true;
  return Done{};
}

Result<Done> AuditWriter::writeRecords(std::span<const AuditDraft* const> drafts) {
  static const Statement kRecord{"INSERT INTO audit(seq, hash, record) VALUES($1, $2, $3)"};
  static const Statement kMention{"INSERT INTO record_subject(key, record) VALUES($1, $2)"};
  if (drafts.empty()) return Done{};
  places_.clear();
  const Time at = now();
  for (const AuditDraft* draft : drafts) places_.push_back(scribe_->append(draft->text, at));
  values_.clear();
  for (std::size_t i = 0; i < drafts.size(); ++i)
    values_.insert(values_.end(), {places_[i].seq, Blob{places_[i].hash}, Blob{drafts[i]->text}});
  if (auto written = database_.run(kRecord, values_); !written) return written.error();
  values_.clear();
  for (std::size_t i = 0; i < drafts.size(); ++i)
    for (const KeyNumber key : drafts[i]->subjects)
      values_.insert(values_.end(), {key, places_[i].seq});
  if (values_.empty()) return Done{};
  if (auto written = database_.run(kMention, values_); !written) return written.error();
  return Done{};
}

Result<bool> AuditWriter::writeHead(bool wanted) {
  static const Statement kHead{"INSERT INTO audit_head(number, line) VALUES($1, $2)"};
  const auto head = scribe_->head(now(), wanted);
  if (!head) return head.error();
  if (!*head) return false;
  const Value values[] = {(*head)->number, std::string_view((*head)->line)};
  if (auto kept = database_.run(kHead, values); !kept) return kept.error();
  return true;
}

}  // namespace pontis
