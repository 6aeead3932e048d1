#include "engine/mapping/reverse_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/clock.h"
#include "engine/mapping/conversions.h"
#include "engine/mapping/reverse_values.h"
#include "engine/mapping/uuid.h"

namespace pontis {
namespace {

constexpr std::uint32_t kHeader = packed("MSH");

Draft::Leaf leaf(std::uint16_t field, std::uint8_t component = 1) {
  return {field, 1, component, 1};
}

}  // namespace

Result<Mapped> ReverseRun::apply(std::string_view type) {
  collect();
  hits_.assign(plan_.rules.size(), 0);
  if (resources_.empty())
    return Error{Code::kInvalid, "the document is no FHIR resource", "resourceType"};
  const auto generic = plan_.types.find("*");
  grammar_ = &plan_.grammars[generic->second];
  out_ = std::make_unique<Draft>(*grammar_);
  zone_ = plan_.zone;
  header(type);
  const std::string said =
      type.empty() ? fmt::format("{}^{}", out_->text(msh_, leaf(9)), out_->text(msh_, leaf(9, 2)))
                   : std::string(type);
  grammar_ = grammarOf(said);
  if (grammar_ == nullptr)
    return Error{Code::kUnsupported, "nothing says what type of message to make of it", "Bundle"};
  out_->follow(*grammar_);
  chooseBlocks();
  link();
  place();
  for (const Resource& resource : resources_) {
    if (resource.segments.empty()) continue;
    const auto& block = reverse_.blocks[static_cast<std::size_t>(resource.block)];
    for (const std::uint32_t segment : resource.segments) {
      pass_ = ++passes_;
      At at;
      at.segment = segment;
      Frame frame{block, resource.node, at, {}, kNone};
      fill(frame);
      const int root = static_cast<int>(block.when.terms.size()) - 1;
      if (root >= 0) assume(block.when, root, frame);
      parts(block, resource.node, segment);
    }
  }
  if (header_ < resources_.size() && resources_[header_].block >= 0)
    parts(reverse_.blocks[static_cast<std::size_t>(resources_[header_].block)],
          resources_[header_].node, msh_);
  remainder();
  complete();
  Mapped mapped;
  account(mapped);
  mapped.output = Bytes::own(out_->write());
  return mapped;
}

void ReverseRun::collect() {
  marks_.assign(nodes_.size(), 0);
  parents_.assign(nodes_.size(), 0);
  for (std::uint32_t node = 0; node < nodes_.size(); ++node)
    for (std::uint32_t child = node + 1; child < nodes_[node].end; child = nodes_[child].end)
      parents_[child] = node;
  const std::string_view type = nodes_.empty() ? "" : memberText(0, "resourceType");
  bundle_ = type == "Bundle";
  if (bundle_) {
    const std::uint32_t identifier = member(0, "identifier");
    ours_ = identifier != kNone && memberText(identifier, "system") == "urn:pontis:v2:MSH-10";
    const std::uint32_t entries = member(0, "entry");
    for (std::uint32_t entry = entries == kNone ? 0 : entries + 1;
         entries != kNone && entry < nodes_[entries].end; entry = nodes_[entry].end)
      if (const std::uint32_t resource = member(entry, "resource"); resource != kNone)
        addResource(resource, memberText(entry, "fullUrl"));
  } else if (!type.empty()) {
    addResource(0, "");
  }
  header_ = resources_.size();
  for (std::size_t i = 0; i < resources_.size(); ++i)
    if (resources_[i].type == "MessageHeader") header_ = std::min(header_, i);
}

void ReverseRun::addResource(std::uint32_t node, std::string_view url) {
  Resource made;
  made.node = node;
  made.type = memberText(node, "resourceType");
  made.url = url;
  if (made.type.empty()) return;
  if (!url.empty()) by_name_.emplace(url, resources_.size());
  if (const std::string_view id = memberText(node, "id"); !id.empty())
    by_name_.emplace(fmt::format("{}/{}", made.type, id), resources_.size());
  resources_.push_back(made);
  // The number that stands for a resource without one of its own says nothing.
  if (const std::uint32_t list = member(node, "identifier"); list != kNone && !url.empty())
    for (std::uint32_t item = list; item < nodes_[list].end; ++item)
      if (memberText(item, "value") == url && memberText(item, "system") == "urn:ietf:rfc3986")
        for (std::uint32_t inner = item; inner < nodes_[item].end; ++inner)
          marks_[inner] = kForever;
  const std::uint32_t contained = member(node, "contained");
  for (std::uint32_t inner = contained == kNone ? 0 : contained + 1;
       contained != kNone && inner < nodes_[contained].end; inner = nodes_[inner].end)
    addResource(inner, "");
}

// The segment that every message begins with, of the MessageHeader if there is one.
void ReverseRun::header(std::string_view type) {
  msh_ = out_->addSegment(kHeader, 0);
  if (header_ < resources_.size()) {
    for (const int map : reverse_.maps) {
      const ReverseBlock& block = reverse_.blocks[static_cast<std::size_t>(map)];
      if (block.anchor != kHeader || block.resource != "MessageHeader") continue;
      At at;
      at.segment = msh_;
      Frame frame{block, resources_[header_].node, at, {}, kNone};
      fill(frame);
      resources_[header_].block = map;
      resources_[header_].group = 0;
    }
  }
  if (!type.empty()) return setType(type);
  const std::string event(out_->text(msh_, leaf(9, 2)));
  if (out_->text(msh_, leaf(9)).empty() && !event.empty()) setType(typeOf(event));
}

// Others write "ADT^A01^ADT_A01" as the event, or the trigger alone, which one message has.
std::string ReverseRun::typeOf(const std::string& event) const {
  if (const std::size_t at = event.find('^'); at != std::string::npos)
    return event.substr(0, event.find('^', at + 1));
  std::string found;
  for (const auto& [type, grammar] : plan_.types) {
    if (!type.ends_with("^" + event)) continue;
    if (!found.empty()) return "";
    found = type;
  }
  return found;
}

void ReverseRun::setType(std::string_view type) {
  if (type.empty()) return;
  out_->force(msh_, leaf(9), std::string(type.substr(0, type.find('^'))));
  if (const std::size_t at = type.find('^'); at != std::string_view::npos)
    out_->force(msh_, leaf(9, 2), std::string(type.substr(at + 1)));
}

// By message and trigger, by message; else by what the Bundle has; else, for a named one, "*".
const Grammar* ReverseRun::grammarOf(std::string_view type) {
  const std::string_view code = type.substr(0, type.find('^'));
  for (const std::string_view spelled : {type, code}) {
    const auto found = plan_.types.find(spelled);
    if (code.empty() || found == plan_.types.end()) continue;
    return &plan_.grammars[found->second];
  }
  if (!code.empty()) return grammar_;
  for (const ReversePlan::Choice& choice : reverse_.choices) {
    const bool has = std::any_of(resources_.begin(), resources_.end(),
                                 [&](const Resource& one) { return one.type == choice.resource; });
    if (!has) continue;
    setType(choice.type);
    return &plan_.grammars[plan_.types.find(choice.message)->second];
  }
  return nullptr;
}

// What the header must have, if no row gave it (HL7 v2.5.1 section 2.15.9).
void ReverseRun::complete() {
  const std::uint32_t time = bundle_ ? member(0, "timestamp") : kNone;
  const std::string stamp = time == kNone ? std::string() : hl7Time(nodes_[time].text, zone_);
  std::string json;
  if (pontis::convert(Convert::kMoment, stamp, zone_, json) == Reason::kRead)
    out_->set(msh_, leaf(7), stamp);
  if (time != kNone && out_->text(msh_, leaf(7)) == stamp) take(time);
  out_->set(msh_, leaf(7), hl7Time(toText(std::chrono::system_clock::now()), ""));
  const std::string type =
      fmt::format("{}^{}", out_->text(msh_, leaf(9)), out_->text(msh_, leaf(9, 2)));
  if (const std::string structure = structureOf(type); !structure.empty())
    out_->set(msh_, leaf(9, 3), structure);
  control();
  out_->set(msh_, leaf(11), "P");
  out_->set(msh_, leaf(12), "2.5.1");
  for (const std::uint32_t segment : out_->ordered())
    for (const auto& [name, field] : reverse_.ordinals)
      if (out_->segment(segment).name == name)
        out_->set(segment, leaf(field), std::to_string(out_->ordinal(segment)));
  const std::string text = out_->write();
  const bool ascii = std::all_of(text.begin(), text.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!ascii) out_->force(msh_, leaf(18), "UNICODE UTF-8");
}

// MSH-10 is the Bundle's own identifier, or a number made of all that it says.
void ReverseRun::control() {
  const std::uint32_t identifier = bundle_ ? member(0, "identifier") : kNone;
  const std::uint32_t value = identifier == kNone ? kNone : member(identifier, "value");
  // A receiver may cut what is longer (20 characters up to version 2.6), and would answer another.
  constexpr std::size_t kLongest = 20;
  if (value != kNone && (ours_ || nodes_[value].text.size() <= kLongest) &&
      out_->set(msh_, leaf(10), std::string(nodes_[value].text))) {
    take(value);
    if (ours_) takeAll(identifier);
  }
  // The same document gets the same number; one that changed gets another.
  std::string all;
  for (const Node& node : nodes_) all.append(node.name).append(1, '\n').append(node.text);
  std::string made;
  appendUuid(made, uuidOf(all));
  std::erase(made, '-');
  made.resize(kLongest);
  out_->set(msh_, leaf(10), made);
}

void ReverseRun::account(Mapped& mapped) const {
  for (std::uint32_t node = 0; node < nodes_.size(); ++node) {
    const bool leaf = nodes_[node].end == node + 1 && nodes_[node].kind != Nodes::Kind::kObject &&
                      nodes_[node].kind != Nodes::Kind::kArray;
    if (!leaf || exempt(node)) continue;
    ++mapped.leaves.leaves;
    ++(marks_[node] != 0 ? mapped.leaves.read : mapped.leaves.lost);
    if (marks_[node] == 0) mapped.lost.push_back({pathOf(node), "no rule"});
  }
  for (std::uint32_t rule = 0; rule < hits_.size(); ++rule)
    if (hits_[rule] > 0) mapped.hits.push_back({rule, hits_[rule]});
}

// What belongs to the envelope of FHIR itself and has no meaning of its own: not what a person
// wrote, nor what protects the data.
bool ReverseRun::exempt(std::uint32_t node) const {
  const auto in = [](std::string_view name, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (std::uint32_t at = node; at != 0; at = parents_[at]) {
    const std::uint32_t owner = parents_[at];
    const std::string_view name = nodes_[at].name;
    const std::string_view where = nodes_[owner].name;
    // The narrative is made of what is exempt or not by itself, unless it says that it has more.
    if (name == "text" && member(at, "div") != kNone && memberText(at, "status") != "additional")
      return true;
    if (member(owner, "resourceType") != kNone && in(name, {"resourceType", "id"})) return true;
    if (where == "meta" && in(name, {"versionId", "lastUpdated", "source", "profile"})) return true;
    if (memberText(at, "system") == kMapTag) return true;
    if (bundle_ && owner == 0 && name == "type") return true;
    const std::uint32_t list = parents_[owner];
    const bool entry = bundle_ && nodes_[list].name == "entry" && parents_[list] == 0;
    if (entry && in(name, {"fullUrl", "request"})) return true;
  }
  // Of an extension the value counts.
  const std::uint32_t list = parents_[parents_[node]];
  return nodes_[node].name == "url" && member(parents_[node], "extension") == kNone &&
         in(nodes_[list].name, {"extension", "modifierExtension"});
}

// "Observation[2].performer[0].display"
std::string ReverseRun::pathOf(std::uint32_t node) const {
  std::string path;
  std::uint32_t at = node;
  while (true) {
    const auto found =
        std::lower_bound(resources_.begin(), resources_.end(), at,
                         [](const Resource& one, std::uint32_t which) { return one.node < which; });
    if (found != resources_.end() && found->node == at) {
      std::size_t number = 0;
      for (auto before = resources_.begin(); before != found; ++before)
        number += before->type == found->type;
      return fmt::format("{}[{}]{}", found->type, number, path);
    }
    if (at == 0) break;
    const std::uint32_t parent = parents_[at];
    if (nodes_[parent].kind == Nodes::Kind::kArray) {
      std::size_t number = 0;
      for (std::uint32_t item = parent + 1; item != at; item = nodes_[item].end) ++number;
      path = fmt::format("[{}]{}", number, path);
    } else {
      path = fmt::format(".{}{}", nodes_[at].name, path);
    }
    at = parent;
  }
  return std::string(memberText(0, "resourceType")) + path;
}

std::uint32_t ReverseRun::member(std::uint32_t node, std::string_view name) const {
  if (nodes_[node].kind != Nodes::Kind::kObject) return kNone;
  for (std::uint32_t child = node + 1; child < nodes_[node].end; child = nodes_[child].end)
    if (nodes_[child].name == name) return child;
  return kNone;
}

std::string_view ReverseRun::memberText(std::uint32_t node, std::string_view name) const {
  const std::uint32_t found = member(node, name);
  return found == kNone ? std::string_view() : nodes_[found].text;
}

// The item of an object's list that says `text` at `key`.
std::uint32_t ReverseRun::itemOf(std::uint32_t node, std::string_view list, std::string_view key,
                                 std::string_view text) const {
  const std::uint32_t all = member(node, list);
  if (all == kNone) return kNone;
  for (std::uint32_t item = all + 1; item < nodes_[all].end; item = nodes_[item].end)
    if (memberText(item, key) == text) return item;
  return kNone;
}

// A resource by its fullUrl, by "Type/id", or contained in the one that refers to it.
std::size_t ReverseRun::resolve(std::string_view reference, std::uint32_t from) const {
  if (const auto found = by_name_.find(reference); found != by_name_.end()) return found->second;
  for (std::size_t i = 0; reference.starts_with('#') && i < resources_.size(); ++i) {
    const std::uint32_t owner = parents_[parents_[resources_[i].node]];
    if (reference.substr(1) == memberText(resources_[i].node, "id") && from > owner &&
        from < nodes_[owner].end)
      return i;
  }
  return resources_.size();
}

void ReverseRun::takeAll(std::uint32_t node) {
  for (std::uint32_t inner = node; inner < nodes_[node].end; ++inner) take(inner);
}

}  // namespace pontis
