#include "adapters/fhir/fhir_document.h"

namespace pontis {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

Nodes::Kind kindOf(const Json& value) {
  switch (value.kind()) {
    case Json::Kind::kObject:
      return Nodes::Kind::kObject;
    case Json::Kind::kArray:
      return Nodes::Kind::kArray;
    case Json::Kind::kString:
      return Nodes::Kind::kText;
    case Json::Kind::kNumber:
      return Nodes::Kind::kNumber;
    case Json::Kind::kBool:
      return Nodes::Kind::kBoolean;
    case Json::Kind::kNull:
      break;
  }
  return Nodes::Kind::kNull;
}

}  // namespace

Result<std::shared_ptr<const FhirDocument>> FhirDocument::parse(Bytes payload) {
  auto made = std::make_shared<FhirDocument>();
  const auto read = FhirRequest::begins(payload.view()) ? made->readRequest(payload)
                                                        : made->readBody(std::move(payload));
  if (!read) return read.error();
  return std::shared_ptr<const FhirDocument>(std::move(made));
}

Result<Done> FhirDocument::readBody(Bytes body) {
  // RFC 8259 section 8.1: a reader may pass over a byte order mark.
  if (body.view().starts_with(kByteOrderMark))
    body = body.slice(kByteOrderMark.size(), body.size() - kByteOrderMark.size());
  auto json = Json::parse(std::move(body));
  if (!json) return json.error();
  json_ = std::move(*json);
  add(json_, "");
  type_ = memberText(0, "resourceType");
  if (type_.empty())
    return Error{Code::kInvalid, "the JSON is no FHIR resource: it has no resourceType",
                 "resourceType"};
  return Done{};
}

// FHIR R4 section 3.1.0.4: the type and the id of a resource are those of the address it is put to.
Result<Done> FhirDocument::readRequest(const Bytes& payload) {
  auto request = FhirRequest::read(payload);
  if (!request) return request.error();
  request_ = std::move(*request);
  if (request_->body().empty()) {
    if (request_->writes()) return Error{Code::kMalformed, "the request has no body", ""};
    nodes_.push_back({Kind::kObject, 1, "", ""});
  } else if (const auto read = readBody(request_->body()); !read) {
    return read.error();
  }
  const std::string& path = request_->path();
  if (request_->writes() && !path.empty()) {
    if (type_ != request_->resource())
      return Error{Code::kMalformed, "the address names another type of resource", "resourceType"};
    const std::size_t slash = path.find('/');
    if (slash != std::string::npos && memberText(0, "id") != path.substr(slash + 1))
      return Error{Code::kMalformed, "the address names another id", "id"};
  }
  if (!path.empty()) type_ = request_->type();
  return Done{};
}

void FhirDocument::add(const Json& value, std::string_view name) {
  const std::size_t at = nodes_.size();
  nodes_.push_back({kindOf(value), 0, name, value.text()});
  for (const auto& [key, inner] : value.members()) add(inner, key);
  for (const Json& inner : value.items()) add(inner, "");
  nodes_[at].end = static_cast<std::uint32_t>(nodes_.size());
}

std::uint32_t FhirDocument::member(std::uint32_t node, std::string_view name) const {
  if (nodes_[node].kind != Kind::kObject) return 0;
  for (std::uint32_t child = node + 1; child < nodes_[node].end; child = nodes_[child].end)
    if (nodes_[child].name == name) return child;
  return 0;
}

std::string_view FhirDocument::memberText(std::uint32_t node, std::string_view name) const {
  const std::uint32_t found = member(node, name);
  return found == 0 || nodes_[found].kind != Kind::kText ? std::string_view() : nodes_[found].text;
}

std::vector<std::uint32_t> FhirDocument::resources() const {
  std::vector<std::uint32_t> out{0};
  const bool bundle = memberText(0, "resourceType") == "Bundle";
  const std::uint32_t entries = bundle ? member(0, "entry") : 0;
  for (std::uint32_t entry = entries + 1; entries != 0 && entry < nodes_[entries].end;
       entry = nodes_[entry].end)
    if (const std::uint32_t resource = member(entry, "resource"); resource != 0)
      out.push_back(resource);
  return out;
}

void FhirDocument::values(std::uint32_t node, std::string_view path,
                          std::vector<std::optional<std::string>>& out) const {
  if (nodes_[node].kind == Kind::kArray) {
    for (std::uint32_t item = node + 1; item < nodes_[node].end; item = nodes_[item].end)
      values(item, path, out);
    return;
  }
  if (path.empty()) {
    if (nodes_[node].kind != Kind::kObject && nodes_[node].kind != Kind::kNull)
      out.emplace_back(std::string(nodes_[node].text));
    return;
  }
  const std::size_t dot = path.find('.');
  const std::uint32_t child = member(node, path.substr(0, dot));
  if (child != 0) values(child, dot == std::string_view::npos ? "" : path.substr(dot + 1), out);
}

std::vector<std::optional<std::string>> FhirDocument::findInRequest(std::string_view name) const {
  std::vector<std::optional<std::string>> out;
  if (!request_) return out;
  if (name == "query") {
    for (const auto& [key, value] : request_->parameters()) out.emplace_back(key + "=" + value);
    return out;
  }
  const std::string_view value = name == "method" ? std::string_view(request_->method())
                                 : name == "path" ? std::string_view(request_->path())
                                                  : request_->field(name);
  if (!value.empty()) out.emplace_back(value);
  return out;
}

std::vector<std::optional<std::string>> FhirDocument::find(std::string_view path) const {
  constexpr std::string_view kOfRequest = "HTTP.";
  if (path.starts_with(kOfRequest)) return findInRequest(path.substr(kOfRequest.size()));
  std::vector<std::optional<std::string>> out;
  const std::size_t dot = path.find('.');
  const std::string_view first = path.substr(0, dot);
  bool named = false;
  for (const std::uint32_t resource : resources()) {
    if (memberText(resource, "resourceType") != first) continue;
    named = true;
    values(resource, dot == std::string_view::npos ? "" : path.substr(dot + 1), out);
  }
  if (!named) values(0, path, out);
  return out;
}

}  // namespace pontis
