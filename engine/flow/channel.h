// Channel: one configured way. What a Source hands over is parsed, taken through the stages, kept
// with its deliveries in one commit, and answered.
//
// Thread safety: any number of Sources' threads may call accept() at once.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/core/adapter.h"
#include "engine/core/responder.h"
#include "engine/core/stage.h"
#include "engine/flow/auditor.h"
#include "engine/flow/consent_register.h"
#include "engine/flow/gate.h"
#include "engine/flow/person_stage.h"
#include "engine/store/store.h"

namespace pontis {

// One sink of a channel and the messages that go there.
struct Route {
  std::string sink;                // its name, unique in the engine
  std::vector<std::string> types;  // "ADT^A01", "ADT^*", "*"; empty means all

  bool takes(std::string_view type) const;
};

struct ChannelPlan {
  std::string name;
  std::string format_name;
  const Format* format = nullptr;
  std::vector<std::unique_ptr<Stage>> stages;
  // The shared patient index of the engine, if it has one; whether messages feed it; and who
  // answers queries from it.
  Index* index = nullptr;
  bool feeds_index = true;
  std::vector<std::unique_ptr<Responder>> responders;
  // Those who may ask, each with the applications that are theirs (none: any), and what of an
  // answer may go to them.
  struct Asker {
    std::vector<std::string> applications;
    Gate gate;
  };
  std::vector<Asker> askers;
  // Where consents go that messages bring, and who writes down what was done; they outlive the
  // Channel.
  ConsentRegister* consents = nullptr;
  const Auditor* auditor = nullptr;
  std::vector<Route> routes;
  std::chrono::milliseconds duplicate_window{0};
  // What becomes of a message that no route takes: refused as unsupported, or kept and answered
  // positively.
  bool keep_unrouted = false;
};

class Channel : public Inlet {
 public:
  // `store` outlives the Channel. `queued` is called after a commit that queued deliveries, with no
  // lock held: it wakes the outboxes.
  Channel(ChannelPlan plan, Store& store, std::function<void()> queued);

  std::vector<Reply> accept(std::span<Message> messages) override;
  void quarantine(std::string_view peer, Bytes bytes, const Error& why) override;
  const Format& format() const override { return *plan_.format; }
  Index* index() const override { return plan_.index; }

  const std::string& name() const { return plan_.name; }

 private:
  // A message on its way to the store.
  struct Passage {
    std::size_t place = 0;  // among those that were handed over
    Observed observed;      // what it did to the index, to be taken back if it cannot be kept
    std::vector<PersonAct> acts;
    Bytes answer;                  // of a query
    std::optional<Error> refusal;  // that the answer is
  };

  // Parses `message` and takes it through the stages: what is to be kept of it.
  Result<Intake> prepare(Message& message, Passage& passage) const;
  Result<Done> route(const Message& message, Intake& intake, Passage& passage) const;
  Result<Done> answer(const Message& message, Bytes found, Intake& intake, Passage& passage) const;
  Result<Done> recordMerges(const Message& message, Intake& intake, const Passage& passage) const;
  std::vector<std::string> subjectsOf(const Message& message,
                                      std::span<const PersonAct> acts) const;
  std::vector<Result<Taken>> keep(std::span<Message> messages, std::vector<Intake>& intakes,
                                  std::vector<Passage>& passages);
  Result<Taken> keepAgain(Message& message, Intake& intake, Passage& passage);
  // Keeps what was refused and composes the negative answer.
  Reply refuse(const Message& message, const Error& why);
  void keepRefused(std::string_view peer, const Bytes& bytes, const Error& why,
                   std::span<const std::string> persons);

  const ChannelPlan plan_;
  Store& store_;
  const std::optional<PersonStage> persons_;
  const std::function<void()> queued_;
};

}  // namespace pontis
