#include "engine/flow/consent_register.h"

#include <algorithm>

#include "engine/core/adapter.h"
#include "engine/flow/gate.h"

namespace pontis {
namespace {

// A consent that its own Format can no longer read counts as a deny, as any that cannot be read.
std::vector<Directive> directivesOf(const ConsentRow& row) {
  const Adapter* adapter = findAdapter(row.format);
  Directive unreadable;
  unreadable.active = true;
  unreadable.fault = "the text as it was kept";
  if (adapter == nullptr || adapter->format == nullptr) return {unreadable};
  const auto document = adapter->format->parse(Bytes::clone(row.text));
  if (!document) return {unreadable};
  std::vector<Directive> out;
  for (ConsentArrival& one : adapter->format->consents(**document))
    out.push_back(std::move(one.directive));
  if (out.empty()) out.push_back(unreadable);
  return out;
}

}  // namespace

Result<Done> ConsentRegister::catchUp() {
  const std::lock_guard reading(reading_);
  return store_.consents(last_, [this](const ConsentRow& row) {
    last_ = row.number;
    const std::unique_lock lock(mutex_);
    add(row);
  });
}

void ConsentRegister::add(const ConsentRow& row) {
  Person& person = known_[row.person];
  known_count_ = known_.size();
  if (row.format == kRestriction) {
    person.restricted = row.text == "on";
    return;
  }
  person.kept.push_back(std::make_shared<const Kept>(Kept{row, directivesOf(row)}));
}

void ConsentRegister::collect(const Format& format, const Index* index, const Message& message,
                              std::vector<ConsentRow>& rows) {
  for (ConsentArrival& one : format.consents(*message.document)) {
    // A consent of nobody cannot be found again by anybody; the message itself is kept.
    if (one.patient.empty()) continue;
    for (const Identifier& identifier : one.patient)
      rows.push_back({0, personKey(named(identifier, message.envelope.sender, index)),
                      message.format, one.text, message.received});
  }
}

// One consent is filed under each name that its document has of the patient.
std::vector<std::shared_ptr<const ConsentRegister::Kept>> ConsentRegister::keptOf(
    std::span<const std::string> persons, bool* restricted) const {
  std::vector<std::shared_ptr<const Kept>> out;
  const std::shared_lock lock(mutex_);
  for (const std::string& key : persons) {
    const auto known = known_.find(key);
    if (known == known_.end()) continue;
    if (restricted != nullptr) *restricted = *restricted || known->second.restricted;
    for (const auto& kept : known->second.kept)
      if (std::none_of(out.begin(), out.end(),
                       [&](const auto& one) { return one->row.text == kept->row.text; }))
        out.push_back(kept);
  }
  return out;
}

ConsentRegister::Found ConsentRegister::of(std::span<const std::string> persons,
                                           const std::string& patient) const {
  Found found;
  for (const auto& kept : keptOf(persons, &found.restricted))
    for (const Directive& directive : kept->directives) {
      found.directives.push_back(directive);
      found.directives.back().patient = patient;
    }
  return found;
}

std::vector<ConsentRow> ConsentRegister::rows(std::span<const std::string> persons) const {
  std::vector<ConsentRow> out;
  for (const auto& kept : keptOf(persons, nullptr)) out.push_back(kept->row);
  return out;
}

void ConsentRegister::forget(std::span<const std::string> persons) {
  const std::unique_lock lock(mutex_);
  for (const std::string& key : persons) known_.erase(key);
  known_count_ = known_.size();
}

}  // namespace pontis
