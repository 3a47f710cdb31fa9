// benchmarks/repair_city.cpp -- what one change costs in a city whose plan stands.
//
//   repair_city NAME [ROUNDS]
//
// Each round a member declines, a need is cancelled and a need like it comes in; microseconds a
// call, as JSON: median and 99th percentile. At the end the snapshot's own proof must close.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include <turnout/generate/random.hpp>
#include <turnout/solve/flow.hpp>
#include <turnout/solve/repair.hpp>

#include "cities.hpp"

namespace {

struct Times {
  std::vector<double> microseconds;

  template <class Call>
  auto measure(Call call) {
    const auto start = std::chrono::steady_clock::now();
    auto answer = call();
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
    microseconds.push_back(took.count());
    return answer;
  }
  [[nodiscard]] double at(std::size_t percent) {
    std::ranges::sort(microseconds);
    return microseconds[(microseconds.size() - 1) * percent / 100];
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: repair_city NAME [ROUNDS]\n";
    return 2;
  }
  using namespace turnout;
  try {
    const bench::Pairs in = bench::pairs_of(bench::city_named(argv[1]));
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 2'000;
    FlowProblem problem{.need = in.need,
                        .member = in.member,
                        .cost = std::span<const std::int64_t>(in.cost),
                        .seats = in.seats,
                        .capacity = in.capacity};
    problem.unfilled_cost = OneOrEach<std::int64_t>(in.unfilled_cost);
    const FlowResult start = solve_flow(problem);
    Repair desk(problem, start);

    // Pairs of a need stand together, as pairs_of() orders them.
    std::vector<std::size_t> first(in.seats.size() + 1, 0);
    for (const std::int64_t need : in.need) ++first[static_cast<std::size_t>(need) + 1];
    for (std::size_t n = 0; n < in.seats.size(); ++n) first[n + 1] += first[n];

    Random dice(2026, 7);
    Times decline, cancel, add;
    struct Standing {
      std::int64_t id;     // Of the Repair.
      std::size_t origin;  // The need of the city that it is, or is like.
    };
    std::vector<Standing> needs(in.seats.size());
    for (std::size_t n = 0; n < needs.size(); ++n) needs[n] = {static_cast<std::int64_t>(n), n};
    for (int i = 0; i < rounds; ++i) {
      const auto pair = start.pairs[dice.below(static_cast<std::uint32_t>(start.pairs.size()))];
      if (desk.is_used(pair)) decline.measure([&] { return desk.decline(pair); });

      Standing& one = needs[dice.below(static_cast<std::uint32_t>(needs.size()))];
      cancel.measure([&] { return desk.remove_need(one.id); });

      const std::size_t need = one.origin;
      const std::size_t count = first[need + 1] - first[need];
      const NewNeed again{.seats = in.seats[need],
                          .unfilled_cost = FlowCost(in.unfilled_cost[need]),
                          .member = std::span(in.member).subspan(first[need], count),
                          .cost = std::span(in.cost).subspan(first[need], count)};
      one.id = add.measure([&] { return desk.add_need(again); }).id;
    }
    const FlowResult end = desk.result();
    if (end.objective != end.bound || end.objective != desk.objective())
      throw std::runtime_error("the proof does not close");
    std::printf(
        "{\"decline\": [%.1f, %.1f], \"cancel\": [%.1f, %.1f], \"add\": [%.1f, %.1f], "
        "\"load\": %.2f}\n",
        decline.at(50), decline.at(99), cancel.at(50), cancel.at(99), add.at(50), add.at(99),
        static_cast<double>(start.pairs.size()) /
            static_cast<double>(std::reduce(in.capacity.begin(), in.capacity.end())));
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 3;
  }
  return 0;
}
