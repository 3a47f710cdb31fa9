#include <filesystem>

#include <gtest/gtest.h>

#include <turnout/io/files.hpp>
#include <turnout/io/read.hpp>
#include <turnout/io/receipt.hpp>
#include <turnout/io/write.hpp>

#include "support/hand_plan.hpp"
#include "support/issued_plan.hpp"

namespace turnout::testing {
namespace read_test {

class ReadAndWrite : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("turnout-read-" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
               ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string put(const std::string& name, const std::string& bytes) const {
    const std::string path = (folder_ / name).string();
    io::write_file(path, bytes);
    return path;
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  std::filesystem::path folder_;
};

TEST_F(ReadAndWrite, FilesAndTablesMakeTheSameProblem) {
  const Tables tables = town_tables();
  const std::string members = put("members.csv", io::write_csv(tables.members));
  const std::string needs = put("needs.csv", io::write_csv(tables.needs));
  EXPECT_EQ(io::read_csv(members, needs), small_town());
  const std::string pins = put("pins.csv", "need_id,member_id,kind\nN1,M1,never\n");
  const Problem pinned = io::read_csv(members, needs, {.pins = pins, .zone = "CST-8"});
  EXPECT_EQ(pinned.pins().size(), 1U);
  EXPECT_EQ(pinned.zone().name(), "CST-8");
}

TEST_F(ReadAndWrite, AllFilesThatCannotBeReadAreReportedTogether) {
  const std::string members = put("members.csv", "member_id\nM1,extra\nM2,\"open\n");
  const std::string pins = put("pins.csv", "");
  try {
    static_cast<void>(io::read_csv(members, path("nowhere.csv"), {.pins = pins}));
    FAIL() << "read";
  } catch (const InputError& error) {
    const std::string text = error.what();
    for (const char* name : {"members.csv", "nowhere.csv", "pins.csv"})
      EXPECT_NE(text.find(name), std::string::npos) << text;
    EXPECT_GE(error.total(), 3U);
  }
}

TEST_F(ReadAndWrite, WritesTheFilesOfThePlanAndVerifiesThem) {
  const Problem problem = small_town();
  const std::vector<std::int64_t> prices(problem.roles().size(), 0);
  const Plan plan = issued_plan(problem, {}, prices, prices);
  io::write_csv(plan, path("plan"));
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "plan"))
    names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  EXPECT_EQ(names, (std::vector<std::string>{"assignments.csv", "coverage.csv", "loads.csv",
                                             "plan.html", "receipt.json", "unfilled.csv"}));
  const auto rows = io::read_plan_rows(path("plan/assignments.csv"));
  ASSERT_EQ(rows.size(), plan.assignments().size());
  const Claim claim = io::read_receipt(io::read_file(path("plan/receipt.json")), problem);
  const Verdict verdict = verify(problem, rows, claim);
  EXPECT_TRUE(verdict.valid && verdict.as_issued);
  EXPECT_THROW(io::write_csv(plan, path("plan")), InputError);
  io::write_csv(plan, path("plan"), {.force = true});
}

TEST_F(ReadAndWrite, APlanNeedsIdsInEveryRow) {
  const auto rows =
      io::read_plan_rows(put("hand.csv", "member_id,need_id,why\n M1 ,N1,asked\nM2,N2,\n"));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].member_id, "M1");
  EXPECT_EQ(rows[0].role, "");
  EXPECT_THROW(static_cast<void>(io::read_plan_rows(put("a.csv", "need_id,role\nN1,*\n"))),
               InputError);
  try {
    static_cast<void>(io::read_plan_rows(put("b.csv", "need_id,member_id\nN1,M1\n,M2\nN2, \n")));
    FAIL() << "read";
  } catch (const InputError& error) {
    ASSERT_EQ(error.issues().size(), 2U);
    EXPECT_EQ(error.issues()[0].row, 3);
    EXPECT_EQ(error.issues()[1].column, "member_id");
  }
}

}  // namespace read_test
}  // namespace turnout::testing
