#include "engine/core/spec.h"

#include <cctype>

namespace pontis::spec_detail {

using std::chrono::milliseconds;

bool read(const Settings& in, bool& out) {
  out = in.boolean();
  return in.kind() == Settings::Kind::kBool;
}

bool read(const Settings& in, std::string& out) {
  out = in.string();
  return in.kind() == Settings::Kind::kString;
}

bool read(const Settings& in, std::size_t& out) {
  if (in.kind() != Settings::Kind::kInteger || in.integer() < 0) return false;
  out = static_cast<std::size_t>(in.integer());
  return true;
}

bool read(const Settings& in, double& out) {
  out = in.number();
  return in.kind() == Settings::Kind::kInteger || in.kind() == Settings::Kind::kNumber;
}

bool read(const Settings& in, milliseconds& out) {
  if (in.kind() == Settings::Kind::kInteger && in.integer() >= 0) {
    out = milliseconds(in.integer());
    return true;
  }
  if (in.kind() != Settings::Kind::kString) return false;
  const std::string& text = in.string();
  constexpr std::size_t kMostDigits = 9;  // 10^9 days in milliseconds still fit 64 bits
  std::size_t at = 0;
  std::int64_t count = 0;
  while (at < text.size() && at < kMostDigits && std::isdigit(static_cast<unsigned char>(text[at])))
    count = count * 10 + (text[at++] - '0');
  if (at == 0) return false;
  const std::string unit = text.substr(at);
  const std::int64_t scale = unit == "ms"  ? 1
                             : unit == "s" ? 1000
                             : unit == "m" ? 60'000
                             : unit == "h" ? 3'600'000
                             : unit == "d" ? 86'400'000
                                           : 0;
  out = milliseconds(count * scale);
  return scale != 0;
}

bool read(const Settings& in, std::vector<std::string>& out) {
  if (in.kind() != Settings::Kind::kArray) return false;
  out.clear();
  for (const Settings& item : in.items()) {
    if (item.kind() != Settings::Kind::kString) return false;
    out.push_back(item.string());
  }
  return true;
}

std::string show(bool value) { return value ? "true" : "false"; }
std::string show(const std::string& value) { return value; }
std::string show(std::size_t value) { return std::to_string(value); }
std::string show(double value) {
  std::string text = std::to_string(value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string show(milliseconds value) {
  const std::int64_t count = value.count();
  if (count == 0) return "0s";
  if (count % 86'400'000 == 0) return std::to_string(count / 86'400'000) + "d";
  if (count % 3'600'000 == 0) return std::to_string(count / 3'600'000) + "h";
  if (count % 60'000 == 0) return std::to_string(count / 60'000) + "m";
  if (count % 1000 == 0) return std::to_string(count / 1000) + "s";
  return std::to_string(count) + "ms";
}

std::string show(const std::vector<std::string>& value) {
  std::string text;
  for (const std::string& item : value) text += (text.empty() ? "" : ", ") + item;
  return text;
}

}  // namespace pontis::spec_detail
