#include "adapters/fhir/fhir_request.h"

#include <algorithm>
#include <array>

namespace pontis {
namespace {

constexpr std::array<std::string_view, 5> kMethods = {"GET", "POST", "PUT", "DELETE", "PATCH"};

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// RFC 3986 section 2.1, and '+' for a blank as forms write it.
std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0;
    if (escape) {
      out += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

// Names of types, operations, and the few words that begin with '_'.
bool isName(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  return !text.empty() && text.size() <= kLongest &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '.' || c == '_' || c == '$';
         });
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

std::string_view takeLine(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return line;
}

struct Status {
  int number;
  const char* phrase;
};

// FHIR R4 section 3.1.0: 404 also stands for a type or an operation that is not supported, 405 for
// what may not be deleted or patched.
Status statusOf(std::string_view method, const Error* error) {
  if (error == nullptr) return {200, "OK"};
  switch (error->code) {
    case Code::kMalformed:
      return {400, "Bad Request"};
    case Code::kInvalid:
      return {422, "Unprocessable Entity"};
    case Code::kUnsupported:
      if (error->where == "Content-Type") return {415, "Unsupported Media Type"};
      return method == "DELETE" || method == "PATCH" ? Status{405, "Method Not Allowed"}
                                                     : Status{404, "Not Found"};
    case Code::kDenied:
      return {403, "Forbidden"};
    case Code::kNotFound:
      // What the body refers to is not known; the address itself is.
      return method == "PUT" || method == "POST" ? Status{422, "Unprocessable Entity"}
                                                 : Status{404, "Not Found"};
    case Code::kDuplicate:
      return {409, "Conflict"};
    case Code::kBusy:
      return {429, "Too Many Requests"};
    case Code::kUnavailable:
      return {503, "Service Unavailable"};
    case Code::kInternal:
      break;
  }
  return {500, "Internal Server Error"};
}

}  // namespace

bool FhirRequest::begins(std::string_view payload) {
  const std::string_view method = payload.substr(0, std::min(payload.find(' '), std::size_t{8}));
  return std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end();
}

Result<FhirRequest> FhirRequest::read(const Bytes& payload) {
  const std::string_view text = payload.view();
  const std::size_t head = text.find("\n\n");
  if (!begins(text) || head == std::string_view::npos)
    return Error{Code::kMalformed, "the request has no empty line after its fields", ""};
  FhirRequest made;
  std::string_view rest = text.substr(0, head);
  std::string_view line = takeLine(rest);
  const std::size_t blank = line.find(' ');
  made.method_ = line.substr(0, blank);
  if (const auto read = made.readTarget(line.substr(blank + 1)); !read) return read.error();
  while (!rest.empty()) {
    line = takeLine(rest);
    if (const std::size_t colon = line.find(": "); colon != std::string_view::npos)
      made.fields_.emplace_back(lower(line.substr(0, colon)), line.substr(colon + 2));
  }
  made.body_ = payload.slice(head + 2, text.size() - head - 2);
  const std::string media = lower(made.field("content-type"));
  if (media.find("xml") != std::string::npos)
    return Error{Code::kUnsupported, "FHIR is read in JSON, not in XML", "Content-Type"};
  if (media.starts_with("application/x-www-form-urlencoded")) {
    made.readParameters(made.body_.view());
    made.body_ = {};
  }
  if (made.method_ == "GET" || made.method_ == "DELETE") made.body_ = {};
  return made;
}

Result<Done> FhirRequest::readTarget(std::string_view target) {
  const std::size_t query = target.find('?');
  if (query != std::string_view::npos) readParameters(target.substr(query + 1));
  path_ = target.substr(0, query);
  while (path_.ends_with('/')) path_.pop_back();
  type_ = method_;
  std::size_t number = 0;
  std::string_view before;
  for (std::string_view rest = path_; !rest.empty(); ++number) {
    const std::string_view name = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(name.size() + 1, rest.size()));
    if (!isName(name)) return Error{Code::kMalformed, "the path is none of FHIR's", ""};
    const bool id = number == 1 && name.front() != '$' && name.front() != '_';
    type_ += number == 0 ? " " : "/";
    type_ += id ? "[id]" : before == "_history" ? "[vid]" : name;
    before = name;
  }
  return Done{};
}

void FhirRequest::readParameters(std::string_view text) {
  while (!text.empty()) {
    const std::string_view one = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(one.size() + 1, text.size()));
    if (one.empty()) continue;
    const std::size_t equals = std::min(one.find('='), one.size());
    parameters_.emplace_back(decoded(one.substr(0, equals)),
                             decoded(one.substr(std::min(equals + 1, one.size()))));
  }
}

std::string_view FhirRequest::field(std::string_view name) const {
  const std::string wanted = lower(name);
  for (const auto& [known, value] : fields_)
    if (known == wanted) return value;
  return {};
}

std::string FhirRequest::base() const {
  const std::string_view said = field("base");
  return said.empty() || said.ends_with('/') ? std::string(said) : std::string(said) + "/";
}

bool FhirRequest::writes() const {
  if (method_ == "POST") return path_.find('/') == std::string::npos && !path_.starts_with('_');
  return method_ == "PUT" && !path_.empty();
}

Identifier identifierOf(std::string_view token) {
  const std::size_t bar = token.find('|');
  if (bar == std::string_view::npos) return {"", std::string(token), ""};
  return {std::string(token.substr(0, bar)), std::string(token.substr(bar + 1)), ""};
}

Identifier readCondition(std::string_view target) {
  constexpr std::string_view kName = "identifier=";
  const std::size_t query = target.find('?');
  std::string_view rest = query == std::string_view::npos ? target : target.substr(query + 1);
  while (!rest.empty()) {
    const std::string_view one = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    if (one.starts_with(kName)) return identifierOf(decoded(one.substr(kName.size())));
  }
  return {};
}

Bytes answerRequest(const Message& message, const Error* error, std::string outcome) {
  const std::string_view payload = message.payload.view();
  if (!FhirRequest::begins(payload)) return Bytes::own(std::move(outcome));
  Status status = statusOf(payload.substr(0, payload.find(' ')), error);
  const auto request = FhirRequest::read(message.payload);
  const bool created = request && error == nullptr && request->method() == "POST" &&
                       request->writes() && !request->path().empty();
  if (created) status = {201, "Created"};
  std::string out = "HTTP/1.1 " + std::to_string(status.number) + " " + status.phrase;
  out += "\nContent-Type: application/fhir+json\n";
  if (status.number == 405) out += "Allow: GET, POST, PUT\n";
  if (created && request->path() == "Patient" && message.persons.size() == 1)
    out.append("Location: ").append(request->base()).append("Patient/") +=
        message.persons[0] + "\n";
  return Bytes::own(out + "\n" + outcome);
}

}  // namespace pontis
