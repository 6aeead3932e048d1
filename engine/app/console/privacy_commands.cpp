#include "engine/app/console/privacy_commands.h"

#include <iostream>

#include "engine/app/config.h"
#include "engine/app/impact_assessment.h"
#include "engine/app/processing_record.h"

namespace pontis {
namespace {

int refuse(const Error& error) {
  std::cerr << "pontis: " << error.text << "\n";
  return 2;
}

}  // namespace

int printRegister(const RegisterOptions& options) {
  const auto config = loadConfig(options.config, options.data);
  if (!config) return refuse(config.error());
  const ProcessingRecord record = processingRecord(*config);
  std::cout << (options.json ? toJson(record) : toMarkdown(record));
  return 0;
}

int printAssessment(const AssessmentOptions& options) {
  const auto config = loadConfig(options.config, options.data);
  if (!config) return refuse(config.error());
  std::cout << impactAssessment(*config);
  return 0;
}

}  // namespace pontis
