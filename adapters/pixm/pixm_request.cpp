#include "adapters/pixm/pixm_request.h"

#include <algorithm>

#include "engine/mapping/json.h"
#include "engine/tree/json_writer.h"

namespace pontis {
namespace {

// FHIR R4 section 3.1.1.3: '\' before ',', '|', '$' and itself.
std::vector<std::string> partedValues(std::string_view text) {
  std::vector<std::string> out(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (text[i] == ',')
      out.emplace_back();
    else if (text[i] == '\\' && (next == ',' || next == '$'))
      out.back() += text[++i];
    else if (text[i] == '\\' && (next == '|' || next == '\\'))
      out.back().append(text, i++, 2);  // readToken() and plainValue() see to these
    else
      out.back() += text[i];
  }
  return out;
}

std::string first(const Document& document, std::string_view path) {
  const auto values = document.find(path);
  return values.empty() ? std::string() : values.front().value_or("");
}

void write(const Nodes& nodes, std::uint32_t at, JsonWriter& json) {
  const auto& all = nodes.nodes();
  const Nodes::Node& node = all[at];
  const bool array = node.kind == Nodes::Kind::kArray;
  if (node.kind == Nodes::Kind::kText) {
    json.text(node.name, node.text);
  } else if (array || node.kind == Nodes::Kind::kObject) {
    array ? json.array(node.name) : json.object(node.name);
    for (std::uint32_t child = at + 1; child < node.end; child = all[child].end)
      write(nodes, child, json);
    json.end();
  } else {
    json.raw(node.name, node.kind == Nodes::Kind::kNull ? "null" : node.text);
  }
}

}  // namespace

const SearchParameter* PixmRequest::find(std::string_view name) const {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [name](const SearchParameter& one) { return one.name == name; });
  return found == parameters.end() ? nullptr : &*found;
}

// ITI TF-2 appendix Z.6: _format goes before Accept.
bool PixmRequest::takesJson() const {
  const SearchParameter* format = find("_format");
  const std::string& wanted = format != nullptr ? format->text : accept;
  return wanted.empty() || wanted.find("json") != std::string::npos ||
         (format == nullptr && wanted.find('*') != std::string::npos);
}

PixmRequest readRequest(const Document& document, std::string_view base) {
  PixmRequest request;
  const std::string path = first(document, "HTTP.path");
  if (const std::size_t slash = path.find('/'); slash != std::string::npos)
    request.id = path.substr(slash + 1);
  request.base = base.empty() ? first(document, "HTTP.base") : std::string(base);
  if (!request.base.empty() && !request.base.ends_with('/')) request.base += '/';
  request.accept = first(document, "HTTP.accept");
  request.strict = first(document, "HTTP.prefer").find("handling=strict") != std::string::npos;
  for (const auto& one : document.find("HTTP.query")) {
    const std::string text = one.value_or("");
    const std::size_t equals = std::min(text.find('='), text.size());
    SearchParameter parameter;
    parameter.name = text.substr(0, equals);
    if (equals < text.size()) parameter.text = text.substr(equals + 1);
    if (const std::size_t colon = parameter.name.find(':'); colon != std::string::npos) {
      parameter.modifier = parameter.name.substr(colon + 1);
      parameter.name.resize(colon);
    }
    // A parameter without a value asks nothing.
    if (trimmed(parameter.text).empty()) continue;
    parameter.values = partedValues(parameter.text);
    std::erase_if(parameter.values, [](const auto& value) { return trimmed(value).empty(); });
    request.parameters.push_back(std::move(parameter));
  }
  request.nodes = dynamic_cast<const Nodes*>(&document);
  return request;
}

SearchToken readToken(std::string_view text) {
  SearchToken token;
  std::string part;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '|' || text[i + 1] == '\\')) {
      part += text[++i];
    } else if (text[i] == '|' && !token.system) {
      token.system = std::exchange(part, "");
    } else {
      part += text[i];
    }
  }
  token.value = std::move(part);
  return token;
}

std::string plainValue(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '|' || text[i + 1] == '\\');
    out += text[escape ? ++i : i];
  }
  return out;
}

std::uint32_t memberOf(const Nodes& nodes, std::uint32_t node, std::string_view name) {
  const auto& all = nodes.nodes();
  if (all[node].kind != Nodes::Kind::kObject) return 0;
  for (std::uint32_t child = node + 1; child < all[node].end; child = all[child].end)
    if (all[child].name == name) return child;
  return 0;
}

std::string_view memberText(const Nodes& nodes, std::uint32_t node, std::string_view name) {
  const std::uint32_t found = memberOf(nodes, node, name);
  return found == 0 ? std::string_view() : nodes.nodes()[found].text;
}

std::vector<std::uint32_t> parametersOf(const Nodes& nodes, std::string_view name) {
  std::vector<std::uint32_t> out;
  const auto& all = nodes.nodes();
  const std::uint32_t list = memberOf(nodes, 0, "parameter");
  for (std::uint32_t item = list + 1; list != 0 && item < all[list].end; item = all[item].end)
    if (memberText(nodes, item, "name") == name) out.push_back(item);
  return out;
}

std::string jsonOf(const Nodes& nodes, std::uint32_t node) {
  JsonWriter json;
  json.object();
  const auto& all = nodes.nodes();
  for (std::uint32_t child = node + 1; child < all[node].end; child = all[child].end)
    write(nodes, child, json);
  return json.end().written();
}

}  // namespace pontis
