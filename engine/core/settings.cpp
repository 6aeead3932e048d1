#include "engine/core/settings.h"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <optional>

namespace pontis {
namespace {

struct Position {
  int line = 1, column = 1;
};

Position positionOf(std::string_view text, std::size_t offset) {
  Position at;
  for (std::size_t i = 0; i < offset && i < text.size(); ++i) {
    at.column = text[i] == '\n' ? 1 : at.column + 1;
    at.line += text[i] == '\n';
  }
  return at;
}

}  // namespace

// Receives RapidJSON's events, which come at the end of each token, and finds the token's start by
// reading backwards.
struct SettingsBuilder {
  std::string_view text;
  std::shared_ptr<const std::string> file;
  const rapidjson::MemoryStream* stream = nullptr;
  std::vector<Settings> open;     // objects and arrays that are being read, outermost first
  std::vector<std::string> keys;  // the key under which each of `open`'s next value goes
  std::optional<Settings> root;
  std::string wrong;  // why the handler ended the parse
  std::size_t wrong_at = 0;
  std::size_t counted = 0;  // offset up to which lines were counted; tokens come in order
  Position reached;

  std::size_t end() const { return stream->Tell(); }

  Settings node(Settings::Kind kind, std::size_t start) {
    for (; counted < start; ++counted) {
      reached.column = text[counted] == '\n' ? 1 : reached.column + 1;
      reached.line += text[counted] == '\n';
    }
    Settings made;
    made.kind_ = kind;
    made.file_ = file;
    made.line_ = reached.line;
    made.column_ = reached.column;
    return made;
  }

  bool add(Settings value) {
    if (open.empty()) {
      root = std::move(value);
    } else if (open.back().kind_ == Settings::Kind::kArray) {
      open.back().items_.push_back(std::move(value));
    } else {
      open.back().members_.emplace_back(std::move(keys.back()), std::move(value));
      keys.pop_back();
    }
    return true;
  }

  std::size_t numberStart() const {
    std::size_t at = end();
    while (at > 0 && std::strchr("0123456789+-.eE", text[at - 1]) != nullptr) --at;
    return at;
  }

  std::size_t stringStart() const {
    std::size_t at = end() - 1;  // the closing quote
    while (at > 0) {
      --at;
      if (text[at] != '"') continue;
      std::size_t slashes = 0;
      while (slashes < at && text[at - 1 - slashes] == '\\') ++slashes;
      if (slashes % 2 == 0) return at;
    }
    return 0;
  }

  bool Null() { return add(node(Settings::Kind::kNull, end() - 4)); }
  bool Bool(bool value) {
    Settings made = node(Settings::Kind::kBool, end() - (value ? 4 : 5));
    made.integer_ = value;
    return add(std::move(made));
  }
  bool Int(int value) { return Int64(value); }
  bool Uint(unsigned value) { return Int64(value); }
  bool Int64(std::int64_t value) {
    Settings made = node(Settings::Kind::kInteger, numberStart());
    made.integer_ = value;
    made.number_ = static_cast<double>(value);
    return add(std::move(made));
  }
  bool Uint64(std::uint64_t value) { return Double(static_cast<double>(value)); }
  bool Double(double value) {
    Settings made = node(Settings::Kind::kNumber, numberStart());
    made.number_ = value;
    return add(std::move(made));
  }
  bool RawNumber(const char*, rapidjson::SizeType, bool) { return false; }
  bool String(const char* data, rapidjson::SizeType size, bool) {
    Settings made = node(Settings::Kind::kString, stringStart());
    made.string_.assign(data, size);
    return add(std::move(made));
  }
  bool Key(const char* data, rapidjson::SizeType size, bool) {
    std::string key(data, size);
    if (open.back().find(key) != nullptr) {
      wrong = "\"" + key + "\" is given twice";
      wrong_at = stringStart();
      return false;
    }
    keys.push_back(std::move(key));
    return true;
  }
  bool StartObject() { return begin(Settings::Kind::kObject); }
  bool StartArray() { return begin(Settings::Kind::kArray); }
  bool EndObject(rapidjson::SizeType) { return finish(); }
  bool EndArray(rapidjson::SizeType) { return finish(); }

