#include "engine/store/database.h"

#include <algorithm>
#include <cstdlib>

namespace pontis {
namespace {

std::size_t countParameters(const std::string& sql) {
  std::size_t count = 0;
  for (std::size_t at = sql.find('$'); at != std::string::npos; at = sql.find('$', at + 1))
    count = std::max<std::size_t>(count, std::strtoul(sql.c_str() + at + 1, nullptr, 10));
  return count;
}

}  // namespace

Statement::Statement(std::string sql) : sql_(std::move(sql)), parameters_(countParameters(sql_)) {}

}  // namespace pontis
