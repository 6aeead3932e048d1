#include "engine/mapping/mapping.h"

#include "engine/mapping/compiler.h"
#include "engine/mapping/map_files.h"
#include "engine/mapping/run.h"

namespace pontis {
namespace {

class CompiledMapping : public Mapping {
 public:
  explicit CompiledMapping(Plan plan) : plan_(std::move(plan)) {}

  Result<Mapped> apply(const Segments& message) const override {
    thread_local Run run;
    return run.apply(plan_, message);
  }

  Result<Explanation> explain(const Segments& message) const override {
    return Run().explain(plan_, message);
  }

  const std::vector<Rule>& rules() const override { return plan_.rules; }

 private:
  Plan plan_;
};

}  // namespace

Result<std::shared_ptr<const Mapping>> Mapping::load(std::span<const std::string> folders) {
  auto files = readMapFiles(folders);
  if (!files) return files.error();
  auto plan = Compiler(files->syntax, files->tables).compile();
  if (!plan) return plan.error();
  return std::shared_ptr<const Mapping>(std::make_shared<CompiledMapping>(std::move(*plan)));
}

}  // namespace pontis
