#include "engine/app/weights_file.h"

#include <fmt/format.h>

#include <optional>

#include "engine/app/references.h"
#include "engine/core/settings.h"

namespace pontis {
namespace {

std::optional<std::size_t> placeOf(std::string_view name, std::size_t count,
                                   const char* (*nameOf)(std::size_t)) {
  for (std::size_t i = 0; i < count; ++i)
    if (name == nameOf(i)) return i;
  return std::nullopt;
}
const char* fieldName(std::size_t place) { return toString(static_cast<Field>(place)); }
const char* levelName(std::size_t place) { return toString(static_cast<AgreementLevel>(place)); }

Result<Weights::Shares> readShares(const Settings& settings) {
  if (settings.kind() != Settings::Kind::kObject)
    return settings.error("expected {\"same\": …, \"others\": …}");
  Weights::Shares out;
  for (const auto& [name, value] : settings.members()) {
    if (name != "same" && name != "others")
      return value.error("\"" + name + "\" is not known: expected \"same\" and \"others\"");
    const double share = value.kind() == Settings::Kind::kInteger
                             ? static_cast<double>(value.integer())
                             : value.number();
    if (!(share > 0 && share <= 1)) return value.error("expected a share above 0 and at most 1");
    (name == "same" ? out.same : out.others) = static_cast<float>(share);
  }
  if (out.same == 0 || out.others == 0)
    return settings.error("expected both \"same\" and \"others\"");
  return out;
}

}  // namespace

Result<std::shared_ptr<const Weights>> readWeights(const std::string& path) {
  const auto text = readFile(path);
  if (!text) return text.error();
  const auto settings = Settings::parse(*text, path);
  if (!settings) return settings.error();
  if (settings->kind() != Settings::Kind::kObject) return settings->error("expected an object");
  Weights::Table table = Weights::shipped()->table();
  for (const auto& [name, levels] : settings->members()) {
    const auto field = placeOf(name, kFields, fieldName);
    if (!field) return levels.error("there is no field \"" + name + "\"");
    if (levels.kind() != Settings::Kind::kObject) return levels.error("expected an object");
    for (const auto& [level_name, value] : levels.members()) {
      const auto level = placeOf(level_name, kLevels, levelName);
      if (!level || *level == 0) return value.error("there is no level \"" + level_name + "\"");
      const auto shares = readShares(value);
      if (!shares) return shares.error();
      if (table[*field][*level].same == 0)
        return value.error("\"" + name + "\" is never \"" + level_name + "\"");
      table[*field][*level] = *shares;
    }
  }
  return std::make_shared<const Weights>(table);
}

std::string weightsText(const Weights& weights) {
  std::string out = "{";
  for (std::size_t field = 0; field < kFields; ++field) {
    out += fmt::format("{}\n  \"{}\": {{", field == 0 ? "" : ",", fieldName(field));
    bool first = true;
    for (std::size_t level = 1; level < kLevels; ++level) {
      const Weights::Shares& shares = weights.table()[field][level];
      if (shares.same <= 0) continue;
      out += fmt::format("{}\n    \"{}\": {{\"same\": {:.6g}, \"others\": {:.6g}}}",
                         first ? "" : ",", levelName(level), shares.same, shares.others);
      first = false;
    }
    out += "\n  }";
  }
  return out + "\n}\n";
}

}  // namespace pontis
