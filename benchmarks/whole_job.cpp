// benchmarks/whole_job.cpp -- from a city's columns to its plan, and the check of the plan.
//
//   whole_job FOLDER WITHIN_KM REPEATS [verify]
//
// Reads members.csv and needs.csv of make_pairs and times, on one thread, what lies between a
// Problem and a Plan: rules, candidates, network, flow, reasons, receipt. Prints JSON.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>

#include <turnout/io/read.hpp>
#include <turnout/solve/solve.hpp>
#include <turnout/verify/verify.hpp>

#include "memory.hpp"

namespace {

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::cerr << "usage: whole_job FOLDER WITHIN_KM REPEATS [verify]\n";
    return 2;
  }
  using namespace turnout;
  try {
    const std::string folder = argv[1];
    const double start = seconds_now();
    io::ReadOptions options;
    options.zone = "Asia/Shanghai";
    const Problem problem = io::read_csv(folder + "/members.csv", folder + "/needs.csv", options);
    const double read = seconds_now() - start;

    SolveOptions how;
    how.policy.within_km = std::atof(argv[2]);
    how.policy.max_per_day = {};
    how.policy.fairness = 0;
    how.threads = 1;
    const bench::Memory memory;
    std::string times;
    std::string nothing;  // the columns are the form that solve() reads
    double spent = 0;
    std::optional<Plan> plan;
    for (int i = 0; i < std::atoi(argv[3]) && (i == 0 || spent < 12); ++i) {
      plan.reset();
      const double begun = seconds_now();
      plan = solve(problem, how);
      const double took = seconds_now() - begun;
      spent += took;
      times += (i == 0 ? "" : ", ") + std::to_string(took);
      nothing += i == 0 ? "0" : ", 0";
    }
    const std::int64_t above = memory.above();
    std::string verified = "null";
    double check = 0;
    if (argc > 4) {
      const double begun = seconds_now();
      const Verdict verdict = verify(problem, *plan);
      check = seconds_now() - begun;
      verified = verdict.valid && verdict.as_issued && verdict.proven ? "true" : "false";
    }
    std::printf(
        "{\"objective\": %lld, \"bound\": %lld, \"read\": %f, \"build\": [%s], \"solve\": [%s], "
        "\"peak_bytes\": %lld, \"verified\": %s, \"verify\": %f}\n",
        static_cast<long long>(plan->objective()), static_cast<long long>(plan->bound()), read,
        nothing.c_str(), times.c_str(), static_cast<long long>(above), verified.c_str(), check);
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 3;
  }
  return 0;
}
