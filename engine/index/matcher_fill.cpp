// How a matcher takes in a file as a whole.
#include <algorithm>
#include <array>
#include <optional>
#include <thread>

#include "engine/index/description.h"
#include "engine/index/matcher_columns.h"

namespace pontis {
namespace {

std::size_t lanes() {
  static const std::size_t kLanes = std::max(1u, std::thread::hardware_concurrency());
  return kLanes;
}

// Calls work(lane) on a thread for each lane, and waits for all.
template <class Work>
void onEachLane(const Work& work) {
  std::vector<std::thread> others;
  for (std::size_t lane = 1; lane < lanes(); ++lane) others.emplace_back(work, lane);
  work(std::size_t{0});
  for (std::thread& other : others) other.join();
}

// What a lane has described: rows in their place, with words of its own and lists of extras that
// stand one after the other.
struct Described {
  std::size_t from = 0, to = 0;  // records
  std::unique_ptr<Vocabulary> words;
  std::vector<std::uint32_t> extras;
};

// A record that is to be put under the keys below one of its keys.
struct Pending {
  std::uint32_t record = 0;
  std::uint8_t parent = 0;  // as in BlockingKey

  auto operator<=>(const Pending&) const = default;
};

// Puts many records under their keys. A lane adds the keys of its own segments, level by level of
// the trees, in the order of the records: so a full list holds the same ones as after put().
class Filing {
 public:
  Filing(Blocking& blocks, const std::function<BlockingKeys(std::uint32_t)>& keysOf)
      : blocks_(blocks), keysOf_(keysOf), shelves_(lanes()), next_(lanes()) {}

  void put(std::size_t records) {
    blocks_.expect(records);
    onEachLane([&](std::size_t lane) {
      each(records, lane, [](std::size_t i) { return Pending{static_cast<std::uint32_t>(i), 0}; });
    });
    for (std::vector<Pending> level = takeNext(); !level.empty(); level = takeNext())
      onEachLane([&](std::size_t lane) {
        each(level.size(), lane, [&](std::size_t i) { return level[i]; });
      });
    for (Blocking::Shelf& shelf : shelves_) blocks_.giveBack(shelf);
  }

 private:
  static bool owns(std::size_t lane, std::uint64_t key) {
    return Blocking::segmentOf(key) * lanes() >> Blocking::kSegmentBits == lane;
  }

  template <class At>
  void each(std::size_t count, std::size_t lane, const At& at) {
    constexpr std::size_t kAhead = 4;
    std::array<std::optional<BlockingKeys>, kAhead> ring;
    for (std::size_t i = 0; i < count + kAhead; ++i) {
      auto& keys = ring[i % kAhead];
      if (i >= kAhead) file(*keys, at(i - kAhead), lane);
      if (i >= count) continue;
      const Pending next = at(i);
      keys.emplace(keysOf_(next.record));
      for (const BlockingKey& key : keys->all())
        if (key.parent == next.parent && owns(lane, key.hash)) blocks_.prefetch(key.hash);
    }
  }

  void file(const BlockingKeys& keys, const Pending& one, std::size_t lane) {
    std::vector<std::uint32_t> moved;
    for (std::size_t at = one.parent; at < keys.all().size(); ++at) {
      const BlockingKey& key = keys.all()[at];
      if (key.parent != one.parent || !owns(lane, key.hash)) continue;
      const Blocking::Added added =
          blocks_.add(key.hash, one.record, key.children == 0, moved, shelves_[lane]);
      if (added == Blocking::Added::kDone) continue;
      for (const std::uint32_t other : moved) postpone(other, key.hash, lane);
      moved.clear();
      next_[lane].push_back({one.record, static_cast<std::uint8_t>(at + 1)});
    }
  }

  void postpone(std::uint32_t record, std::uint64_t key, std::size_t lane) {
    const BlockingKeys keys = keysOf_(record);
    for (std::size_t at = 0; at < keys.all().size(); ++at)
      if (keys.all()[at].hash == key)
        next_[lane].push_back({record, static_cast<std::uint8_t>(at + 1)});
  }

  std::vector<Pending> takeNext() {
    std::vector<Pending> out;
    for (auto& list : next_) {
      out.insert(out.end(), list.begin(), list.end());
      list.clear();
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  Blocking& blocks_;
  const std::function<BlockingKeys(std::uint32_t)>& keysOf_;
  std::vector<Blocking::Shelf> shelves_;    // by lane
  std::vector<std::vector<Pending>> next_;  // the next level, by lane
};

}  // namespace

void Matcher::fill(std::size_t records, const std::function<Demographics(std::size_t)>& person,
                   const std::function<void(std::size_t)>& progress) {
  Columns& c = *columns_;
  c.rows.reach(records);
  std::vector<Described> parts(lanes());
  onEachLane([&](std::size_t lane) {
    Described& part = parts[lane];
    part.from = records * lane / lanes(), part.to = records * (lane + 1) / lanes();
    if (lane > 0) part.words = std::make_unique<Vocabulary>();
    Vocabulary& words = lane > 0 ? *part.words : c.words;
    for (std::size_t record = part.from; record < part.to; ++record) {
      if (lane == 0) progress(record * lanes());
      Description one = describe(person(record), words);
      one.row.known = 1;
      one.row.extras = static_cast<std::uint32_t>(one.extras.size());  // until it has a place
      part.extras.insert(part.extras.end(), one.extras.begin(), one.extras.end());
      words.count(one.row, 1);
      c.rows[record] = one.row;
    }
  });
  for (Described& part : parts) {
    Vocabulary::Renumbering numbers;
    if (part.words != nullptr) numbers = c.words.absorb(*part.words);
    std::span<std::uint32_t> rest(part.extras);
    for (std::size_t record = part.from; record < part.to; ++record) {
      MatchRow& row = c.rows[record];
      const std::span<std::uint32_t> extras = rest.first(row.extras);
      rest = rest.subspan(row.extras);
      if (part.words != nullptr) numbers.apply(row), numbers.apply(extras);
      c.extras.add(extras, row);
    }
    part = {};
  }
  const std::function<BlockingKeys(std::uint32_t)> keys = [&c](std::uint32_t record) {
    return BlockingKeys(c.side(record), c.words, c.thorough);
  };
  Filing(c.blocks, keys).put(records);
}

}  // namespace pontis
