#include "engine/mapping/v2_types.h"

#include <algorithm>
#include <charconv>

#include "engine/mapping/json.h"

namespace pontis {
namespace {

std::uint8_t version(std::string_view name) {
  const auto& all = V2Types::kVersions;
  return static_cast<std::uint8_t>(std::find(all.begin(), all.end(), name) - all.begin());
}

}  // namespace

const V2Types& V2Types::all() {
  static const V2Types kAll;
  return kAll;
}

V2Types::V2Types() {
  eras_.reserve(8192);
  struct Open {
    Composite* composite;
    std::vector<std::size_t> starts;  // of its parts in eras_, which moves as it grows
  };
  std::vector<Open> all;
  for (const char* const* chunk = kV2Fields; *chunk != nullptr; ++chunk) {
    for (std::string_view text = *chunk; !text.empty();) {
      std::string_view line = take(text, '\n');
      if (line[0] == '=' || line[0] == ':') {
        auto& kind = line[0] == '=' ? segments_ : types_;
        line.remove_prefix(2);
        const std::string_view name = take(line, ' ');
        const std::uint8_t first = version(take(line, ' '));
        Composite& made = kind[name] = Composite{name, first, version(line), {}};
        all.push_back({&made, {}});
      } else {
        all.back().starts.push_back(eras_.size());
        eras(line, all.back().composite->first);
      }
    }
  }
  std::size_t end = eras_.size();
  for (auto open = all.rbegin(); open != all.rend(); ++open) {
    open->composite->parts.resize(open->starts.size());
    for (std::size_t i = open->starts.size(); i-- > 0; end = open->starts[i])
      open->composite->parts[i] = Part(eras_).subspan(open->starts[i], end - open->starts[i]);
  }
}

// "ST 2.3:CX*#61 2.7:-"
void V2Types::eras(std::string_view line, std::uint8_t first) {
  while (!line.empty()) {
    std::string_view word = take(line, ' ');
    Era era{first, {}, false, 0};
    if (word.find(':') != std::string_view::npos) era.since = version(take(word, ':'));
    const std::string_view spelled = take(word, '#');
    std::from_chars(word.data(), word.data() + word.size(), era.table);
    era.repeats = spelled.size() > 1 && spelled.ends_with('*');
    era.type = spelled.substr(0, spelled.size() - (era.repeats ? 1 : 0));
    if (era.type == "-") era.type = {};
    eras_.push_back(era);
  }
}

V2Types::Part V2Types::Composite::part(int number) const {
  if (number < 1 || static_cast<std::size_t>(number) > parts.size()) return {};
  return parts[static_cast<std::size_t>(number) - 1];
}

const V2Types::Composite* V2Types::segment(std::string_view name) const {
  const auto found = segments_.find(name);
  return found == segments_.end() ? nullptr : &found->second;
}

const V2Types::Composite* V2Types::type(std::string_view name) const {
  const auto found = types_.find(name);
  return found == types_.end() ? nullptr : &found->second;
}

bool V2Types::primitive(std::string_view name) {
  constexpr std::array<std::string_view, 13> kAll{"ST", "ID",  "IS", "TX",  "FT",  "NM", "SI",
                                                  "DT", "DTM", "TM", "GTS", "SNM", "TN"};
  return std::find(kAll.begin(), kAll.end(), name) != kAll.end();
}

}  // namespace pontis
