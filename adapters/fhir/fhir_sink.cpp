#include "adapters/fhir/fhir_sink.h"

#include <algorithm>
#include <utility>

#include "adapters/fhir/fhir_request.h"

namespace pontis {
namespace {

Error invalid(std::string text, std::string where = "") {
  return Error{Code::kInvalid, std::move(text), std::move(where)};
}

// A path below the base URL, as entry.request.url must be: no other server, no way up.
bool isRelative(std::string_view url) {
  const auto refused = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '#'; };
  return !url.empty() && url.front() != '/' && url.find("://") == std::string_view::npos &&
         url.find("..") == std::string_view::npos && std::none_of(url.begin(), url.end(), refused);
}

// "Patient/1" out of a Location header such as http://server/fhir/Patient/1/_history/2.
std::string placeOf(std::string location) {
  if (const auto history = location.find("/_history"); history != std::string::npos)
    location.resize(history);
  const auto id = location.rfind('/');
  if (id == std::string::npos || id == 0) return "";
  const auto type = location.rfind('/', id - 1);
  return location.substr(type == std::string::npos ? 0 : type + 1);
}

// `text` with each "from" (quotes included) replaced by "to".
std::string replaceQuoted(std::string text, const std::string& from, const std::string& to) {
  const std::string quoted = "\"" + from + "\"";
  for (std::size_t at = text.find(quoted); at != std::string::npos;
       at = text.find(quoted, at + to.size() + 2))
    text.replace(at, quoted.size(), "\"" + to + "\"");
  return text;
}

}  // namespace

const Spec<FhirSinkOptions>& FhirSink::spec() {
  using Options = FhirSinkOptions;
  static const std::function<std::string(const std::size_t&)> positive = [](const std::size_t& n) {
    return std::string(n > 0 ? "" : "expected 1 or more");
  };
  static const std::function<std::string(const std::string&)> mode = [](const std::string& m) {
    return std::string(
        m == "transaction" || m == "resources" ? "" : "expected transaction or resources");
  };
  static const Spec<Options> kSpec =
      Spec<Options>()
          .field("url", &Options::url, "Base URL of the FHIR server; required.", {checkUrl})
          .field("mode", &Options::mode,
                 "\"transaction\" posts the Bundle; \"resources\" sends its entries one by one.",
                 mode)
          .field("headers", &Options::headers, "Further headers, each \"Name: value\".",
                 {checkHeaders})
          .field("authorization", &Options::authorization,
                 "Value of the Authorization header; give it as a reference to a secret.")
          .field("timeout", &Options::timeout, "How long to wait for the server.")
          .field("connections", &Options::connections, "Connections used at once.", positive);
  return kSpec;
}

FhirSink::FhirSink(FhirSinkOptions options)
    : options_(std::move(options)),
      headers_(readHeaders(options_.headers)),
      lanes_(options_.url, options_.timeout, options_.connections) {
  headers_.emplace_back("Accept", "application/fhir+json");
  if (!options_.authorization.empty())
    headers_.emplace_back("Authorization", options_.authorization);
}

std::vector<Result<Bytes>> FhirSink::send(std::span<const Outgoing> batch) {
  return lanes_.run(batch.size(), [&](HttpClient& client, std::size_t i) {
    return deliver(client, batch[i].payload);
  });
}

HttpCall FhirSink::call(std::string method, std::string path, Bytes body) const {
  HttpCall made{std::move(method), std::move(path), headers_, std::move(body)};
  if (!made.body.empty()) made.headers.emplace_back("Content-Type", "application/fhir+json");
  return made;
}

HttpLanes::Attempt FhirSink::deliver(HttpClient& client, const Bytes& payload) const {
  if (FhirRequest::begins(payload.view())) return sendRequest(client, payload);
  const Result<Json> json = Json::parse(payload);
  if (!json) return {json.error()};
  const std::string& type = (*json)["resourceType"].text();
  if (type.empty()) return {invalid("the payload is no FHIR resource", "resourceType")};
  if (type == "Bundle")
    return options_.mode == "transaction" ? sendBundle(client, payload)
                                          : sendEntries(client, *json);
  // One resource is a Bundle of one.
  const auto single =
      Json::parse(Bytes::own("{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":" +
                             std::string(payload.view()) + "}]}"));
  if (!single) return {single.error()};
  return sendEntries(client, *single);
}