  bool begin(Settings::Kind kind) {
    constexpr std::size_t kDeepest = 64;  // a hostile file must not overflow a stack
    if (open.size() == kDeepest) {
      wrong = "nested too deeply";
      wrong_at = end();
      return false;
    }
    open.push_back(node(kind, end()));  // the iterative reader has not yet taken the bracket
    return true;
  }
  bool finish() {
    Settings done = std::move(open.back());
    open.pop_back();
    return add(std::move(done));
  }
};

namespace {

std::string explain(rapidjson::ParseErrorCode code) {
  switch (code) {
    case rapidjson::kParseErrorDocumentEmpty:
      return "the file is empty";
    case rapidjson::kParseErrorObjectMissName:
      return "expected a \"key\" or }";
    case rapidjson::kParseErrorObjectMissColon:
      return "expected : after the key";
    case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket:
      return "expected , or }";
    case rapidjson::kParseErrorArrayMissCommaOrSquareBracket:
      return "expected , or ]";
    case rapidjson::kParseErrorStringMissQuotationMark:
      return "the string does not end";
    case rapidjson::kParseErrorStringEscapeInvalid:
      return "unknown escape in a string";
    case rapidjson::kParseErrorDocumentRootNotSingular:
      return "something follows the end of the document";
    default:
      return "not a JSON value";
  }
}

}  // namespace

Result<Settings> Settings::parse(std::string_view text, std::string file) {
  rapidjson::MemoryStream stream(text.data(), text.size());
  SettingsBuilder builder;
  builder.text = text;
  builder.file = std::make_shared<const std::string>(std::move(file));
  builder.stream = &stream;
  rapidjson::Reader reader;
  constexpr unsigned kFlags = rapidjson::kParseCommentsFlag | rapidjson::kParseTrailingCommasFlag |
                              rapidjson::kParseValidateEncodingFlag |
                              rapidjson::kParseIterativeFlag;
  const rapidjson::ParseResult parsed = reader.Parse<kFlags>(stream, builder);
  if (parsed.IsError()) {
    const bool ours = !builder.wrong.empty();
    const Position at = positionOf(text, ours ? builder.wrong_at : parsed.Offset());
    return Error{Code::kMalformed,
                 *builder.file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) +
                     ": " + (ours ? builder.wrong : explain(parsed.Code())),
                 ""};
  }
  return std::move(*builder.root);
}

Settings Settings::empty() {
  Settings made;
  made.file_ = std::make_shared<const std::string>("(built in)");
  return made;
}

const Settings* Settings::find(std::string_view name) const {
  for (const auto& [key, value] : members_)
    if (key == name) return &value;
  return nullptr;
}

Result<Settings> Settings::resolved(const Resolve& resolve) const {
  Settings made = *this;
  if (auto done = made.resolveInPlace(resolve); !done) return done.error();
  return made;
}

Result<Done> Settings::resolveInPlace(const Resolve& resolve) {
  if (kind_ == Kind::kString) {
    auto text = resolve(string_);
    if (!text) return error(text.error().text);
    string_ = std::move(*text);
  }
  for (Settings& item : items_)
    if (auto done = item.resolveInPlace(resolve); !done) return done;
  for (auto& [key, value] : members_)
    if (auto done = value.resolveInPlace(resolve); !done) return done;
  return Done{};
}

Settings Settings::without(std::span<const std::string_view> names) const {
  Settings made = *this;
  std::erase_if(made.members_, [&names](const auto& member) {
    return std::find(names.begin(), names.end(), member.first) != names.end();
  });
  return made;
}

std::string Settings::beside(const std::string& path) const {
  if (!file_ || path.empty()) return path;
  return (std::filesystem::path(*file_).parent_path() / path).string();
}

std::string Settings::where() const {
  return (file_ ? *file_ : std::string()) + ":" + std::to_string(line_) + ":" +
         std::to_string(column_);
}

Error Settings::error(std::string_view text) const {
  return Error{Code::kInvalid, where() + ": " + std::string(text), ""};
}

}  // namespace pontis
