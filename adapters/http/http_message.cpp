#include "adapters/http/http_message.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace pontis {
namespace {

// What a standard over HTTP may want to know of a request. Authorization is not kept.
constexpr std::array<std::string_view, 6> kKept = {"Content-Type",  "Accept",        "Prefer",
                                                   "If-None-Exist", "If-None-Match", "If-Match"};
constexpr std::string_view kVersion = "HTTP/1.1 ";

bool printable(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

// The path came decoded: what would end it, or the line, is encoded again (RFC 3986 section 3.3).
void appendPath(std::string& out, std::string_view path) {
  constexpr char kHex[] = "0123456789ABCDEF";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7F && c != '?' && c != '#' && c != '%') {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
}

std::string_view withoutSlash(std::string_view base) {
  return base.ends_with('/') ? base.substr(0, base.size() - 1) : base;
}

}  // namespace

bool isBelow(std::string_view path, std::string_view base) {
  const std::string_view stem = withoutSlash(base);
  return path == base ||
         (path.starts_with(stem) && (path.size() == stem.size() || path[stem.size()] == '/'));
}

Bytes requestPayload(const HttpRequest& request, std::string_view base) {
  const std::string_view stem = withoutSlash(base);
  std::string out = request.method + " ";
  appendPath(out,
             std::string_view(request.path).substr(std::min(stem.size() + 1, request.path.size())));
  if (!request.query.empty() && printable(request.query)) out += "?" + request.query;
  out += '\n';
  for (const std::string_view name : kKept)
    if (const std::string_view value = findHeader(request.headers, name);
        !value.empty() && printable(value))
      out.append(name).append(": ").append(value).append("\n");
  if (const std::string_view host = findHeader(request.headers, "Host");
      !host.empty() && printable(host))
    out.append("Base: http://").append(host).append(stem).append("\n");
  out += '\n';
  return Bytes::own(out.append(request.body.view()));
}

std::optional<HttpResponse> readAnswer(const Bytes& answer) {
  std::string_view rest = answer.view();
  if (!rest.starts_with(kVersion)) return std::nullopt;
  HttpResponse response;
  const char* const digits = rest.data() + kVersion.size();
  const char* const end = rest.data() + std::min(rest.size(), kVersion.size() + 3);
  if (const auto read = std::from_chars(digits, end, response.status);
      read.ec != std::errc() || read.ptr != digits + 3 || response.status < 100)
    return std::nullopt;
  while (true) {
    const std::size_t line_end = rest.find('\n');
    if (line_end == std::string_view::npos) return response;
    rest.remove_prefix(line_end + 1);
    if (rest.starts_with('\n')) break;
    const std::string_view line = rest.substr(0, rest.find('\n'));
    const std::size_t colon = line.find(": ");
    if (colon != std::string_view::npos)
      response.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  rest.remove_prefix(1);
  response.body = answer.slice(answer.size() - rest.size(), rest.size());
  return response;
}

}  // namespace pontis
