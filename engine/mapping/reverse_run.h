// ReverseRun: one FHIR document through the rows that hold backward, into one HL7 v2 message.
//
// Resources become segments: which group each stands in follows from the references between them
// and the message's grammar. Every node of the document that a row reads is marked; what is left
// unmarked in the end is the loss.
//
// Not thread safe: one ReverseRun converts one document.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/nodes.h"
#include "engine/mapping/draft.h"
#include "engine/mapping/mapping.h"
#include "engine/mapping/plan.h"
#include "engine/mapping/reverse_plan.h"

namespace pontis {

class ReverseRun {
 public:
  ReverseRun(const Plan& plan, const ReversePlan& reverse, const Nodes& document)
      : plan_(plan), reverse_(reverse), nodes_(document.nodes()) {}

  // `type` ("ORU^R01") may be empty: then the document's header or its content says it.
  //   kInvalid      not a resource
  //   kUnsupported  nothing says what message this is
  Result<Mapped> apply(std::string_view type);

 private:
  static constexpr std::uint32_t kNone = Draft::kNone;
  static constexpr std::uint32_t kForever = 0xFFFFFFFF;
  using Node = Nodes::Node;

  struct Resource {
    std::uint32_t node = 0;
    std::string_view type;
    std::string_view url;  // fullUrl
    int block = -1;
    std::uint32_t kind = kNone;   // of its group
    std::uint32_t group = kNone;  // where its segment stands
    std::vector<std::uint32_t> segments;
    struct Link {
      std::size_t other;
      bool child = false;  // the other one lists this resource
    };
    std::vector<Link> links;
  };
  // A place in the message; a level above the leaf stands for all that is in it.
  struct At {
    enum Level { kSegment, kField, kComponent, kSubcomponent };
    std::uint32_t segment = kNone;
    Draft::Leaf leaf;
    Level level = kSegment;
  };
  // A block at work on a node.
  struct Frame {
    const ReverseBlock& block;
    std::uint32_t node;
    At at;
    std::vector<std::pair<std::uint32_t, std::vector<std::uint32_t>>> slots;  // by array node
    std::uint32_t item = kNone;  // of the outermost `[]` of the path that is followed
  };
  enum class Truth { kNo, kUnknown, kYes };

  // The document (reverse_run.cpp).
  void collect();
  void addResource(std::uint32_t node, std::string_view url);
  void header(std::string_view type);
  std::string typeOf(const std::string& event) const;
  void setType(std::string_view type);
  const Grammar* grammarOf(std::string_view type);
  void complete();
  void control();
  void remainder();
  void align(std::string_view list);
  std::uint32_t standing(std::uint32_t name, std::size_t which);
  bool putBack(std::string_view path, std::string_view text);
  void account(Mapped& mapped) const;
  std::string pathOf(std::uint32_t node) const;
  bool exempt(std::uint32_t node) const;

  // Groups (reverse_place.cpp).
  void chooseBlocks();
  int blockFor(const Resource& resource);
  std::string_view mapOf(const Resource& resource);
  void link();
  std::uint32_t kindOf(const Resource& resource, std::size_t index) const;
  void place();
  bool shares(std::size_t index) const;
  bool merge(std::size_t index);
  void placeOne(std::size_t index);
  std::uint32_t freshGroup(std::size_t index, std::uint32_t kind);
  std::uint32_t best(std::size_t index, std::uint32_t kind, std::uint32_t lacking) const;
  const Grammar::Element* elementOf(std::uint32_t kind, std::uint32_t segment) const;
  std::uint32_t headOf(std::uint32_t kind) const;

  // Values (reverse_fill.cpp, reverse_leaves.cpp, reverse_remainder.cpp).
  bool fill(Frame& frame);
  void parts(const ReverseBlock& block, std::uint32_t node, std::uint32_t segment);
  bool foreign(const ReverseBlock& block, std::uint32_t item);
  void takeConstants(Frame& frame, bool last);
  bool row(const ReverseRow& row, Frame& frame);
  bool give(const ReverseRow& row, Frame& frame, std::uint32_t node);
  bool explained(const ReverseRow& row, const Frame& frame, std::uint32_t node);
  std::string phoneAt(const At& at) const;
  static Draft::Leaf inside(const At& at, const Draft::Leaf& leaf);
  bool structured(const ReverseRow& row, const At& at, std::uint32_t node);
  bool convert(const ReverseRow& row, const At& at, std::uint32_t node);
  bool takeCoding(const ReverseRow& row, const At& at, std::uint32_t node);
  bool coding(const ReverseRow& row, const At& at, std::uint32_t node);
  bool hasCode(std::uint32_t node) const;
  std::string_view codeBeside(std::uint32_t node);
  bool primitive(const ReverseRow& row, const At& at, std::uint32_t node);
  bool coded(const ReverseRow& row, const At& at, std::uint32_t node);
  bool lines(const At& at, std::uint32_t node);
  bool authority(const ReverseRow& row, const At& at, std::uint32_t node);
  bool wanted(const ReverseRow& row, std::uint32_t node) const;
  bool holds(const ReverseConstant& constant, std::uint32_t node) const;
  std::uint32_t slotItem(Frame& frame, std::uint32_t array, const ReverseStep& step);
  At locate(const SourcePath& path, std::uint32_t segment, const Frame& frame, bool create);
  bool set(const At& at, std::string text);
  bool setChecked(const ReverseRow& row, const At& at, std::string text);
  bool setTime(const ReverseRow& row, const At& at, std::string text);
  Truth eval(const Condition& when, int term, const Frame& frame, const ReverseRow* own);
  void assume(const Condition& when, int term, const Frame& frame);

