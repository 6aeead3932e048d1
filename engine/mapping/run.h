// Run: one message through one plan.
//
// A Run keeps its buffers, so that a thread that converts one message after the other allocates
// nothing but the output. Not thread safe: one a thread.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/core/segments.h"
#include "engine/mapping/grammar.h"
#include "engine/mapping/mapping.h"
#include "engine/mapping/message_view.h"
#include "engine/mapping/plan.h"
#include "engine/mapping/uuid.h"

namespace pontis {

class Run {
 public:
  //   kInvalid   `message` does not begin with a header
  Result<Mapped> apply(const Plan& plan, const Segments& message);
  Result<Explanation> explain(const Plan& plan, const Segments& message);

 private:
  static constexpr std::uint32_t kNone = Groups::kNone;

  // The value at hand. Level 0 is a repetition, 1 a component, 2 a subcomponent, 3 no HL7 at all.
  struct Frame {
    std::string_view text;
    std::uint8_t level = 0;
  };
  // The components of the text that was cut last.
  struct Pieces {
    std::string_view text;
    std::size_t count = 0;
    std::uint32_t present = 0;  // bit n: component n is not empty
    std::array<std::string_view, 32> parts;
  };
  // A resource to be.
  struct Instance {
    std::int16_t made_by = 0;  // template
    std::uint32_t segment = 0;
    std::uint32_t group = 0;
    Uuid uuid{};
    bool by_uuid = false;  // found again by its UUID, else by `query`
    bool duplicate = false;
    bool dropped = false;  // it lacks what FHIR requires: nothing may refer to it
    std::string query;     // "identifier=system|value", encoded
    Frame frame;           // of one that is made from a value
  };

  // A hit, by where the output ended when it was written.
  struct Hit {
    std::int32_t rule = -1;
    std::uint32_t end = 0;
  };
  // What explain() remembers of an item.
  struct Step {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::int32_t rule = -1;
    std::string_view text;  // in the message
  };

  // The message (run.cpp).
  void start(const Plan& plan, const Segments& message);
  const Grammar& grammarOf(const Segments& message);
  void findInstances();
  void bundleHead();
  void resource(std::size_t index);
  void request(const Instance& instance);

  // Identity (run_identity.cpp).
  void identify(Instance& instance);
  bool byIdentifier(const Identity& identity, Instance& instance);
  bool byParts(const Identity& identity, Instance& instance);
  bool addPart(const PlanSource& part, const Instance& instance, bool& valued);
  void addSender();
  void settle(Instance& instance);
  std::size_t known(const Uuid& uuid) const;
  void remember(std::size_t index);
  void grow();
  void drop(const Uuid& uuid);
  bool apart(std::uint32_t a, std::uint32_t b) const;
  bool named(const Instance& one, std::size_t index, std::uint32_t end) const;
  const Instance* nearest(std::int16_t name, std::uint32_t group) const;

  // Values (run_values.cpp).
  std::uint64_t object(std::uint32_t begin, std::uint32_t end, const Frame& frame);
  bool promising(std::uint32_t index, const Frame& frame) const;
  bool promisingInside(std::uint32_t index, const Frame& frame) const;
  bool element(std::uint32_t index, const Frame& frame);
  bool variant(std::uint32_t index, const Frame& frame, bool array);
  bool item(std::uint32_t index, const Frame& frame, bool array);
  bool referred(const Node& node, std::uint32_t index, bool array);
  bool eachSegment(const Node& node, std::uint32_t index, const Frame& frame, bool array);
  void checkPeriod(std::size_t start);
  bool leaf(const Node& node, const Frame& frame);
  bool constant(const Node& node, const Frame& frame);
  bool simple(const Node& node, const Frame& frame);
  bool coded(const Node& node, const Frame& frame);
  bool sourceCode(const Node& node, const Frame& frame);
  bool renamed(const Table& table, const Table::Entry* entry, std::string_view text);
  bool whole(const Node& node, const Frame& frame);
  bool authority(const Node& node, const Frame& frame);
  bool phone(const Frame& frame);
  bool media(const Node& node, const Frame& frame);
  bool reference(const Node& node, const Frame& frame);
  const Uuid* queued(std::int16_t made_by, const Frame& frame);

