// Rows: what a command prints, as an aligned table for people or as JSON lines for programs.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace pontis {

class Rows {
 public:
  explicit Rows(std::vector<std::string> titles) : titles_(std::move(titles)) {}

  // REQUIRES: as many values as titles
  void add(std::vector<std::string> values) { rows_.push_back(std::move(values)); }
  std::size_t size() const { return rows_.size(); }

  void print(std::ostream& out, bool json) const;

 private:
  std::vector<std::string> titles_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace pontis
