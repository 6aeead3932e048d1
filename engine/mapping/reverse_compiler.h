// Compiles the rows that hold backward, and refuses those that cannot.
//
// Thread safety: used by one thread, once.
#pragma once

#include <map>
#include <string>

#include "engine/base/result.h"
#include "engine/mapping/elements.h"
#include "engine/mapping/reverse_plan.h"

namespace pontis {

class ReverseCompiler {
 public:
  // `rules` numbers the rows (Compiler::rules()).
  // REQUIRES: all outlive the compiler; Compiler has accepted `syntax` and `tables`
  ReverseCompiler(const Syntax& syntax, const std::map<std::string, Table>& tables,
                  const std::map<const MapRow*, std::int32_t>& rules)
      : syntax_(syntax), all_tables_(tables), rules_(rules) {}

  //   kInvalid   a row says <-> and cannot be inverted; the text begins with file:line:column
  Result<ReversePlan> compile();

 private:
  struct Mistake {
    Place place;
    std::string what;
  };
  // Where a path ends.
  struct End {
    std::string type;
    const ElementDef* def = nullptr;
    std::string item;  // the type of the outermost `[]` of the path, if it has one
  };

  static void useSlots(ReverseBlock& made);
  void rank();
  void note(const Mistake& error);
  void block(const Block& from, int index);
  void part(const Block& from, int index);
  void rows(const Block& from, ReverseBlock& made, const TypeDef& type);
  void row(const MapRow& row, const Block& from, ReverseBlock& made, const TypeDef& type);
  void constant(const Target& target, const Value& value, const TypeDef& type, const MapRow& row,
                const Block& from, ReverseBlock& made);
  void value(const MapRow& row, const End& end, ReverseRow& made);
  void marks(ReverseBlock& made) const;
  static std::string key(const ReversePath& path);
  static std::string bare(const ReversePath& path);
  End path(const Target& target, const TypeDef& type, const Value& value,
           const Conversion& conversion, const MapRow& row, const Block& from, ReverseBlock& made,
           ReversePath& out) const;
  int table(const std::string& name);
  void order(ReverseBlock& made) const;
  bool choosy(const ReverseRow& row) const;
  void checkRepeated(const ReverseBlock& block);

  const Syntax& syntax_;
  const std::map<std::string, Table>& all_tables_;
  const std::map<const MapRow*, std::int32_t>& rules_;
  const Elements& elements_ = Elements::r4();
  ReversePlan plan_;
  std::string mistakes_;
  std::map<std::string, int> tables_;
  std::map<const Block*, int> indexes_;
};

}  // namespace pontis
