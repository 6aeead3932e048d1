#include "adapters/pixm/pixm_bundle.h"

#include "engine/base/clock.h"

namespace pontis {

void beginSearchset(JsonWriter& json, std::string_view self, std::string_view next) {
  json.object().text("resourceType", "Bundle").text("id", newId());
  json.object("meta").text("lastUpdated", toText(std::chrono::system_clock::now())).end();
  json.text("type", "searchset");
  json.array("link").object().text("relation", "self").text("url", self).end();
  if (!next.empty()) json.object().text("relation", "next").text("url", next).end();
  json.end();
}

std::string fullUrl(const PixmRequest& request, std::string_view id) {
  return request.base.empty() ? std::string() : request.base + "Patient/" + std::string(id);
}

}  // namespace pontis
