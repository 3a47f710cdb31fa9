// Instances that others published, with optima that others published.
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/solve/flow.hpp>

namespace flow_public_data_test {

using namespace turnout;

std::filesystem::path data_folder() {
  const char* given = std::getenv("TURNOUT_DATA");
  return given != nullptr ? std::filesystem::path(given) : std::filesystem::path("../shared/data");
}

struct Assign {
  int n;
  double optimum;
};

class PublicAssign : public ::testing::TestWithParam<Assign> {};

TEST_P(PublicAssign, OptimumFromMatrixAndFromPairs) {
  const auto [n, optimum] = GetParam();
  const auto file = data_folder() / "assign" / ("assign" + std::to_string(n) + ".txt");
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "skipped: no TURNOUT_DATA";
  std::ifstream in(file);
  int size = 0;
  in >> size;
  ASSERT_EQ(size, n);
  std::vector<std::int64_t> cost, need, member;
  for (std::int64_t k; in >> k;) {
    need.push_back(static_cast<std::int64_t>(cost.size()) / n);
    member.push_back(static_cast<std::int64_t>(cost.size()) % n);
    cost.push_back(k);
  }
  ASSERT_EQ(cost.size(), static_cast<std::size_t>(n) * static_cast<std::size_t>(n));

  const FlowResult dense = solve_flow({.cost = cost, .matrix = true, .n_needs = n, .n_members = n});
  EXPECT_EQ(dense.objective, optimum);
  EXPECT_EQ(dense.bound, optimum);
  EXPECT_EQ(dense.status, Status::optimal);
  EXPECT_EQ(dense.pairs.size(), static_cast<std::size_t>(n));

  const FlowResult pairs = solve_flow({.need = need, .member = member, .cost = cost});
  EXPECT_EQ(pairs.objective, optimum);
  EXPECT_EQ(pairs.bound, optimum);
  EXPECT_EQ(pairs.pairs.size(), dense.pairs.size());  // Equal optima need not be the same one.
}
INSTANTIATE_TEST_SUITE_P(OrLibrary, PublicAssign,
                         ::testing::Values(Assign{100, 305}, Assign{200, 475}, Assign{300, 626},
                                           Assign{400, 804}, Assign{500, 991}, Assign{600, 1176},
                                           Assign{700, 1362}, Assign{800, 1552}));

class PublicCrowd : public ::testing::TestWithParam<const char*> {};

// A pair is eligible when the task lies within the worker's radius and their windows overlap.
TEST_P(PublicCrowd, OfflineOptimumInEveryOrder) {
  const auto file = data_folder() / "goma" / GetParam();
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "skipped: no TURNOUT_DATA";
  struct Worker {
    double time, x, y, radius, duration, ratio;
    std::int64_t capacity;
  };
  struct Task {
    double time, x, y, duration, pay;
  };
  std::ifstream in(file);
  std::size_t n_workers = 0, n_tasks = 0;
  double most = 0, sum = 0;
  in >> n_workers >> n_tasks >> most >> sum;
  std::vector<Worker> workers;
  std::vector<Task> tasks;
  double time = 0;
  std::string kind;
  while (in >> time >> kind) {
    if (kind == "w") {
      Worker w{};
      in >> w.x >> w.y >> w.radius >> w.capacity >> w.duration >> w.ratio;
      w.time = time;
      workers.push_back(w);
    } else {
      Task t{};
      in >> t.x >> t.y >> t.duration >> t.pay;
      t.time = time;
      tasks.push_back(t);
    }
  }
  ASSERT_EQ(workers.size(), n_workers);
  ASSERT_EQ(tasks.size(), n_tasks);
  std::vector<std::int64_t> need, member, capacity;
  std::vector<double> value;
  for (const Worker& w : workers) capacity.push_back(w.capacity);
  for (std::size_t t = 0; t < tasks.size(); ++t) {
    for (std::size_t w = 0; w < workers.size(); ++w) {
      const double dx = tasks[t].x - workers[w].x;
      const double dy = tasks[t].y - workers[w].y;
      if (dx * dx + dy * dy > workers[w].radius * workers[w].radius) continue;
      if (tasks[t].time >= workers[w].time + workers[w].duration) continue;
      if (workers[w].time >= tasks[t].time + tasks[t].duration) continue;
      need.push_back(static_cast<std::int64_t>(t));
      member.push_back(static_cast<std::int64_t>(w));
      value.push_back(tasks[t].pay * workers[w].ratio);
    }
  }
  EXPECT_EQ(value.size(), 312U);
  const FlowResult r = solve_flow({.need = need,
                                   .member = member,
                                   .cost = value,
                                   .capacity = capacity,
                                   .unfilled_cost = 0,
                                   .sense = Sense::max,
                                   .n_needs = static_cast<std::int64_t>(n_tasks)});
  EXPECT_NEAR(r.objective, 1878.4316, 1e-9);
  EXPECT_EQ(r.pairs.size(), 210U);
  EXPECT_EQ(r.status, Status::optimal);
  EXPECT_GE(r.bound, r.objective);
  EXPECT_LT(r.gap, 1e-9);
  EXPECT_GT(r.resolution, 0);
}
INSTANTIATE_TEST_SUITE_P(GMission, PublicCrowd,
                         ::testing::Values("gmission_00.txt", "gmission_01.txt", "gmission_02.txt",
                                           "gmission_03.txt"));

}  // namespace flow_public_data_test
