#include "engine/mapping/map_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <vector>

#include "engine/mapping/parser.h"

namespace pontis {
namespace {

namespace fs = std::filesystem;

// The files of `folder` that end in `extension`, by name.
std::vector<fs::path> files(const fs::path& folder, const char* extension) {
  std::vector<fs::path> out;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    if (at->path().extension() == extension) out.push_back(at->path());
  std::sort(out.begin(), out.end());
  return out;
}

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  std::string out(static_cast<std::size_t>(std::max<std::streamoff>(in.tellg(), 0)), '\0');
  in.seekg(0).read(out.data(), static_cast<std::streamsize>(out.size()));
  return out;
}

// What makes two blocks the same block, so that a site's rows meet the base's.
std::string signature(const Block& block) {
  std::string out = (block.type ? "type " : "map ") + block.source + " ";
  for (const PathStep& step : block.target.steps) out += step.name + step.url + ".";
  return out + " as " + block.name + " of " + block.of;
}

// A constant has no source to be known by: its target says which rule it is.
std::string rule(const MapRow& row) {
  if (row.kind == MapRow::Kind::kRule && row.value.kind != Value::Kind::kSource) {
    std::string out = "=";
    for (const PathStep& step : row.target.steps) out += "." + step.name + step.slot + step.url;
    return out;
  }
  return row.source.substr(0, row.source.find('['));
}

// The site's rows for a field replace all of the base's rows for that field.
void override(Block& base, const Block& site) {
  for (const MapRow& row : site.rows)
    std::erase_if(base.rows, [&](const MapRow& old) { return rule(old) == rule(row); });
  base.rows.insert(base.rows.begin(), site.rows.begin(), site.rows.end());
  if (!site.keys.empty()) base.keys = site.keys;
  if (!site.methods.empty()) base.methods = site.methods;
  if (!site.needs.empty()) base.needs = site.needs;
  if (!site.when.terms.empty()) base.when = site.when;
}

void merge(Syntax& base, Syntax site) {
  std::map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < base.blocks.size(); ++i) known.emplace(signature(base.blocks[i]), i);
  base.blocks.reserve(base.blocks.size() + site.blocks.size());
  for (Block& block : site.blocks) {
    const auto [at, first] = known.emplace(signature(block), base.blocks.size());
    if (first)
      base.blocks.push_back(std::move(block));
    else
      override(base.blocks[at->second], block);
  }
  for (MessageBlock& message : site.messages) {
    std::erase_if(base.messages, [&](const MessageBlock& old) { return old.name == message.name; });
    base.messages.push_back(std::move(message));
  }
  for (TestBlock& test : site.tests) base.tests.push_back(std::move(test));
  base.reported.insert(base.reported.end(), site.reported.begin(), site.reported.end());
  base.remainder = base.remainder || site.remainder;
  if (site.zone != "Z") base.zone = site.zone;
}

// The tables that rows, and the conversions themselves, look up.
std::set<std::string> namedTables(const Syntax& syntax) {
  std::set<std::string> out{"CodingSystem", "AssigningAuthority"};
  for (const Block& block : syntax.blocks) {
    for (const MapRow& row : block.rows) {
      out.insert(row.conversion.table);
      for (const Assign& assign : row.with) out.insert(assign.conversion.table);
    }
    for (const Key& key : block.keys) out.insert(key.conversion.table);
  }
  return out;
}

Result<Done> readTables(const fs::path& folder, const std::set<std::string>* named,
                        std::map<std::string, Table>& tables) {
  for (const fs::path& file : files(folder, ".csv")) {
    if (named != nullptr && named->count(file.stem().string()) == 0) continue;
    auto table = Table::parse(file.string(), content(file));
    if (!table) return table.error();
    const auto [known, first] = tables.try_emplace(file.stem().string(), std::move(*table));
    if (!first) known->second.merge(*table);
  }
  return Done{};
}

}  // namespace

Result<MapFiles> readMapFiles(std::span<const std::string> folders, TablesToRead which) {
  MapFiles out;
  std::size_t maps = 0;
  for (const std::string& folder : folders) {
    Syntax own;
    for (const fs::path& file : files(folder, ".map")) {
      auto parsed = parseMap(file.string(), content(file), own);
      if (!parsed) return parsed.error();
      ++maps;
    }
    merge(out.syntax, std::move(own));
  }
  if (maps == 0) return Error{Code::kNotFound, "no *.map in the folders of the mapping", ""};
  const std::set<std::string> named = namedTables(out.syntax);
  for (const std::string& folder : folders) {
    for (const fs::path& tables : {fs::path(folder) / ".." / "tables", fs::path(folder)}) {
      auto read = readTables(tables, which == TablesToRead::kNamed ? &named : nullptr, out.tables);
      if (!read) return read.error();
    }
  }
  return out;
}

}  // namespace pontis
