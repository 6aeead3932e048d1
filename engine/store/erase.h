// Erase: takes a person out of the store, in steps that a crash cannot leave half done.
//
//   1. one commit: the keys are listed in `erasure` and no longer given out, `erasures` rises,
//      waiting deliveries are filtered, quarantined items go, the record of it is written
//   2. the keys are destroyed: from here on nobody reads what they sealed, nor any copy of it
//   3. `erasure` is emptied. Whoever opens the store begins at 2 if there is something in it
#pragma once

#include "engine/store/group_commit.h"
#include "engine/store/pool.h"
#include "engine/store/sealing.h"

namespace pontis {

// As Store::erase().
Result<Erased> eraseFrom(GroupCommit& commit, Pool& readers, Sealing& sealing,
                         const Erasure& erasure);

// Steps 2 and 3 of what was begun; reads how many erasures there were.
Result<Done> finishErasures(GroupCommit& commit, Pool& readers, Sealing& sealing);

// Leaves the vault's mark in a store that has none.
//   kDenied  the store bears another's, or there is no vault and it bears one
Result<Done> checkVault(GroupCommit& commit, Pool& readers, const Sealing& sealing);

}  // namespace pontis
