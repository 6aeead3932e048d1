// Settings: one value of a configuration file, which remembers where it stands.
//
// JSON (RFC 8259) with // and /* */ comments and trailing commas. Every node knows its line and
// column, so that each mistake is reported as "file:line:column: what is wrong".
//
// Thread safety: immutable after parsing.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.h"

namespace pontis {

class Settings {
 public:
  enum class Kind { kNull, kBool, kInteger, kNumber, kString, kArray, kObject };

  // Parses the text of a file. `file` is used in messages only.
  //   kMalformed  not JSON; the text begins with file:line:column
  static Result<Settings> parse(std::string_view text, std::string file);

  // An empty object, for components that are configured with nothing.
  static Settings empty();

  Kind kind() const { return kind_; }
  bool boolean() const { return integer_ != 0; }
  std::int64_t integer() const { return integer_; }
  double number() const { return number_; }
  const std::string& string() const { return string_; }
  const std::vector<Settings>& items() const { return items_; }
  // The members of an object, in the order of the file.
  const std::vector<std::pair<std::string, Settings>>& members() const { return members_; }
  // The member of that name, or null.
  const Settings* find(std::string_view name) const;
  // The same value with `resolve` applied to every string in it, however deep. The first error is
  // given back with the place of its string before it.
  using Resolve = std::function<Result<std::string>(std::string_view)>;
  Result<Settings> resolved(const Resolve& resolve) const;
  // The same object without the named members: what is left for a component to read.
  Settings without(std::span<const std::string_view> names) const;
  Settings without(std::initializer_list<std::string_view> names) const {
    return without(std::span(names.begin(), names.size()));
  }

  // `path` as it is meant in this file: relative to the file's folder.
  std::string beside(const std::string& path) const;

  // "file:line:column", 1-based.
  std::string where() const;
  // An error of code kInvalid that begins with where().
  Error error(std::string_view text) const;

 private:
  friend struct SettingsBuilder;
  Result<Done> resolveInPlace(const Resolve& resolve);

  Kind kind_ = Kind::kObject;
  std::int64_t integer_ = 0;
  double number_ = 0;
  std::string string_;
  std::vector<Settings> items_;
  std::vector<std::pair<std::string, Settings>> members_;
  std::shared_ptr<const std::string> file_;
  int line_ = 0, column_ = 0;
};

// One option of a component, as the manual and the JSON Schema show it.
struct Option {
  std::string name, type, fallback, help;
};
using OptionList = std::vector<Option>;

}  // namespace pontis
