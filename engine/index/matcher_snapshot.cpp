// What a snapshot holds of a matcher, part by part.
#include "engine/index/matcher_columns.h"
#include "engine/index/snapshot.h"

namespace pontis {

void Lexicon::save(SnapshotOut& out) const {
  out.number(size_);
  out.number(end_);
  out.chunks(words_);
  out.column(slots_);
}

void Lexicon::load(SnapshotIn& in) {
  size_ = in.number();
  end_ = in.number();
  in.chunks(words_);
  in.column(slots_);
}

void Vocabulary::save(SnapshotOut& out) const {
  for (const Lexicon* words : {&names, &places, &codes}) words->save(out);
  for (const std::uint32_t count :
       {records_, births_, given_, family_, streets_, cities_, postals_})
    out.number(count);
  out.raw(days_.data(), sizeof days_);
}

void Vocabulary::load(SnapshotIn& in) {
  for (Lexicon* words : {&names, &places, &codes}) words->load(in);
  for (std::uint32_t* count :
       {&records_, &births_, &given_, &family_, &streets_, &cities_, &postals_})
    *count = static_cast<std::uint32_t>(in.number());
  in.raw(days_.data(), sizeof days_);
}

void ExtrasStore::save(SnapshotOut& out) const {
  out.chunks(words_);
  out.number(end_);
  out.number(free_.size());
  for (const auto& places : free_) out.column(places);
}

void ExtrasStore::load(SnapshotIn& in) {
  in.chunks(words_);
  end_ = in.number();
  free_.resize(in.count(8));
  for (auto& places : free_) in.column(places);
}

void Blocking::save(SnapshotOut& out) const {
  for (const Segment& segment : segments_) {
    out.column(segment.slots);
    out.number(segment.used);
  }
  out.chunks(lists_);
  out.number(end_);
  out.number(shelf_.at);
  out.number(shelf_.end);
  for (const auto& places : shelf_.free) out.column(places);
}

void Blocking::load(SnapshotIn& in) {
  for (Segment& segment : segments_) {
    in.column(segment.slots);
    segment.used = in.number();
  }
  in.chunks(lists_);
  end_ = in.number();
  shelf_.at = in.number();
  shelf_.end = in.number();
  for (auto& places : shelf_.free) in.column(places);
}

void Matcher::save(SnapshotOut& out) const {
  columns_->words.save(out);
  out.chunks(columns_->rows);
  columns_->extras.save(out);
  columns_->blocks.save(out);
}

void Matcher::load(SnapshotIn& in) {
  columns_->words.load(in);
  in.chunks(columns_->rows);
  columns_->extras.load(in);
  columns_->blocks.load(in);
}

}  // namespace pontis
