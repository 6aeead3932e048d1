// PixSource: the changes of the shared patient index as messages, for the sinks of its channel.
//
// A channel with this source is one list of subscribers. Its messages (pix_notice.h) are accepted
// in the order of the changes, at least once: `state` holds the number of the last change that the
// engine has taken, and is written after it. MSH-10 is that number ("17-2" for the second notice of
// change 17), so that a channel that drops duplicates tells each change once. Where nothing stands
// in `state` yet, the source begins with what changes from now on, or at the beginning of the log
// if `from_start`. A subscriber that was away for longer than the index remembers (forgotten()) is
// told of every person anew.
//
// A message that the engine refuses for good is skipped: it is kept in quarantine, and logged.
//
// The channel must not show its messages to the index again: it has no `person` stage.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "adapters/pix/pix_cursor.h"
#include "adapters/pix/pix_notice.h"
#include "engine/core/adapter.h"
#include "engine/core/spec.h"

namespace pontis {

struct PixSourceOptions {
  std::string state = "";
  bool from_start = false;
  std::vector<std::string> domains = {};
  bool demographics = false;
  bool updates_only = false;
  std::string application = "PONTIS", facility = "";
  std::string receiving_application = "", receiving_facility = "";
  std::chrono::milliseconds poll = std::chrono::milliseconds(200);
  std::size_t batch = 256;
};

class PixSource final : public Source {
 public:
  static const Spec<PixSourceOptions>& spec();

  explicit PixSource(PixSourceOptions options)
      : options_(std::move(options)), cursor_(options_.state) {}
  ~PixSource() override { stop(); }

  //   kInvalid      the engine has no index, or a domain of interest is not known
  //   kUnavailable  the state cannot be read or written
  Result<Done> start(Inlet& inlet) override;
  void stop() override;

 private:
  void run(Inlet& inlet);
  // Tells of what came after `told_`; false if there was nothing, or the engine could not take it.
  bool tell(Inlet& inlet, const PixNotice& notice);
  // Tells of every person, then goes on with what has changed since.
  bool tellAll(Inlet& inlet, const PixNotice& notice);
  // Accepts one message after the other until the engine takes no more; how many it took.
  std::size_t accept(Inlet& inlet, std::vector<Message> messages);
  bool remember(std::int64_t number);
  bool pause(std::chrono::milliseconds time);

  const PixSourceOptions options_;
  const PixCursor cursor_;
  DomainSet interest_;
  std::int64_t told_ = 0;  // used by the thread alone once it runs
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;  // guarded by mutex_
};

}  // namespace pontis
