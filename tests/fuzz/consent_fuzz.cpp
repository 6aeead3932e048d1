// Feeds lines to `pontis consent decide`: whatever they hold, each is answered, and a line that
// cannot be read releases nothing.
#include <cstdint>
#include <cstdlib>

#include "engine/app/console/consent_commands.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string line(reinterpret_cast<const char*>(data), size);
  const pontis::ConsentAnswer said =
      pontis::answerConsentCase(line, &pontis::LabelTable::shipped(), {});
  const bool nothing = said.line.find("\"released\":[]") != std::string::npos;
  if (!said.readable && !nothing) std::abort();
  return 0;
}
