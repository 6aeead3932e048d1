#include "engine/flow/consent_register.h"

#include <algorithm>

#include "engine/core/adapter.h"

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
  for (ConsentArrival& one : adapter->format->consents(**document)) {
    // Two senders may have one id for two consents.
    if (!one.directive.id.empty()) one.directive.id = row.source + "/" + one.directive.id;
    out.push_back(std::move(one.directive));
  }
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

std::vector<std::string> ConsentRegister::collect(const Format& format, const Index* index,
                                                  const Message& message,
                                                  std::vector<ConsentRow>& rows) {
  std::vector<std::string> remarks;
  const std::string& sender = message.envelope.sender;
  for (ConsentArrival& one : format.consents(*message.document)) {
    if (one.patient.empty())
      remarks.emplace_back("names no patient: it counts for nobody");
    else if (!one.directive.fault.empty())
      remarks.push_back("cannot be read, at " + one.directive.fault + ": it counts as a deny");
    for (const Identifier& identifier : one.patient)
      rows.push_back({0, personKey(named(identifier, sender, index)),
                      sender.empty() ? message.channel : sender, message.format, one.text,
                      message.received});
  }
  return remarks;
}

// One consent is filed under each name that its document has of the patient.
ConsentRegister::Texts ConsentRegister::keptOf(std::span<const std::string> persons,
                                               const Texts& others) const {
  Texts out;
  const auto among = [](const Texts& texts, const Kept& kept) {
    return std::any_of(texts.begin(), texts.end(), [&](const auto& one) {
      return one->row.source == kept.row.source && one->row.text == kept.row.text;
    });
  };
  for (const std::string& key : persons) {
    const auto known = known_.find(key);
    if (known == known_.end()) continue;
    for (const auto& kept : known->second.kept)
      if (!among(out, *kept) && !among(others, *kept)) out.push_back(kept);
  }
  return out;
}

ConsentRegister::Found ConsentRegister::of(const PersonNames& names) const {
  Found found;
  Texts surely, maybe;
  {
    const std::shared_lock lock(mutex_);
    surely = keptOf(names.surely, {});
    maybe = keptOf(names.maybe, surely);
  }
  for (const auto& [texts, patient] : {std::pair(&surely, kSubject), std::pair(&maybe, kPerhaps)})
    for (const auto& kept : *texts)
      for (const Directive& directive : kept->directives) {
        found.directives.push_back(directive);
        found.directives.back().patient = patient;
      }
  found.restricted = restricted(names.surely) || restricted(names.maybe);
  return found;
}

bool ConsentRegister::restricted(std::span<const std::string> persons) const {
  const std::shared_lock lock(mutex_);
  return std::any_of(persons.begin(), persons.end(), [this](const std::string& key) {
    const auto known = known_.find(key);
    return known != known_.end() && known->second.restricted;
  });
}

std::vector<ConsentRow> ConsentRegister::rows(std::span<const std::string> persons) const {
  std::vector<ConsentRow> out;
  const std::shared_lock lock(mutex_);
  for (const auto& kept : keptOf(persons, {})) out.push_back(kept->row);
  return out;
}

void ConsentRegister::forget(std::span<const std::string> persons) {
  const std::unique_lock lock(mutex_);
  for (const std::string& key : persons) known_.erase(key);
  known_count_ = known_.size();
}

}  // namespace pontis
