// PersonTable: a CSV file (RFC 4180) of persons, a row each, read as Demographics.
//
// Which column is what is said by a map: "given=first_name,family=surname,birthDate=dob". One name
// may stand for several columns: further names, addresses or telephones of the person.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/core/person.h"

namespace pontis {

// Reads records until the text ends; quoted fields may hold commas, quotes and lines.
std::vector<std::vector<std::string>> parseCsv(std::string_view text);

class PersonTable {
 public:
  // `prefix` stands before each column's name in the file, but not in the map. Errors have no
  // place.
  //   kNotFound  no such file, or no such column
  //   kInvalid   the map names nothing the index knows, or the file is empty
  static Result<PersonTable> read(const std::string& file, const std::string& map,
                                  const std::string& prefix = "");

  std::size_t size() const { return rows_.size() - 1; }
  Demographics person(std::size_t row) const;
  // The values of a row that the map names, as one text.
  std::string rowText(std::size_t row) const;

 private:
  struct Column {
    std::string field;   // "given", "identifier"
    std::string system;  // of an identifier
    std::size_t at = 0;
  };

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;  // the first: titles
};

}  // namespace pontis
