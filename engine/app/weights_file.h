// A site's own weights of the patient index, as a file: what `pontis index train` writes and the
// key "weights" of the index names.
//
// A JSON object: for each field, for each degree of agreement, the share among records of one
// person ("same") and among those of different persons ("others"), both above 0 and at most 1.
// What it leaves out is as shipped.
#pragma once

#include <memory>
#include <string>

#include "engine/base/result.h"
#include "engine/index/weights.h"

namespace pontis {

// kUnavailable (no such file), kMalformed, kInvalid, with file:line:column.
Result<std::shared_ptr<const Weights>> readWeights(const std::string& path);

std::string weightsText(const Weights& weights);

}  // namespace pontis
