#include "engine/flow/person_stage.h"

#include <algorithm>

namespace pontis {
namespace {

constexpr std::string_view kStage = "person";

// Beside the sender's own keys, for two senders' numbers of one person have nothing in common.
void addKeys(const Observed& observed, std::vector<std::string>& keys) {
  for (const auto* ids : {&observed.persons, &observed.touched})
    for (const std::string& id : *ids)
      if (!id.empty()) keys.push_back("#" + id);
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
}

}  // namespace

Result<Observed> PersonStage::identify(std::span<const PersonAct> acts, Message& message,
                                       Intake& intake) const {
  // It may be the second time, after another engine acted on the index.
  std::erase_if(message.envelope.person_keys, [](const auto& key) { return key[0] == '#'; });
  std::erase_if(intake.outcomes, [](const auto& outcome) { return outcome.first == kStage; });
  intake.identity.clear();
  if (acts.empty()) return Observed{};
  const Origin origin{message.envelope.application, message.envelope.sender, message.id,
                      message.received};
  auto observed = index_.observe(acts, origin);
  if (!observed) {
    const auto mentions = [](const PersonAct& act) {
      return act.kind == PersonAct::Kind::kMention;
    };
    if (!std::all_of(acts.begin(), acts.end(), mentions)) return observed;
    intake.outcomes.emplace_back(
        kStage, "not identified: " + observed.error().where + " " + observed.error().text);
    return Observed{};
  }
  addKeys(*observed, message.envelope.person_keys);
  for (const std::string& remark : observed->remarks) intake.outcomes.emplace_back(kStage, remark);
  intake.identity = observed->events;
  message.persons = observed->persons;
  return observed;
}

Result<Observed> PersonStage::perform(const Act& act, std::span<const AuditDraft> drafts) const {
  constexpr int kTimes = 5;
  for (int i = 0; i < kTimes; ++i) {
    auto observed = act(index_);
    if (!observed) return observed;
    const auto kept = store_.keepIdentity(observed->events, drafts);
    if (kept) {
      index_.kept(*observed);
      return observed;
    }
    takeBack(*observed);
    if (kept.error().code != Code::kDuplicate) return kept.error();
    if (auto caught_up = catchUp(*observed); !caught_up) return caught_up.error();
  }
  return Error{Code::kUnavailable, "other engines act on the patient index at the same time", ""};
}

Result<Done> PersonStage::catchUp(std::int64_t after) const {
  Result<Done> applied = Done{};
  const auto read = store_.identity(after, [&](const IdentityEvent& event) {
    if (applied) applied = index_.replay(event);
  });
  return read ? applied : read;
}

std::optional<Identifier> indexNumber(const Index& index, const Identifier& identifier) {
  auto person = index.personOf(identifier);
  if (!person) return std::nullopt;
  return Identifier{systemOf(index.domains().own()), std::move(*person), "PI"};
}

}  // namespace pontis
