#include "engine/app/admin.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/support/scratch_directory.h"

namespace pontis {
namespace {

TEST(Admin, TheRunningEngineAnswersACommand) {
  ScratchDirectory folder;
  ::setenv("XDG_RUNTIME_DIR", folder.path().c_str(), 1);
  EXPECT_NE(askEngine({"messages"}).error().text.find("--data"), std::string::npos);
  {
    const auto server = AdminServer::start("/data", [](const std::vector<std::string>& arguments) {
      std::string all;
      for (const std::string& each : arguments) all += "[" + each + "]";
      return CommandResult{3, all + std::string(1'000'000, 'x'), "complaint"};
    });
    ASSERT_TRUE(server) << server.error().text;
    const auto answer = askEngine({"trace", "", "a b"});
    ASSERT_TRUE(answer) << answer.error().text;
    EXPECT_EQ(answer->status, 3);
    EXPECT_EQ(answer->out.substr(0, 14), "[trace][][a b]");
    EXPECT_EQ(answer->out.size(), 1'000'014u);
    EXPECT_EQ(answer->err, "complaint");
  }
  EXPECT_FALSE(askEngine({"messages"}));
}

}  // namespace
}  // namespace pontis
