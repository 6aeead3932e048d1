#include "engine/mapping/run.h"

#include <algorithm>

#include "engine/mapping/json.h"

namespace pontis {

Result<Mapped> Run::apply(const Plan& plan, const Segments& message) {
  dropped_.clear();
  for (std::size_t dropped = 1; dropped > 0;) {
    start(plan, message);
    if (view_.size() == 0 || view_.fields(0) < 9)
      return Error{Code::kInvalid, "the message has no header that says its type", "MSH-9"};
    groups_.match(grammarOf(message), view_.names());
    bundleHead();
    findInstances();
    dropped = dropped_.size();
    for (std::size_t i = 0; i < instances_.size(); ++i) resource(i);
    // Others may refer to what was dropped: once more, without it.
    dropped = dropped_.size() - dropped;
  }
  Mapped mapped;
  account(mapped.lost);
  mapped.leaves = leaves_;
  countHits(mapped);
  out_ += "]}";
  mapped.output = Bytes::clone(out_);
  return mapped;
}

void Run::start(const Plan& plan, const Segments& message) {
  plan_ = &plan;
  message_ = &message;
  view_.read(message);
  components_.text = subcomponents_.text = {};
  instances_.clear();
  by_template_.resize(plan.templates.size());
  for (auto& made : by_template_) made.clear();
  anchored_ = 0;
  table_.assign(64, 0);
  out_.clear();
  content_ = 0;
  if (steps_ != nullptr) steps_->clear();
  hits_.clear();
  unmapped_.clear();
  twins_.clear();
  found_.clear();
  leaves_ = {};
  marking_ = true;
  no_grammar_ = false;
  remainder_open_ = false;
  zone_ = view_.size() > 0 ? zoneOf(leafOf({view_.field(0, 7), 0})) : std::string();
  if (zone_.empty()) zone_ = plan.zone;
}

// The grammar for MSH-9: by message and trigger, by structure, by message; else the one for "*".
const Grammar& Run::grammarOf(const Segments& message) {
  const Frame type{view_.field(0, 9), 0};
  const std::string_view code = leafOf(part(type, 1, 0));
  std::string_view trigger = leafOf(part(type, 2, 0));
  for (std::uint32_t i = 0; trigger.empty() && i < view_.size(); ++i)
    if (view_.names()[i] == packed("EVN")) trigger = leafOf({view_.field(i, 1), 0});
  text_.assign(code).append("^").append(trigger);
  const auto& types = plan_->types;
  for (const std::string_view spelled :
       {std::string_view(text_), leafOf(part(type, 3, 0)), code, message.type()}) {
    const auto found = types.find(spelled);
    if (found != types.end() && spelled != "*") return plan_->grammars[found->second];
  }
  no_grammar_ = true;
  return plan_->grammars[types.find("*")->second];
}

void Run::bundleHead() {
  out_ += R"({"resourceType":"Bundle")";
  const std::string_view id = trimmed(decoded(leafOf({view_.field(0, 10), 0})));
  if (!id.empty()) {
    out_ += R"(,"identifier":{"system":"urn:pontis:v2:MSH-10","value":)";
    appendString(out_, id);
    out_ += '}';
    if (out_.ends_with("\"\"}")) out_.resize(out_.rfind(",\"identifier\""));
    view_.mark(leafOf({view_.field(0, 10), 0}), Reason::kRead);
  }
  out_ += R"(,"type":"transaction")";
  const std::string_view time = trimmed(leafOf({view_.field(0, 7), 0}));
  const std::size_t size = out_.size();
  out_ += R"(,"timestamp":)";
  if (convert(Convert::kMoment, time, zone_, out_) == Reason::kRead)
    view_.mark(leafOf({view_.field(0, 7), 0}), Reason::kRead);
  else
    out_.resize(size);
  out_ += R"(,"entry":[)";
}

void Run::findInstances() {
  for (std::uint32_t segment = 0; segment < view_.size(); ++segment) {
    for (std::size_t i = 0; i < plan_->templates.size(); ++i) {
      const Template& made_by = plan_->templates[i];
      if (made_by.anchor == 0 || made_by.anchor != view_.names()[segment]) continue;
      Instance instance;
      instance.made_by = static_cast<std::int16_t>(i);
      instance.segment = segment;
      instance.group = groups_.of(segment);
      resolve(made_by, instance);
      if (made_by.when >= 0 && !test(made_by.when, {})) continue;
      identify(instance);
      by_template_[i].push_back(static_cast<std::uint32_t>(instances_.size()));
      instances_.push_back(std::move(instance));
      if (!instances_.back().duplicate) remember(instances_.size() - 1);
    }
  }
  anchored_ = instances_.size();
}

void Run::resource(std::size_t index) {
  if (instances_[index].duplicate) return;
  const Instance& instance = instances_[index];
  const Template& made_by = plan_->templates[static_cast<std::size_t>(instance.made_by)];
  current_ = &instance;
  resolve(made_by, instance);
  const std::size_t start = out_.size();
  const std::size_t log = view_.log();
  if (out_.back() != '[') out_ += ',';
  out_ += R"({"fullUrl":"urn:uuid:)";
  appendUuid(out_, instance.uuid);
  out_.append(R"(","resource":{"resourceType":")").append(made_by.resource) += '"';
  if (!made_by.has_identifier) {
    out_ += R"(,"id":")";
    appendUuid(out_, instance.uuid);
    out_ += '"';
  }
  const std::uint64_t written = object(made_by.begin, made_by.end, instance.frame);
  if ((written & made_by.needs) != made_by.needs) {
    view_.withdraw(log, Reason::kIncomplete);
    takeBack(start);
    drop(instance.uuid);
    return;
  }
  out_ += R"(},"request":)";
  request(instance);
  out_ += '}';
}

// Nothing after this refers to it; what did before makes it count.
void Run::drop(const Uuid& uuid) {
  for (Instance& one : instances_) one.dropped = one.dropped || one.uuid == uuid;
  urn_ = R"("reference":"urn:uuid:)";
  appendUuid(urn_, uuid);
  const bool known = std::find(dropped_.begin(), dropped_.end(), uuid) != dropped_.end();
  if (!known && out_.find(urn_) != std::string::npos) dropped_.push_back(uuid);
}

void Run::request(const Instance& instance) {
  const Template& made_by = plan_->templates[static_cast<std::size_t>(instance.made_by)];
  bool update = made_by.anchor != 0 && made_by.methods.empty();
  for (const PlanMethod& method : made_by.methods) {
    if (method.when >= 0 && !test(method.when, instance.frame)) continue;
    update = method.update;
    break;
  }
  const std::string& type = made_by.resource;
  if (!made_by.has_identifier) {
    out_.append(R"({"method":"PUT","url":")").append(type) += '/';
    appendUuid(out_, instance.uuid);
    out_ += "\"}";
    return;
  }
  out_ += update ? R"({"method":"PUT","url":")" : R"({"method":"POST","url":")";
  out_ += type;
  out_ += update ? "?" : R"(","ifNoneExist":")";
  if (instance.by_uuid) {
    out_ += "identifier=urn%3Aietf%3Arfc3986%7Curn%3Auuid%3A";
    appendUuid(out_, instance.uuid);
  } else {
    out_ += instance.query;
  }
  out_ += "\"}";
}

}  // namespace pontis
