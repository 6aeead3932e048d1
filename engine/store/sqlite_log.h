// A file system for SQLite that differs from its usual one in the log of commits alone: what a
// commit appends to it goes to the kernel in one write, not in two for each page.
//
// Nobody reads what is still in memory: SQLite shows a commit to other connections only after it
// has flushed the log (synchronous=FULL), and that writes everything first.
#pragma once

namespace pontis {

// Registers it, once, and returns the name under which sqlite3_open_v2() finds it.
// REQUIRES: every connection that writes has synchronous=FULL
const char* sqliteLogFileSystem();

}  // namespace pontis
