#include "engine/mapping/mapping.h"

#include "engine/mapping/compiler.h"
#include "engine/mapping/map_files.h"
#include "engine/mapping/reverse_compiler.h"
#include "engine/mapping/reverse_run.h"
#include "engine/mapping/run.h"
#include "engine/mapping/source_check.h"

namespace pontis {
namespace {

class CompiledMapping : public Mapping {
 public:
  CompiledMapping(Plan plan, ReversePlan back) : plan_(std::move(plan)), back_(std::move(back)) {}

  Result<Mapped> apply(const Segments& message) const override {
    thread_local Run run;
    return run.apply(plan_, message);
  }

  Result<Mapped> reverse(const Nodes& document, std::string_view type) const override {
    return ReverseRun(plan_, back_, document).apply(type);
  }

  Result<Explanation> explain(const Segments& message) const override {
    return Run().explain(plan_, message);
  }

  const std::vector<Rule>& rules() const override { return plan_.rules; }

 private:
  const Plan plan_;
  const ReversePlan back_;
};

}  // namespace

Result<std::shared_ptr<const Mapping>> Mapping::load(std::span<const std::string> folders) {
  auto files = readMapFiles(folders, TablesToRead::kNamed);
  if (!files) return files.error();
  if (auto checked = checkSources(files->syntax); !checked) return checked.error();
  Compiler compiler(files->syntax, files->tables);
  auto plan = compiler.compile();
  if (!plan) return plan.error();
  auto back = ReverseCompiler(files->syntax, files->tables, compiler.rules()).compile();
  if (!back) return back.error();
  return std::shared_ptr<const Mapping>(
      std::make_shared<CompiledMapping>(std::move(*plan), std::move(*back)));
}

}  // namespace pontis