  // Sources and conditions (run_sources.cpp).
  void resolve(const Template& made_by, const Instance& instance);
  std::uint32_t segmentOf(const Slot& slot, const Instance& instance) const;
  std::uint32_t present(const Frame& frame) const;
  std::string_view cut(std::string_view text, char separator, std::uint8_t number,
                       Pieces& pieces_of) const;
  Frame part(const Frame& frame, std::uint8_t component, std::uint8_t subcomponent) const;
  Frame pick(const PlanSource& source, const Frame& frame) const;
  std::string_view leafOf(const Frame& frame) const;
  std::string_view decoded(std::string_view raw);
  bool valued(std::string_view raw) const;
  bool test(std::int32_t term, const Frame& frame) const;

  // What is left (run_loss.cpp).
  void account(std::vector<Loss>& lost);
  void accountField(std::uint32_t segment, std::uint32_t number, std::vector<Loss>& lost);
  void accountLeaf(std::string_view leaf, const std::string& path, std::uint32_t segment,
                   std::uint32_t number, std::uint32_t component, std::vector<Loss>& lost);
  const Remark* remark(std::uint32_t segment, std::uint32_t field, std::uint32_t component) const;
  bool kept(std::uint32_t name) const;
  std::string nameOf(std::uint32_t segment) const;
  bool remainder(std::string_view leaf, const std::string& path);
  std::string segmentList() const;
  void closeRemainder();

  // Which rules wrote what (run_hits.cpp).
  void wrote(const Node& node, std::size_t start, const Frame& frame) {
    if (node.rule >= 0 && !node.aside)
      hits_.push_back({node.rule, static_cast<std::uint32_t>(out_.size())});
    if (steps_ != nullptr) remember(node, start, frame);
  }
  void remember(const Node& node, std::size_t start, const Frame& frame);
  void takeBack(std::size_t size);
  void countHits(Mapped& mapped);
  void unmapped(const Node& node, std::string_view raw, std::string_view code);
  std::string pathOf(std::string_view text) const;

  const Plan* plan_ = nullptr;
  const Segments* message_ = nullptr;
  MessageView view_;
  Groups groups_;
  std::vector<std::vector<std::uint32_t>> by_template_;  // indexes of the anchored instances
  std::deque<Instance> instances_;  // a deque: references to it stay good while more are queued
  std::size_t anchored_ = 0;        // instances that stand for segments; those after it for values
  std::vector<std::uint32_t> table_;  // of UUIDs: open addressing into instances_, plus one
  std::uint32_t slots_[32] = {};
  const Instance* current_ = nullptr;
  std::string out_;
  std::string text_;  // decoded text
  std::string name_;  // of an identity, before it is hashed
  std::string urn_;   // of the resource that is being referred to
  std::string zone_;
  std::uint64_t content_ = 0;  // values written so far
  std::vector<Hit> hits_;
  std::vector<std::uint32_t> counts_;  // of each rule; zero between two messages
  std::vector<std::pair<const char*, UnmappedCode>> unmapped_;  // by its leaf
  std::vector<const char*> found_;                              // leaves that a table knows
  LeafCount leaves_;
  std::vector<Uuid> dropped_;
  std::vector<std::pair<std::string_view, std::string_view>> twins_;  // a value that stands twice
  std::vector<Step>* steps_ = nullptr;                                // of explain()
  mutable Pieces components_;  // a memory, not a state: const functions may fill it
  mutable Pieces subcomponents_;
  bool marking_ = true;
  bool no_grammar_ = false;
  bool remainder_open_ = false;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> seen_;  // segment names, how many so far
  std::vector<std::uint32_t> ordinals_;  // of each segment among those of its name
};

}  // namespace pontis
