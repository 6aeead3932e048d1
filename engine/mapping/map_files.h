// The map files and code tables of some folders, read and put together: base first, then site.
#pragma once

#include <map>
#include <span>
#include <string>

#include "engine/base/result.h"
#include "engine/mapping/syntax.h"
#include "engine/mapping/table.h"

namespace pontis {

struct MapFiles {
  Syntax syntax;
  std::map<std::string, Table> tables;
};

// Which tables to read: all there are, or those that a row names.
enum class TablesToRead { kAll, kNamed };

// Reads every *.map in `folders`, in order, and the tables: *.csv in a folder and in the folder
// "tables" beside it. A later folder's rows for a field replace an earlier one's rows for that
// field; a later table's lines replace lines with the same source code.
//   kInvalid   a mistake; the text begins with file:line:column
//   kNotFound  no map in any of the folders
Result<MapFiles> readMapFiles(std::span<const std::string> folders,
                              TablesToRead which = TablesToRead::kAll);

}  // namespace pontis
