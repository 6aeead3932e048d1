// Who a resource is: the same in every message that speaks of it.
#include <algorithm>
#include <cstring>

#include "engine/mapping/json.h"
#include "engine/mapping/run.h"

namespace pontis {

void Run::identify(Instance& instance) {
  const Template& made_by = plan_->templates[static_cast<std::size_t>(instance.made_by)];
  marking_ = false;
  bool found = false;
  for (const Identity& identity : made_by.keys) {
    name_.assign(made_by.resource) += '|';
    found = identity.identifier ? byIdentifier(identity, instance) : byParts(identity, instance);
    if (found) break;
  }
  marking_ = true;
  if (!found && made_by.anchor != 0) {
    // Nothing says who it is: it belongs to this message alone.
    name_.assign(made_by.resource) += '|';
    addSender();
    bool valued = false;
    PlanSource message;
    message.kind = PlanSource::Kind::kMessage;
    addPart(message, instance, valued);
    name_.append("#").append(std::to_string(instance.segment));
    instance.by_uuid = true;
  }
  if (found || made_by.anchor != 0) settle(instance);
}

bool Run::byIdentifier(const Identity& identity, Instance& instance) {
  const std::size_t start = out_.size();
  const std::uint64_t content = content_;
  out_ += '[';
  const bool found = variant(identity.node, instance.frame, true);
  const std::string_view json = std::string_view(out_).substr(start + 1);
  if (found) {
    name_ += json.substr(
        0, json.find("},{") == std::string_view::npos ? json.size() : json.find("},{") + 1);
    // {"system":"…","value":"…"}, with or without the first.
    const auto inside = [&](std::string_view key) {
      std::size_t at = json.find(key);
      if (at == std::string_view::npos) return std::string();
      at += key.size();
      std::size_t end = at;
      while (json[end] != '"') end += json[end] == '\\' ? 2 : 1;
      return unescaped(json.substr(at, end - at));
    };
    instance.query = "identifier=";
    appendPercent(instance.query, inside("\"system\":\""));
    instance.query += "%7C";
    appendPercent(instance.query, inside("\"value\":\""));
  }
  takeBack(start);
  content_ = content;
  return found;
}

// Control id and time of the message, as its sender knows them.
void Run::addSender() {
  for (const std::uint32_t field : {3U, 4U}) name_.append(view_.field(0, field)) += '\x1f';
}

bool Run::addPart(const PlanSource& part, const Instance& instance, bool& valued_out) {
  if (part.kind == PlanSource::Kind::kMessage) {
    for (const std::uint32_t field : {7U, 10U}) name_.append(view_.field(0, field)) += '\x1f';
    valued_out = valued_out || valued(view_.field(0, 10));
  } else if (part.kind == PlanSource::Kind::kRef || part.kind == PlanSource::Kind::kRefs) {
    const Instance* other = nearest(part.name, instance.group);
    if (other == nullptr) return false;
    appendUuid(name_, other->uuid);
  } else {
    const Frame frame = pick(part, instance.frame);
    const bool has = valued(frame.text);
    valued_out = valued_out || has;
    if (has) name_ += trimmed(frame.text);
    name_ += '\x1f';
  }
  return true;
}

bool Run::byParts(const Identity& identity, Instance& instance) {
  addSender();
  bool valued = false;
  for (const PlanSource& part : identity.parts)
    if (!addPart(part, instance, valued)) return false;
  instance.by_uuid = true;
  return valued;
}

// Gives the instance its UUID; a second resource of one name gets one of its own, unless a business
// identifier says that it is the same.
void Run::settle(Instance& instance) {
  const Template& made_by = plan_->templates[static_cast<std::size_t>(instance.made_by)];
  const std::size_t size = name_.size();
  for (int again = 2;; ++again) {
    instance.uuid = uuidOf(name_);
    instance.dropped = std::find(dropped_.begin(), dropped_.end(), instance.uuid) != dropped_.end();
    const std::size_t other = known(instance.uuid);
    if (other == instances_.size()) return;
    if (!instance.by_uuid || made_by.anchor == 0) {
      instance.duplicate = true;
      return;
    }
    name_.resize(size);
    name_.append("#").append(std::to_string(again));
  }
}

std::size_t Run::known(const Uuid& uuid) const {
  std::uint32_t hash;
  std::memcpy(&hash, uuid.data(), sizeof hash);
  for (std::size_t at = hash;; ++at) {
    const std::uint32_t entry = table_[at & (table_.size() - 1)];
    if (entry == 0) return instances_.size();
    if (instances_[entry - 1].uuid == uuid) return entry - 1;
  }
}

void Run::remember(std::size_t index) {
  if (2 * instances_.size() >= table_.size()) return grow();
  std::uint32_t hash;
  std::memcpy(&hash, instances_[index].uuid.data(), sizeof hash);
  std::size_t at = hash;
  while (table_[at & (table_.size() - 1)] != 0) ++at;
  table_[at & (table_.size() - 1)] = static_cast<std::uint32_t>(index) + 1;
}

void Run::grow() {
  table_.assign(table_.size() * 4, 0);
  for (std::size_t i = 0; i < instances_.size(); ++i)
    if (!instances_[i].duplicate) remember(i);
}

// The instance of `name` in the group or in those around it; else one that stands elsewhere, if
// there is no other it could be, and it does not belong to another order or patient.
const Run::Instance* Run::nearest(std::int16_t name, std::uint32_t group) const {
  const auto& made = by_template_[static_cast<std::size_t>(name)];
  const Instance* any = nullptr;
  bool single = true;
  for (std::uint32_t at = group; at != kNone && !made.empty(); at = groups_[at].parent) {
    for (const std::uint32_t i : made) {
      if (instances_[i].dropped) continue;
      if (instances_[i].group == at) return &instances_[i];
      single = single && (any == nullptr || any == &instances_[i]);
      any = &instances_[i];
    }
  }
  if (!single || any == nullptr) return nullptr;
  // One that has such a segment of its own speaks of the other on purpose (a link of records).
  const std::uint32_t anchor = plan_->templates[static_cast<std::size_t>(name)].anchor;
  bool own = false;
  for (std::uint32_t i = groups_[group].first; i != kNone && !own; i = groups_.next(i))
    own = view_.names()[i] == anchor;
  return own || !apart(any->group, group) ? any : nullptr;
}

// Whether two groups stand in different repetitions of one group.
bool Run::apart(std::uint32_t a, std::uint32_t b) const {
  const auto depth = [&](std::uint32_t group) {
    std::size_t count = 0;
    for (; group != kNone; group = groups_[group].parent) ++count;
    return count;
  };
  std::size_t deep_a = depth(a);
  std::size_t deep_b = depth(b);
  for (; deep_a > deep_b; --deep_a) a = groups_[a].parent;
  for (; deep_b > deep_a; --deep_b) b = groups_[b].parent;
  while (a != b) {
    if (groups_[a].kind == groups_[b].kind) return true;
    a = groups_[a].parent;
    b = groups_[b].parent;
  }
  return false;
}

}  // namespace pontis
