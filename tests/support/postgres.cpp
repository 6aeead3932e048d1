#include "tests/support/postgres.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

#include "engine/store/database.h"

namespace pontis {
namespace {

namespace fs = std::filesystem;

// The directory of the newest server on this machine, or "".
std::string findPrograms() {
  std::string found;
  std::error_code none;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", none)) {
    const fs::path bin = version.path() / "bin";
    if (fs::exists(bin / "initdb") && fs::exists(bin / "postgres"))
      found = std::max(found, bin.string());
  }
  return found;
}

const passwd* serverUser() { return ::geteuid() == 0 ? ::getpwnam("postgres") : nullptr; }

// Starts a program as the server's user. It ends with this program, however that ends.
pid_t launch(const std::vector<std::string>& words, const std::string& log) {
  const passwd* user = serverUser();
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = ::fork();
  if (child != 0) return child;
  if (user &&
      (::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0))
    ::_exit(126);
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  if (::chdir("/") != 0) ::_exit(126);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

int waitFor(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

std::string readAll(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

PostgresServer* PostgresServer::shared() {
  static const std::unique_ptr<PostgresServer> server = []() -> std::unique_ptr<PostgresServer> {
    const std::string programs = findPrograms();
    if (programs.empty() || (::geteuid() == 0 && !serverUser())) return nullptr;
    std::string directory = "/tmp/pontis-postgres-XXXXXX";
    if (!::mkdtemp(directory.data())) throw std::runtime_error("cannot create " + directory);
    std::unique_ptr<PostgresServer> made(new PostgresServer(programs, directory));
    made->initialise();
    made->start();
    return made;
  }();
  return server.get();
}

void PostgresServer::initialise() {
  if (const passwd* user = serverUser())
    if (::chown(directory_.c_str(), user->pw_uid, user->pw_gid) != 0)
      throw std::runtime_error("cannot give away " + directory_);
  const std::string log = directory_ + "/log";
  if (waitFor(launch({programs_ + "/initdb", "-D", directory_ + "/data", "-U", "postgres", "-A",
                      "trust", "-E", "UTF8", "--locale=C", "--no-sync"},
                     log)) != 0)
    throw std::runtime_error("initdb failed: " + readAll(log));
}

void PostgresServer::start() {
  // Nothing here is to survive a power cut, so nothing is flushed.
  const std::string log = directory_ + "/log";
  server_ = launch({programs_ + "/postgres", "-D", directory_ + "/data", "-k", directory_, "-c",
                    "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=32MB"},
                   log);
  for (int tenths = 0; tenths < 600; ++tenths) {
    if (readAll(directory_ + "/data/postmaster.pid").find("ready") != std::string::npos) return;
    if (::waitpid(server_, nullptr, WNOHANG) == server_) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  throw std::runtime_error("PostgreSQL did not start: " + readAll(log));
}

void PostgresServer::stop() {
  if (server_ == 0) return;
  ::kill(server_, SIGQUIT);
  waitFor(server_);
  server_ = 0;
  // What a server that had no time to tidy up leaves behind would look like a running one.
  std::error_code none;
  fs::remove(directory_ + "/data/postmaster.pid", none);
}

PostgresServer::~PostgresServer() {
  stop();
  std::error_code none;
  fs::remove_all(directory_, none);
}

std::string PostgresServer::url(const std::string& database) const {
  return "postgresql://postgres@/" + database + "?host=" + directory_;
}

std::string PostgresServer::freshDatabase() {
  auto server = openPostgres(url("postgres"));
  if (!server) throw std::runtime_error(server.error().text);
  const std::string name = "test" + std::to_string(++databases_);
  if (auto made = (*server)->once("CREATE DATABASE " + name); !made)
    throw std::runtime_error(made.error().text);
  return url(name);
}

}  // namespace pontis
