#include "engine/app/console/units.h"

#include "engine/app/console/progress.h"
#include "engine/app/references.h"

namespace pontis {

void eachUnit(const std::vector<std::string>& files, std::string_view what,
              const std::function<void(const Unit&)>& each) {
  Progress progress(what, files.size());
  std::size_t done = 0;
  for (const std::string& file : files) {
    progress.step(done++);
    auto text = readFile(file);
    if (!text) {
      each({file, 1, 1, {}, findAdapter("hl7v2")->format, text.error()});
      continue;
    }
    const std::size_t first = text->find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    const bool json = first != std::string::npos && (*text)[first] == '{';
    const Format& format = *findAdapter(json ? "fhir" : "hl7v2")->format;
    const auto payloads = format.split(Bytes::own(std::move(*text)));
    for (std::size_t i = 0; i < payloads.size(); ++i)
      each({file, i + 1, payloads.size(), payloads[i], &format, format.parse(payloads[i])});
  }
}

}  // namespace pontis