HttpLanes::Attempt FhirSink::sendRequest(HttpClient& client, const Bytes& payload) const {
  const auto request = FhirRequest::read(payload);
  if (!request) return {request.error()};
  const std::string_view line = payload.view().substr(0, payload.view().find('\n'));
  const std::string target(line.substr(line.find(' ') + 1));
  if (!isRelative(target)) return {invalid("the request does not fit under the base URL")};
  HttpCall made = call(request->method(), "/" + target, request->body());
  for (const char* name : {"If-None-Exist", "If-None-Match", "If-Match"})
    if (const std::string_view value = request->field(name); !value.empty())
      made.headers.emplace_back(name, value);
  const auto response = client.send(made);
  if (!response) return {response.error(), false};
  const auto judged = judgeFhir(response->status, response->body);
  if (!judged) return {judged.error()};
  return {response->body};
}

HttpLanes::Attempt FhirSink::sendBundle(HttpClient& client, const Bytes& payload) const {
  const auto response = client.send(call("POST", "", payload));
  if (!response) return {response.error(), false};
  const auto judged = judgeFhir(response->status, response->body);
  if (!judged) return {judged.error()};
  return {response->body};
}

HttpLanes::Attempt FhirSink::sendEntries(HttpClient& client, const Json& bundle) const {
  std::map<std::string, std::string> places;
  std::size_t number = 0;
  for (const Json& entry : bundle["entry"].items()) {
    const std::string where = "Bundle.entry[" + std::to_string(number++) + "]";
    auto request = this->request(entry, places);
    if (!request) return {Error{request.error().code, request.error().text, where}};
    const auto response = client.send(*request);
    if (!response) return {response.error(), false};
    const auto judged = judgeFhir(response->status, response->body);
    if (!judged) return {Error{judged.error().code, judged.error().text, where}};
    std::string place = placeOf(std::string(findHeader(response->headers, "Location")));
    if (place.empty() && request->method == "PUT" && request->path.find('?') == std::string::npos)
      place = request->path.substr(1);
    if (const std::string& full = entry["fullUrl"].text(); !full.empty() && !place.empty())
      places[full] = place;
  }
  return {Bytes()};
}

Result<HttpCall> FhirSink::request(const Json& entry,
                                   const std::map<std::string, std::string>& places) const {
  const Json& resource = entry["resource"];
  const Json& asked = entry["request"];
  const std::string& id = resource["id"].text();
  std::string method = asked["method"].text(), url = asked["url"].text();
  if (!asked) {
    method = id.empty() ? "POST" : "PUT";
    url = resource["resourceType"].text() + (id.empty() ? "" : "/" + id);
  }
  if (method != "PUT" && method != "POST" && method != "DELETE")
    return Error{Code::kUnsupported, "entry.request.method is not PUT, POST or DELETE", ""};
  if (!isRelative(url)) return invalid("entry.request.url does not fit under the base URL");
  std::string body(method == "DELETE" ? std::string_view() : resource.raw().view());
  for (const auto& [full, place] : places) body = replaceQuoted(std::move(body), full, place);
  if (body.find("\"urn:uuid:") != std::string::npos)
    return invalid("the entry refers to one that was not sent before it; use mode transaction");
  HttpCall made = call(std::move(method), "/" + url, Bytes::own(std::move(body)));
  for (const auto& [member, header] :
       {std::pair("ifNoneExist", "If-None-Exist"), std::pair("ifMatch", "If-Match"),
        std::pair("ifNoneMatch", "If-None-Match")}) {
    const std::string& value = asked[member].text();
    if (value.find_first_of("\r\n") != std::string::npos)
      return invalid("a line break in a conditional header");
    if (!value.empty()) made.headers.emplace_back(header, value);
  }
  return made;
}

}  // namespace pontis
