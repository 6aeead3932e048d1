// Retire: takes old messages away, with all that hangs on them, and gives the disk back.
#pragma once

#include "engine/store/group_commit.h"

namespace pontis {

// As Store::retire() and Store::shrink().
Result<std::int64_t> retireFrom(GroupCommit& commit, std::string_view channel, Time before,
                                std::uint64_t keep_bytes);
Result<std::int64_t> shrinkStore(GroupCommit& commit);

}  // namespace pontis
