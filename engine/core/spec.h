// Spec<T>: what a component may be configured with, said once.
//
// The struct gives each option its type and default; the Spec gives its key and its help. Reading,
// checking, the reference manual and the JSON Schema all come from these two.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/settings.h"

namespace pontis {

namespace spec_detail {
// Each reads one type; false if `in` has another kind.
bool read(const Settings& in, bool& out);
bool read(const Settings& in, std::string& out);
bool read(const Settings& in, std::size_t& out);
bool read(const Settings& in, double& out);
bool read(const Settings& in, std::chrono::milliseconds& out);  // 1500, "90s", "5m", "24h", "30d"
bool read(const Settings& in, std::vector<std::string>& out);
std::string show(bool value);
std::string show(const std::string& value);
std::string show(std::size_t value);
std::string show(double value);
std::string show(std::chrono::milliseconds value);
std::string show(const std::vector<std::string>& value);
// The JSON Schema type of each, and what a message says was expected.
inline constexpr std::string_view kind(const bool*) { return "boolean"; }
inline constexpr std::string_view kind(const std::string*) { return "string"; }
inline constexpr std::string_view kind(const std::size_t*) { return "integer"; }
inline constexpr std::string_view kind(const double*) { return "number"; }
inline constexpr std::string_view kind(const std::chrono::milliseconds*) { return "duration"; }
inline constexpr std::string_view kind(const std::vector<std::string>*) { return "strings"; }
}  // namespace spec_detail

template <class T>
class Spec {
 public:
  // `check` returns what is wrong with the value, or nothing.
  template <class F>
  Spec& field(std::string_view key, F T::*member, std::string_view help,
              std::function<std::string(const F&)> check = {}) {
    const std::string_view kind = spec_detail::kind(static_cast<const F*>(nullptr));
    options_.push_back(
        {std::string(key), std::string(kind), spec_detail::show(T{}.*member), std::string(help)});
    readers_.push_back([member, kind, check](const Settings& in, T& out) -> std::string {
      if (!spec_detail::read(in, out.*member)) return "expected a " + std::string(kind);
      return check ? check(out.*member) : std::string();
    });
    return *this;
  }

  // Reads `in` over `out`, the defaults if nothing else is said. Unknown keys are errors: a
  // misspelt option must not be silent.
  //   kInvalid  an unknown key, a wrong type, a refused value; the text begins with
  //   file:line:column
  Result<T> read(const Settings& in, T out = {}) const {
    if (in.kind() != Settings::Kind::kObject) return in.error("expected an object");
    for (const auto& [key, value] : in.members()) {
      std::size_t i = 0;
      while (i < options_.size() && options_[i].name != key) ++i;
      if (i == options_.size()) {
        std::string known;
        for (const Option& option : options_) known += (known.empty() ? "" : ", ") + option.name;
        return value.error("unknown option \"" + key + "\"; known are: " + known);
      }
      const std::string wrong = readers_[i](value, out);
      if (!wrong.empty()) return value.error("\"" + key + "\": " + wrong);
    }
    return out;
  }

  const OptionList& options() const { return options_; }

 private:
  OptionList options_;
  std::vector<std::function<std::string(const Settings&, T&)>> readers_;
};

}  // namespace pontis
