#include "adapters/mllp/mllp_source.h"

#include <utility>
#include <vector>

#include "adapters/mllp/mllp_frame.h"
#include "engine/base/log.h"
#include "engine/net/address.h"

namespace pontis {
namespace {

constexpr std::size_t kMostPerTurn = 64;  // messages of one connection, so that all get theirs

class MllpSession;

// One thread's messages of one turn.
class MllpProtocol final : public Protocol {
 public:
  MllpProtocol(Inlet& inlet, std::size_t limit) : inlet_(inlet), limit_(limit) {}

  std::unique_ptr<Session> open(Connection& connection) override;
  void turn() override;

  void add(Connection& connection, Bytes payload) {
    messages_.push_back(message(connection, std::move(payload)));
    from_.push_back(&connection);
  }
  // Keeps what never became a message, and writes the Format's refusal of it if `answer`.
  void refuse(Connection& connection, const MllpFrame::Piece& piece, bool answer);

 private:
  static Message message(const Connection& connection, Bytes payload) {
    Message made;
    made.peer = connection.peer();
    made.received = std::chrono::system_clock::now();
    made.payload = std::move(payload);
    return made;
  }

  Inlet& inlet_;
  const std::size_t limit_;
  std::vector<Message> messages_;
  std::vector<Connection*> from_;  // whose each of `messages_` is
};

class MllpSession final : public Session {
 public:
  MllpSession(MllpProtocol& protocol, Connection& connection, std::size_t limit)
      : protocol_(protocol), connection_(connection), frame_(limit) {}

  bool receive(std::string_view bytes) override {
    if (!bytes.empty()) frame_.feed(bytes);
    for (std::size_t i = 0; i < kMostPerTurn; ++i) {
      const auto piece = frame_.next();
      if (!piece) {
        if (frame_.lacksOnlyCr()) connection_.askQuiet();
        return false;
      }
      if (!take(*piece)) return false;
    }
    return true;
  }

  void quiet() override {
    if (!frame_.lacksOnlyCr()) return;
    if (const auto piece = frame_.rest()) take(*piece);
  }

  void end(End why) override {
    auto piece = frame_.rest();
    if (!piece) return;
    if (why == End::kPeer) {
      take(*piece);
      return;
    }
    piece->error = Error{Code::kMalformed, std::string(inside(why)), ""};
    protocol_.refuse(connection_, *piece, false);
  }

 private:
  static std::string_view inside(End why) {
    if (why == End::kIdle) return "the peer fell silent inside an MLLP frame";
    if (why == End::kStopped) return "the engine stopped inside an MLLP frame";
    return "the connection broke inside an MLLP frame";
  }

  // Returns false if the connection ends with it.
  bool take(const MllpFrame::Piece& piece) {
    if (!piece.error) {
      protocol_.add(connection_, piece.bytes);
      return true;
    }
    protocol_.refuse(connection_, piece, piece.error->code == Code::kInvalid);
    if (piece.fatal) connection_.finish();
    return !piece.fatal;
  }

  MllpProtocol& protocol_;
  Connection& connection_;
  MllpFrame frame_;
};

std::unique_ptr<Session> MllpProtocol::open(Connection& connection) {
  return std::make_unique<MllpSession>(*this, connection, limit_);
}

void MllpProtocol::turn() {
  if (messages_.empty()) return;
  const std::vector<Reply> replies = inlet_.accept(messages_);
  for (std::size_t i = 0; i < from_.size() && i < replies.size(); ++i)
    if (!replies[i].body.empty()) from_[i]->write(mllpWrap(replies[i].body.view()));
  messages_.clear();
  from_.clear();
}

void MllpProtocol::refuse(Connection& connection, const MllpFrame::Piece& piece, bool answer) {
  log(Level::kWarn, "mllp", piece.error->text,
      {{"peer", connection.peer()}, {"bytes", std::to_string(piece.bytes.size())}});
  inlet_.quarantine(connection.peer(), piece.bytes, *piece.error);
  if (!answer) return;
  turn();  // the messages before it are answered first
  const Bytes reply = inlet_.format().acknowledge(message(connection, piece.bytes), &*piece.error);
  if (!reply.empty()) connection.write(mllpWrap(reply.view()));
}

}  // namespace

const Spec<MllpSourceOptions>& MllpSource::spec() {
  using Options = MllpSourceOptions;
  static const std::function<std::string(const std::size_t&)> positive = [](const std::size_t& n) {
    return std::string(n > 0 ? "" : "expected 1 or more");
  };
  static const Spec<Options> kSpec =
      Spec<Options>()
          .field("listen", &Options::listen,
                 "Address and port to listen at; port 0 is any free one.", {checkAddress})
          .field("max_message_bytes", &Options::max_message_bytes,
                 "Refuse a longer message and close its connection.", positive)
          .field("idle_timeout", &Options::idle_timeout,
                 "Close a connection that is silent for this long; 0 keeps it for ever.")
          .field("max_connections", &Options::max_connections, "Close further connections at once.",
                 positive)
          .field(
              "threads", &Options::threads,
              "Threads that serve the connections; each blocks while its messages are committed.",
              positive);
  return kSpec;
}

Result<Done> MllpSource::start(Inlet& inlet) {
  listener_ =
      std::make_unique<Listener>("mllp",
                                 ListenerOptions{options_.listen, options_.threads,
                                                 options_.max_connections, options_.idle_timeout},
                                 [&inlet, limit = options_.max_message_bytes] {
                                   return std::make_unique<MllpProtocol>(inlet, limit);
                                 });
  return listener_->start();
}

void MllpSource::stop() {
  if (listener_) listener_->stop();
}

}  // namespace pontis
