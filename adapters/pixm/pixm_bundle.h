// What the searchset Bundles of the index have in common (FHIR R4 sections 2.36, 3.1.1).
#pragma once

#include <string>
#include <string_view>

#include "adapters/pixm/pixm_request.h"
#include "engine/tree/json_writer.h"

namespace pontis {

// Opens a Bundle and writes all but its entries; `next` is the page that follows, if there is one.
void beginSearchset(JsonWriter& json, std::string_view self, std::string_view next = {});

// Where the Patient can be read: an absolute URL, or nothing if the base is not known.
std::string fullUrl(const PixmRequest& request, std::string_view id);

}  // namespace pontis
