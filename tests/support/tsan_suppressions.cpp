// What ThreadSanitizer reports of Poco and is not so: the system's libPocoNet is not instrumented,
// so its reference counts are invisible. Both places are Poco's own; our handlers never run below
// them.
extern "C" const char* __tsan_default_suppressions();  // NOLINT: the sanitizer's name
extern "C" const char* __tsan_default_suppressions() {
  return "race:Poco::Net::TCPServer::run\n"
         "race:Poco::Delegate<Poco::Net::HTTPServerConnection\n";
}
