// Patient/$match: who may be meant by the Patient that is sent (IHE PDQm 3.2, ITI-119).
//
// The body is Parameters (resource, onlyCertainMatches, count) or the Patient alone. The answer is
// a searchset, best first; each entry has the match-grade extension and a score of 0..1 that grows
// with the evidence inside the band of its grade: certain from 0.95, probable from 0.8, possible
// from 0.4. With onlyCertainMatches it is empty if two persons are certain, for then neither is
// (case 5). A Patient that the index cannot search by finds nobody.
#pragma once

#include "adapters/pixm/pixm_request.h"
#include "engine/core/message.h"
#include "engine/index/index.h"

namespace pontis {

inline constexpr std::size_t kMostMatches = 100;

Bytes answerMatch(const PixmRequest& request, const Message& message, const Index& index);

// 0..1 for `bits` of evidence in that grade.
double matchScore(Grade grade, double bits);

}  // namespace pontis
