// Where: a WHERE clause that grows with what was asked for. Values are bound, never spelled out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/store/database.h"
#include "engine/store/store.h"

namespace pontis {

class Where {
 public:
  // `condition` ends where its value is to stand: "m.id = ".
  void add(std::string_view condition, const Value& value);
  void add(std::string_view condition);

  // Messages "m" that match. kInvalid if there is no such state.
  Result<Done> matches(const MessageFilter& filter);
  // Final deliveries "d" of messages "m" that match.
  Result<Done> replayable(const MessageFilter& filter);

  const std::string& sql() const { return sql_; }
  const std::vector<Value>& values() const { return values_; }

 private:
  void addMessage(const MessageFilter& filter);

  std::string sql_;
  std::vector<Value> values_;
};

}  // namespace pontis
