// A throw-away PostgreSQL server for tests: initialised in a temporary directory, reached through a
// Unix socket there, gone with the test program.
//
// The server refuses to run as root, so for root it runs as the user "postgres".
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

namespace pontis {

class PostgresServer {
 public:
  // The one server of this program, running; null if PostgreSQL is not installed. Throws
  // std::runtime_error if it is installed and does not start.
  static PostgresServer* shared();

  ~PostgresServer();

  // The URL of a new, empty database.
  std::string freshDatabase();

  void stop();   // at once; connections break
  void start();  // returns when it accepts connections

 private:
  PostgresServer(std::string programs, std::string directory)
      : programs_(std::move(programs)), directory_(std::move(directory)) {}

  void initialise();
  std::string url(const std::string& database) const;

  const std::string programs_;   // the directory of initdb and postgres
  const std::string directory_;  // data and socket
  pid_t server_ = 0;
  int databases_ = 0;
};

}  // namespace pontis