  // Calls visit(node) for what stands at `path` below `node`, until it returns true.
  template <class Visit>
  bool each(Frame& frame, std::uint32_t node, const ReversePath& path, std::size_t step,
            Visit&& visit);

  // Nodes.
  std::uint32_t member(std::uint32_t node, std::string_view name) const;
  std::string_view memberText(std::uint32_t node, std::string_view name) const;
  std::uint32_t itemOf(std::uint32_t node, std::string_view list, std::string_view key,
                       std::string_view text) const;
  std::uint32_t extension(std::uint32_t node, std::string_view url) const {
    return itemOf(node, "extension", "url", url);
  }
  std::size_t resolve(std::string_view reference, std::uint32_t from) const;
  bool taken(std::uint32_t node) const { return marks_[node] == pass_ || marks_[node] == kForever; }
  void take(std::uint32_t node) {
    if (trials_ > 0) log_.emplace_back(node, marks_[node]);
    marks_[node] = pass_;
  }
  void takeAll(std::uint32_t node);

  const Plan& plan_;
  const ReversePlan& reverse_;
  const std::vector<Node>& nodes_;
  std::vector<std::uint32_t> parents_;
  std::vector<std::uint32_t> marks_;  // the pass that read the node; 0: none
  std::vector<std::pair<std::uint32_t, std::uint32_t>> log_;  // marks to take back
  int trials_ = 0;
  int depth_ = 0;
  std::uint32_t pass_ = 1;
  std::uint32_t passes_ = 1;
  std::vector<Resource> resources_;
  std::map<std::string, std::size_t, std::less<>> by_name_;  // fullUrl, "Type/id"
  std::size_t header_ = 0;  // index of the MessageHeader, or the size
  const Grammar* grammar_ = nullptr;
  std::unique_ptr<Draft> out_;
  std::uint32_t msh_ = kNone;
  std::string zone_;
  std::vector<std::uint32_t> stood_;     // names of the segments that there were …
  std::vector<std::uint32_t> standing_;  // … and which of this message each is, or kNone
  std::map<std::uint32_t, std::vector<std::size_t>> ordinals_;  // by name, where they were
  std::vector<std::uint32_t> hits_;                             // by rule
  bool bundle_ = false;
  bool ours_ = false;  // made by the same maps: its entries stand in the order of segments
};

template <class Visit>
bool ReverseRun::each(Frame& frame, std::uint32_t node, const ReversePath& path, std::size_t at,
                      Visit&& visit) {
  if (at == path.size()) return visit(node);
  const ReverseStep& step = path[at];
  const std::uint32_t child = member(node, step.name);
  if (child == kNone) return false;
  if (nodes_[child].kind != Nodes::Kind::kArray) return each(frame, child, path, at + 1, visit);
  const bool slotted =
      step.slot >= 0 && frame.block.slots[static_cast<std::size_t>(step.slots)].uses(step.slot);
  if (slotted) {
    const std::uint32_t item = slotItem(frame, child, step);
    return item != kNone && each(frame, item, path, at + 1, visit);
  }
  for (std::uint32_t item = child + 1; item < nodes_[child].end; item = nodes_[item].end) {
    if (!step.url.empty()) {
      const std::uint32_t url = member(item, "url");
      if (url == kNone || nodes_[url].text != step.url) continue;
      take(url);
    }
    const bool outermost = step.each && frame.item == kNone;
    if (outermost) frame.item = item;
    const bool done = each(frame, item, path, at + 1, visit);
    if (outermost) frame.item = kNone;
    if (done || (!step.each && step.slot < 0)) return done;
  }
  return false;
}

}  // namespace pontis
