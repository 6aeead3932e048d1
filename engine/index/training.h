// Training: a site's own weights, learnt from its records without anybody saying who is who.
//
// Expectation maximisation (A. P. Dempster, N. M. Laird, D. B. Rubin, "Maximum Likelihood from
// Incomplete Data via the EM Algorithm", JRSS B 39, 1977) over the pairs that share a blocking key:
// how likely each is one person under the weights so far says how often each level is seen in one
// person's records. Only that share (m) is learnt. The share among different persons (u) is
// measured by frequency, and pairs that came together by a blocking key would belie it.
//
// What cannot teach is refused. In a register without duplicates the pairs that agree most are
// families; weights learnt from them would link families.
#pragma once

#include <cstddef>
#include <memory>

#include "engine/base/result.h"
#include "engine/index/matcher.h"
#include "engine/index/weights.h"

namespace pontis {

// From the records 0 to `records` - 1, which the matcher has.
//   kInvalid  too few pairs that the weights so far would link, or those that weigh most do not
//             agree in given name and birth date
Result<std::shared_ptr<const Weights>> train(const Matcher& matcher, std::size_t records,
                                             const Weights& from);

}  // namespace pontis
