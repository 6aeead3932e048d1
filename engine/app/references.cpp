#include "engine/app/references.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace pontis {
namespace {

Result<std::string> environment(std::string_view reference) {
  const std::size_t dash = reference.find(":-");
  const std::string name(reference.substr(0, dash));
  const char* value = std::getenv(name.c_str());
  if (value != nullptr && *value != '\0') return std::string(value);
  if (dash != std::string_view::npos) return std::string(reference.substr(dash + 2));
  return Error{Code::kNotFound,
               "the environment variable " + name + " is not set: set it, or write ${env:" + name +
                   ":-a fallback}",
               ""};
}

Result<std::string> resolveOne(std::string_view reference, const Places& places) {
  if (reference == "data") return places.data;
  if (reference.starts_with("env:")) return environment(reference.substr(4));
  if (reference.starts_with("file:")) {
    const std::filesystem::path path(reference.substr(5));
    auto text = readFile(path.is_absolute() ? path : places.folder / path);
    if (!text) return text.error();
    while (text->ends_with('\n') || text->ends_with('\r')) text->pop_back();
    return text;
  }
  return Error{Code::kInvalid,
               "unknown reference ${" + std::string(reference) +
                   "}; known are ${env:NAME}, ${env:NAME:-fallback}, ${file:PATH}, ${data}",
               ""};
}

}  // namespace

Result<std::string> resolveReferences(std::string_view text, const Places& places) {
  std::string out;
  while (true) {
    const std::size_t at = text.find("${");
    if (at == std::string_view::npos) return out.append(text);
    if (at > 0 && text[at - 1] == '$') {
      out.append(text.substr(0, at - 1)).append("${");
      text.remove_prefix(at + 2);
      continue;
    }
    const std::size_t end = text.find('}', at);
    if (end == std::string_view::npos)
      return Error{Code::kInvalid, "a reference ${ does not end with }", ""};
    auto value = resolveOne(text.substr(at + 2, end - at - 2), places);
    if (!value) return value;
    out.append(text.substr(0, at)).append(*value);
    text.remove_prefix(end + 1);
  }
}

Result<std::string> readFile(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    return Error{Code::kInvalid, path + " is a folder, a file was expected", ""};
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return Error{errno == ENOENT ? Code::kNotFound : Code::kUnavailable,
                 "cannot read " + path + ": " + std::strerror(errno), ""};
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

}  // namespace pontis
