// Compiles the syntax of all folders to one plan, checking every row against FHIR R4.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <tuple>

#include "engine/base/result.h"
#include "engine/mapping/plan.h"
#include "engine/mapping/syntax.h"
#include "engine/mapping/tree.h"

namespace pontis {

class Compiler {
 public:
  // REQUIRES: `syntax` outlives the compiler
  Compiler(const Syntax& syntax, const std::map<std::string, Table>& tables);

  //   kInvalid   a mistake in a map; the text begins with file:line:column
  Result<Plan> compile();

  // The number of each row in Plan::rules, after compile().
  const std::map<const MapRow*, std::int32_t>& rules() const { return rules_; }

 private:
  struct Mistake {
    Place place;
    std::string what;
  };
  // Where rows are compiled: whose slots they read, and what a bare number means.
  struct Scope {
    const Block* block;
    std::vector<Slot>* slots;
    int depth = 0;
  };
  // What a row reads and how, while its target is walked.
  struct Reading {
    const MapRow* row = nullptr;
    const Value* value = nullptr;
    const Conversion* conversion = nullptr;
    PlanSource source;
    std::int32_t when = -1;
    std::int32_t rule = -1;
    bool aside = false;  // of `with`
    bool counts = true;
  };

  // Templates (compiler.cpp).
  void messages();
  void remarks(const Block& block);
  void mapBlock(const Block& block);
  void tag(const Block& block, Body& root, const Scope& scope);
  std::int16_t queued(const Block& block, const Place& place);
  void fill(const Block& block, Template& made, Body& root);
  void contributions(const Block& block, Template& made, Body& root);
  void keys(const Block& block, Template& made, Scope scope);
  void identity(const Key& key, Template& made, const Scope& scope);
  void finish(const Block& block, Template& made, Body& root);
  void ownIdentifier(Template& made, Body& root);
  void checkRequired(const Body& body, const Block& block, bool root);
  static bool total(const TreeVariant& variant);

  // Rows (row_compiler.cpp).
  void row(const MapRow& row, Body& body, const Scope& scope);
  std::int32_t ruleOf(const MapRow& row, const Block& block);
  void assign(const Assign& assign, const MapRow& row, std::int32_t rule, Body& body,
              const Scope& scope);
  void walk(const Target& target, std::size_t step, Body& body, Reading& reading,
            const Scope& scope, Body** item);
  void last(const Target& target, const PathStep& step, TreeElement& element, Reading& reading,
            const Scope& scope, Body** item);
  void extension(const Target& target, std::size_t step, Body& body, Reading& reading,
                 const Scope& scope, Body** item);
  static bool keepsMore(const Conversion& conversion);
  void beside(const Target& target, const PathStep& step, Body& body, const Reading& reading,
              const Block* block);
  static std::string fallback(const Target& target, const Block& block);
  void extensionUrl(Body& body, const std::string& url, const Place& place);
  TreeElement& element(Body& body, const PathStep& step, const Place& place);
  TreeVariant& merged(TreeElement& element, const PathStep& step);
  TreeVariant& fresh(TreeElement& element, Reading& reading);

  // Values (value_compiler.cpp).
  TreeVariant value(const std::string& type, const ElementDef* def, const Reading& reading,
                    const Scope& scope, const Place& place);
  TreeVariant constant(const std::string& type, const ElementDef* def, const std::string& text,
                       const Place& place) const;
  TreeVariant reference(const ElementDef* def, const Reading& reading, const Place& place);
  TreeVariant primitive(const std::string& type, const ElementDef* def, const Reading& reading,
                        const Place& place);
  TreeVariant call(const std::string& type, const ElementDef* def, const Reading& reading,
                   const Scope& scope, const Place& place);
  std::shared_ptr<Called> called(const Block& block, const std::string& type,
                                 const Conversion& conversion, const Scope& scope,
                                 const Place& place);
  Body converted(const Block& block, const std::string& type, const Conversion& conversion,
                 const Scope& scope, const Place& place);
  std::int16_t table(const std::string& name, const Place& place);

  // Sources and conditions (value_compiler.cpp).
  PlanSource source(const SourcePath& path, const Scope& scope);
  PlanSource source(const Value& value, const Scope& scope, const Place& place);
  std::int32_t condition(const Condition& condition, const Scope& scope);
  std::uint8_t slot(std::uint32_t segment, bool own, const Scope& scope);
  std::int16_t nameOf(const std::string& name, const Place& place) const;

  const Syntax& syntax_;
  const std::map<std::string, Table>& all_tables_;
  const Elements& elements_ = Elements::r4();
  Plan plan_;
  std::deque<MapRow> tag_rows_;
  std::map<const Block*, std::int16_t> queued_;
  // By block, table and the slots it reads; null where it reads nothing but its value.
  std::map<std::tuple<const Block*, std::string, const std::vector<Slot>*>, std::shared_ptr<Called>>
      calls_;
  std::size_t slot_reads_ = 0;
  std::map<const MapRow*, std::int32_t> rules_;
};

}  // namespace pontis
