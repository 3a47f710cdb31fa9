// benchmarks/parts.cpp -- the parts one by one, on seeded cities, by Google Benchmark.
//
//   parts --benchmark_filter='candidates/city'
//
// One thread everywhere. Inputs are made once a city and kept, so that only the part is timed.
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include <turnout/eligibility/candidates.hpp>
#include <turnout/generate/random.hpp>
#include <turnout/io/csv.hpp>
#include <turnout/solve/flow.hpp>
#include <turnout/solve/solve.hpp>
#include <turnout/verify/verify.hpp>

#include "cities.hpp"

namespace {

using namespace turnout;

Problem problem_of(const bench::NamedCity& city) {
  return make_problem(bench::tables_of(city), {.zone = std::string(bench::zone)});
}

void make_problem_part(benchmark::State& state, const bench::NamedCity& city) {
  const Tables tables = bench::tables_of(city);
  for (auto _ : state)
    benchmark::DoNotOptimize(make_problem(tables, {.zone = std::string(bench::zone)}));
  state.SetItemsProcessed(state.iterations() *
                          static_cast<std::int64_t>(tables.members.rows() + tables.needs.rows()));
}

void parse_csv_part(benchmark::State& state, const bench::NamedCity& city) {
  const std::string text = io::write_csv(bench::tables_of(city).members);
  for (auto _ : state) benchmark::DoNotOptimize(io::parse_csv(text, "members.csv"));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void candidates_part(benchmark::State& state, const bench::NamedCity& city) {
  const Rules rules(problem_of(city), bench::policy_of(city));
  std::size_t pairs = 0;
  for (auto _ : state) {
    const Candidates found = candidates(rules, {.threads = 1});
    pairs = found.size();
  }
  state.counters["pairs"] = static_cast<double>(pairs);
}

void solve_flow_part(benchmark::State& state, const bench::NamedCity& city, bool slots) {
  const bench::Pairs in = bench::pairs_of(city);
  const std::vector<std::int64_t> slot = in.slot_of_pair();
  const FlowGroups group{.group = slot, .limit = 1};
  FlowProblem problem{.need = in.need,
                      .member = in.member,
                      .cost = std::span<const std::int64_t>(in.cost),
                      .seats = in.seats,
                      .capacity = in.capacity};
  problem.unfilled_cost = OneOrEach<std::int64_t>(in.unfilled_cost);
  if (slots) problem.groups = std::span(&group, 1);
  double build = 0;
  double solve = 0;
  for (auto _ : state) {
    const FlowResult result = solve_flow(problem);
    build += result.stats.build_seconds;
    solve += result.stats.solve_seconds;
  }
  state.counters["pairs"] = static_cast<double>(in.cost.size());
  state.counters["build_s"] = benchmark::Counter(build, benchmark::Counter::kAvgIterations);
  state.counters["solve_s"] = benchmark::Counter(solve, benchmark::Counter::kAvgIterations);
}

/// Distances between points in a square: the hard dense case.
void dense_part(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  Random dice(2026, n);
  std::vector<double> x(2 * n), y(2 * n), cost(n * n);
  for (std::size_t i = 0; i < 2 * n; ++i) {
    x[i] = static_cast<double>(dice.below(1'000'000)) / 1e6;
    y[i] = static_cast<double>(dice.below(1'000'000)) / 1e6;
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      cost[i * n + j] = std::hypot(x[i] - x[n + j], y[i] - y[n + j]);
  const FlowProblem problem{.cost = std::span<const double>(cost),
                            .matrix = true,
                            .n_needs = static_cast<std::int64_t>(n),
                            .n_members = static_cast<std::int64_t>(n)};
  for (auto _ : state) benchmark::DoNotOptimize(solve_flow(problem));
}

SolveOptions options_of(const bench::NamedCity& city) {
  SolveOptions options;
  options.policy = bench::policy_of(city);
  options.threads = 1;
  return options;
}

void solve_part(benchmark::State& state, const bench::NamedCity& city) {
  const Problem problem = problem_of(city);
  for (auto _ : state) benchmark::DoNotOptimize(solve(problem, options_of(city)));
}

void verify_part(benchmark::State& state, const bench::NamedCity& city) {
  const Problem problem = problem_of(city);
  const Plan plan = solve(problem, options_of(city));
  for (auto _ : state) {
    const Verdict verdict = verify(problem, plan);
    if (!verdict) state.SkipWithError("the checker refuses the plan");
  }
}

}  // namespace

int main(int argc, char** argv) {
  for (const bench::NamedCity& city : bench::named_cities()) {
    const auto add = [&](const std::string& part, auto function) {
      benchmark::RegisterBenchmark((part + "/" + std::string(city.name)).c_str(),
                                   [&city, function](benchmark::State& s) { function(s, city); })
          ->Unit(benchmark::kMillisecond);
    };
    add("make_problem", make_problem_part);
    add("parse_csv", parse_csv_part);
    add("candidates", candidates_part);
    add("solve_flow", [](auto& s, const auto& c) { solve_flow_part(s, c, false); });
    add("solve_flow_slots", [](auto& s, const auto& c) { solve_flow_part(s, c, true); });
    add("solve", solve_part);
    add("verify", verify_part);
  }
  benchmark::RegisterBenchmark("dense_plane", dense_part)
      ->Arg(1'000)
      ->Arg(4'000)
      ->Unit(benchmark::kMillisecond);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
