// Full matrices: against every choice where small, against the network and their own prices
// where not, and the two forms of every pass against each other.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/model/error.hpp>
#include <turnout/solve/detail/dense_flow.hpp>
#include <turnout/solve/flow.hpp>

namespace dense_test {

using namespace turnout;
namespace dense = turnout::detail::dense;

constexpr double inf = std::numeric_limits<double>::infinity();
using Ints = std::vector<std::int64_t>;
using Floats = std::vector<double>;

struct Random {
  std::mt19937_64 engine;
  std::int64_t in(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(engine() % static_cast<std::uint64_t>(high - low + 1));
  }
  double unit() { return static_cast<double>(engine() >> 11) * 0x1p-53; }
};

FlowProblem matrix_of(const Floats& cost, std::int64_t n, std::int64_t m) {
  return {.cost = cost, .matrix = true, .n_needs = n, .n_members = m};
}
FlowProblem matrix_of(const Ints& cost, std::int64_t n, std::int64_t m) {
  return {.cost = cost, .matrix = true, .n_needs = n, .n_members = m};
}

/// The kernel for full matrices, whatever solve_flow() would choose.
std::optional<FlowResult> solve_dense(const FlowProblem& p, bool plain = false,
                                      const SolveOptions& options = {}) {
  Watch watch = options.watch();
  return dense::solve(p, options, watch, plain);
}

/// The same pairs as three arrays, for the network. Each side may stay unserved at no cost, so
/// the shorter is filled by a price on its empty seats; for small costs only.
double by_network(const Floats& cost, std::size_t n, std::size_t m, Sense sense) {
  const bool turned = n > m;
  Ints need, member;
  Floats value;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < m; ++j) {
      if (!std::isfinite(cost[i * m + j])) continue;
      need.push_back(static_cast<std::int64_t>(turned ? j : i));
      member.push_back(static_cast<std::int64_t>(turned ? i : j));
      value.push_back(cost[i * m + j]);
    }
  }
  return solve_flow({.need = need,
                     .member = member,
                     .cost = value,
                     .sense = sense,
                     .n_needs = static_cast<std::int64_t>(turned ? m : n),
                     .n_members = static_cast<std::int64_t>(turned ? n : m)})
      .objective;
}

enum class Kind { uniform, few, plane, line, clusters, products, constant, columns, huge, tiny };
constexpr Kind kinds[] = {Kind::uniform,  Kind::few,      Kind::plane,   Kind::line, Kind::clusters,
                          Kind::products, Kind::constant, Kind::columns, Kind::huge, Kind::tiny};

Floats make(Kind kind, std::size_t n, std::size_t m, Random& rng) {
  Floats cost(n * m);
  Floats x(n + m), y(n + m);
  for (std::size_t k = 0; k < n + m; ++k) {
    const double spread = kind == Kind::clusters ? 0.02 : 1.0;
    x[k] = static_cast<double>(rng.in(0, 3)) * (1 - spread) + spread * rng.unit();
    y[k] = static_cast<double>(rng.in(0, 3)) * (1 - spread) + spread * rng.unit();
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < m; ++j) {
      double& c = cost[i * m + j];
      switch (kind) {
        case Kind::uniform: c = rng.unit() - 0.25; break;
        case Kind::few: c = static_cast<double>(rng.in(-2, 3)); break;
        case Kind::plane:
        case Kind::clusters: c = std::hypot(x[i] - x[n + j], y[i] - y[n + j]); break;
        case Kind::line: c = std::abs(x[i] - x[n + j]); break;
        case Kind::products: c = static_cast<double>((i + 1) * (j + 1)); break;
        case Kind::constant: c = 7.25; break;
        case Kind::columns: c = rng.unit() + 50 * x[i] + 90 * x[n + j]; break;
        case Kind::huge: c = (rng.unit() - 0.5) * 1e290; break;
        case Kind::tiny: c = rng.unit() * 1e-300; break;
      }
    }
  }
  return cost;
}

/// Everything that FlowResult promises, from the costs alone.
void verify(const FlowResult& r, const Floats& cost, std::size_t n, std::size_t m, Sense sense) {
  ASSERT_EQ(r.status, Status::optimal);
  ASSERT_EQ(r.pairs.size(), std::min(n, m));
  ASSERT_EQ(r.need_prices.size(), n);
  ASSERT_EQ(r.member_prices.size(), m);
  const double sign = sense == Sense::max ? -1.0 : 1.0;
  std::vector<int> need_used(n, 0), member_used(m, 0);
  std::vector<bool> used(n * m, false);
  long double sum = 0;
  double size = 0;
  for (std::size_t k = 0; k < r.pairs.size(); ++k) {
    const auto i = static_cast<std::size_t>(r.need[k]);
    const auto j = static_cast<std::size_t>(r.member[k]);
    ASSERT_EQ(static_cast<std::size_t>(r.pairs[k]), i * m + j);
    if (k > 0) {
      ASSERT_LT(r.pairs[k - 1], r.pairs[k]);
    }
    ++need_used[i];
    ++member_used[j];
    used[i * m + j] = true;
    sum += cost[i * m + j];
    size += std::abs(cost[i * m + j]);
  }
  EXPECT_NEAR(r.objective, static_cast<double>(sum), size * 1e-15);
  EXPECT_LE(sign * r.bound, sign * r.objective);
  EXPECT_LE(std::abs(r.objective - r.bound),
            r.resolution * static_cast<double>(10 * (n + m)) + size * 1e-15);
  for (std::size_t i = 0; i < n; ++i) {
    ASSERT_LE(need_used[i], 1);
    ASSERT_EQ(r.short_by[i], 1 - need_used[i]);
  }
  for (std::size_t j = 0; j < m; ++j) {
    ASSERT_LE(member_used[j], 1);
    ASSERT_GE(r.member_prices[j], 0);
    if (member_used[j] == 0) {
      ASSERT_EQ(r.member_prices[j], 0);
    }
  }
  for (std::size_t p = 0; p < n * m; ++p) {
    if (!std::isfinite(cost[p])) continue;
    const double reduced = (sign * cost[p] - r.need_prices[p / m]) + r.member_prices[p % m];
    const double slack = r.resolution + 1e-12 * std::abs(cost[p]) +
                         1e-15 * (std::abs(r.need_prices[p / m]) + r.member_prices[p % m]);
    if (used[p]) {
      ASSERT_LE(reduced, slack) << p;
    } else {
      ASSERT_GE(reduced, -slack) << p;
    }
  }
}

void same_to_the_byte(const FlowResult& a, const FlowResult& b) {
  EXPECT_EQ(a.pairs, b.pairs);
  EXPECT_EQ(a.need_prices, b.need_prices);
  EXPECT_EQ(a.member_prices, b.member_prices);
  EXPECT_EQ(a.objective, b.objective);
  EXPECT_EQ(a.bound, b.bound);
  EXPECT_EQ(a.resolution, b.resolution);
  EXPECT_EQ(a.stats.counters.settled, b.stats.counters.settled);
  EXPECT_EQ(a.stats.counters.looked_at, b.stats.counters.looked_at);
  EXPECT_EQ(a.stats.counters.bids, b.stats.counters.bids);
}

TEST(Dense, SmallMatricesAgainstEveryChoice) {
  Random rng{std::mt19937_64(1)};
  for (int round = 0; round < 600; ++round) {
    const auto n = static_cast<std::size_t>(rng.in(1, 5));
    const auto m = static_cast<std::size_t>(rng.in(1, 5));
    const Sense sense = rng.in(0, 1) == 0 ? Sense::min : Sense::max;
    const double sign = sense == Sense::max ? -1.0 : 1.0;
    Ints cost(n * m);
    for (auto& c : cost) c = rng.in(-6, 9);
    // All ways of giving columns (or nothing) to rows; the shorter side must be filled.
    double best = inf;
    std::vector<bool> taken(m, false);
    const auto choose = [&](const auto& self, std::size_t i, std::size_t filled,
                            double sum) -> void {
      if (filled + (n - i) < std::min(n, m)) return;
      if (i == n) {
        best = std::min(best, sum);
        return;
      }
      self(self, i + 1, filled, sum);
      for (std::size_t j = 0; j < m; ++j) {
        if (taken[j]) continue;
        taken[j] = true;
        self(self, i + 1, filled + 1, sum + sign * static_cast<double>(cost[i * m + j]));
        taken[j] = false;
      }
    };
    choose(choose, 0, 0, 0);
    FlowProblem p = matrix_of(cost, static_cast<std::int64_t>(n), static_cast<std::int64_t>(m));
    p.sense = sense;
    const FlowResult r = solve_dense(p).value();
    EXPECT_EQ(r.objective, sign * best);
    EXPECT_EQ(r.bound, r.objective);
    EXPECT_EQ(r.resolution, 0);
    verify(r, Floats(cost.begin(), cost.end()), n, m, sense);
  }
}

TEST(Dense, EveryKindAndShapeAgainstNetworkAndPrices) {
  Random rng{std::mt19937_64(2)};
  const std::size_t shapes[][2] = {{1, 1},   {2, 2},   {1, 40},  {40, 1},  {7, 90},    {90, 7},
                                   {59, 59}, {60, 60}, {61, 61}, {64, 65}, {120, 120}, {130, 125}};
  for (const Kind kind : kinds) {
    for (const auto& [n, m] : shapes) {
      for (const Sense sense : {Sense::min, Sense::max}) {
        SCOPED_TRACE(std::to_string(static_cast<int>(kind)) + ": " + std::to_string(n) + " x " +
                     std::to_string(m) + (sense == Sense::max ? " max" : " min"));
        const Floats cost = make(kind, n, m, rng);
        FlowProblem p = matrix_of(cost, static_cast<std::int64_t>(n), static_cast<std::int64_t>(m));
        p.sense = sense;
        const auto r = solve_dense(p);
        ASSERT_TRUE(r.has_value());
        verify(*r, cost, n, m, sense);
        const double other = by_network(cost, n, m, sense);
        EXPECT_NEAR(r->objective, other,
                    r->resolution * static_cast<double>(2 * (n + m)) + std::abs(other) * 1e-12);
        same_to_the_byte(*r, solve_dense(p, true).value());
      }
    }
  }
}

TEST(Dense, LargerOnesByTheirPricesInBothForms) {
  Random rng{std::mt19937_64(3)};
  for (const Kind kind : kinds) {
    for (const std::size_t m : {263U, 280U}) {
      SCOPED_TRACE(static_cast<int>(kind));
      const std::size_t n = 263;
      const Floats cost = make(kind, n, m, rng);
      const FlowProblem p =
          matrix_of(cost, static_cast<std::int64_t>(n), static_cast<std::int64_t>(m));
      const FlowResult r = solve_dense(p).value();
      verify(r, cost, n, m, Sense::min);
      same_to_the_byte(r, solve_dense(p, true).value());
    }
  }
}

TEST(Dense, WholeNumbersAndTheSameAsFloatsCostTheSame) {
  Random rng{std::mt19937_64(4)};
  for (const std::int64_t most : {3LL, 100LL, 1'000'000LL, 100'000'000'000LL}) {
    const std::int64_t n = 150;
    Ints cost(static_cast<std::size_t>(n * n));
    for (auto& c : cost) c = rng.in(-most, most);
    const Floats floats(cost.begin(), cost.end());
    const FlowResult whole = solve_dense(matrix_of(cost, n, n)).value();
    const FlowResult real = solve_dense(matrix_of(floats, n, n)).value();
    EXPECT_EQ(whole.objective, real.objective);
    EXPECT_EQ(whole.bound, whole.objective);
    EXPECT_EQ(whole.resolution, 0);
    EXPECT_EQ(real.resolution, 1);
    EXPECT_EQ(whole.pairs, real.pairs);
    same_to_the_byte(whole, solve_dense(matrix_of(cost, n, n), true).value());
    for (const double price : whole.need_prices) EXPECT_EQ(price, std::floor(price));
  }
}

TEST(Dense, TheGridIsTheOneOfTheNetwork) {
  Random rng{std::mt19937_64(5)};
  const auto resolution = [&](auto cost_of) {
    Floats cost(64);
    Ints need(64), member(64);
    for (std::size_t k = 0; k < 64; ++k) {
      cost[k] = cost_of();
      need[k] = static_cast<std::int64_t>(k / 8);
      member[k] = static_cast<std::int64_t>(k % 8);
    }
    const FlowResult network = solve_flow({.need = need, .member = member, .cost = cost});
    const FlowResult matrix = solve_dense(matrix_of(cost, 8, 8)).value();
    EXPECT_EQ(matrix.resolution, network.resolution);
    EXPECT_NEAR(matrix.objective, network.objective, 64 * network.resolution);
    return matrix.resolution;
  };
  EXPECT_EQ(resolution([&] { return static_cast<double>(rng.in(-90, 90)); }), 1);
  EXPECT_EQ(resolution([&] { return static_cast<double>(rng.in(-90, 90)) / 8; }), 0.125);
  EXPECT_EQ(resolution([&] { return static_cast<double>(rng.in(-90, 90)) * 1024; }), 1);
  EXPECT_EQ(resolution([&] { return 0.0; }), 1);
  EXPECT_LT(resolution([&] { return rng.unit(); }), 1e-9);
  EXPECT_GT(resolution([&] { return rng.unit() * 1e200; }), 1e180);
  EXPECT_LT(resolution([&] { return rng.unit() * 1e-200; }), 1e-208);
  EXPECT_GT(resolution([&] { return static_cast<double>(rng.in(0, 1LL << 53)); }), 1);
}

TEST(Dense, InfinityIsNoPair) {
  Random rng{std::mt19937_64(6)};
  for (const Sense sense : {Sense::min, Sense::max}) {
    for (const std::int64_t share : {1, 20, 90}) {  // Of 100 pairs, so many are none.
      for (const auto& [n, m] :
           {std::pair<std::size_t, std::size_t>{100, 100}, {80, 100}, {100, 80}, {9, 9}}) {
        SCOPED_TRACE(std::to_string(share) + " of " + std::to_string(n));
        Floats cost = make(Kind::plane, n, m, rng);
        for (std::size_t p = 0; p < n * m; ++p) {
          // A diagonal stays, so that there is an answer.
          if (p / m != p % m && rng.in(1, 100) <= share) cost[p] = sense == Sense::min ? inf : -inf;
        }
        FlowProblem p = matrix_of(cost, static_cast<std::int64_t>(n), static_cast<std::int64_t>(m));
        p.sense = sense;
        const FlowResult r = solve_dense(p).value();
        verify(r, cost, n, m, sense);
        EXPECT_NEAR(r.objective, by_network(cost, n, m, sense), 1e-9);
        same_to_the_byte(r, solve_dense(p, true).value());
      }
    }
  }
}

TEST(Dense, AnEmptyRowOrTooFewColumnsAreNamed) {
  const std::size_t n = 70;
  Floats cost(n * n, 1.0);
  for (std::size_t i = 20; i < 24; ++i) {
    for (std::size_t j = 0; j < n; ++j) cost[i * n + j] = j < 3 ? 1.0 : inf;
  }
  const FlowProblem p = matrix_of(cost, static_cast<std::int64_t>(n), static_cast<std::int64_t>(n));
  EXPECT_FALSE(solve_dense(p).has_value());
  try {
    static_cast<void>(solve_flow(p));
    FAIL();
  } catch (const InputError& e) {
    EXPECT_EQ(e.issues().front().code, "cannot_fill");
    EXPECT_NE(std::string(e.what()).find("20, 21, 22, 23"), std::string::npos) << e.what();
  }
  for (std::size_t j = 0; j < n; ++j) cost[5 * n + j] = inf;
  EXPECT_THROW(static_cast<void>(solve_flow(p)), InputError);
}

TEST(Dense, LeavesWhatItDoesNotKnow) {
  const Floats cost{1, 2, 3, 4};
  const Ints two{1, 1}, bad{1, 2};
  EXPECT_TRUE(solve_dense(matrix_of(cost, 2, 2)).has_value());
  FlowProblem p = matrix_of(cost, 2, 2);
  p.seats = two;
  p.capacity = two;
  EXPECT_TRUE(solve_dense(p).has_value());
  p.capacity = bad;
  EXPECT_FALSE(solve_dense(p).has_value());
  p = matrix_of(cost, 2, 2);
  p.unfilled_cost = 5;
  EXPECT_FALSE(solve_dense(p).has_value());
  EXPECT_FALSE(solve_dense(matrix_of(cost, 2, 3)).has_value());
  EXPECT_FALSE(solve_dense(matrix_of(Floats{}, 0, 0)).has_value());
  for (const double odd : {std::nan(""), -inf}) {
    const Floats with{1, odd, 3, 4};
    EXPECT_FALSE(solve_dense(matrix_of(with, 2, 2)).has_value());
    EXPECT_THROW(static_cast<void>(solve_flow(matrix_of(with, 2, 2))), InputError);
  }
  Floats late(100 * 100, 1.0);  // Among columns that are looked at many at a time.
  late[50 * 100 + 50] = std::nan("");
  EXPECT_FALSE(solve_dense(matrix_of(late, 100, 100)).has_value());
  // Whole numbers whose sums doubles do not hold; the network does.
  const Ints large{1LL << 52, 3, 5, 1LL << 52};
  EXPECT_FALSE(solve_dense(matrix_of(large, 2, 2)).has_value());
  EXPECT_EQ(solve_flow(matrix_of(large, 2, 2)).objective, 8);
  const Ints past(100 * 100, std::numeric_limits<std::int64_t>::min());
  EXPECT_FALSE(solve_dense(matrix_of(past, 100, 100)).has_value());
}

TEST(Dense, ARunThatIsEndedGivesPairsAndATrueBound) {
  Random rng{std::mt19937_64(7)};
  const std::size_t n = 240;
  for (const Kind kind : {Kind::uniform, Kind::plane, Kind::products}) {
    const Floats cost = make(kind, n, n, rng);
    const FlowProblem p =
        matrix_of(cost, static_cast<std::int64_t>(n), static_cast<std::int64_t>(n));
    const FlowResult full = solve_dense(p).value();
    for (const std::uint64_t work : {1ULL, 300ULL, 1000ULL, 3000ULL, 10'000ULL}) {
      SCOPED_TRACE(work);
      const FlowResult r = solve_dense(p, false, {.work_limit = work}).value();
      if (r.status == Status::optimal) continue;
      EXPECT_EQ(r.status, Status::timed_out);
      EXPECT_LE(r.bound, full.objective);
      if (r.pairs.size() < n) {
        EXPECT_EQ(r.gap, inf);
      }
      std::vector<bool> need(n, false), member(n, false);
      for (std::size_t k = 0; k < r.pairs.size(); ++k) {
        const auto i = static_cast<std::size_t>(r.need[k]);
        const auto j = static_cast<std::size_t>(r.member[k]);
        EXPECT_FALSE(need[i] || member[j]);
        need[i] = member[j] = true;
      }
      same_to_the_byte(r, solve_dense(p, true, {.work_limit = work}).value());
    }
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(solve_dense(p, false, {.stop = stop.get_token()})->status, Status::stopped);
    EXPECT_EQ(solve_dense(p, false, {.limit = std::chrono::nanoseconds(0)})->status,
              Status::timed_out);
  }
}

TEST(Dense, HonoursAMemoryLimitAndSaysWhatItTook) {
  const Floats cost(200 * 200, 1.5);
  const FlowProblem p = matrix_of(cost, 200, 200);
  const FlowResult r = solve_flow(p);
  EXPECT_GT(r.stats.peak_bytes, 0U);
  EXPECT_LT(r.stats.peak_bytes, 200U * 200U * 16U);  // No copy of the pairs.
  EXPECT_GT(r.stats.solve_seconds, 0);
  EXPECT_GT(r.stats.build_seconds, 0);
  EXPECT_THROW(static_cast<void>(solve_flow(p, {.memory_limit = 1000})), LimitError);
  EXPECT_NO_THROW(static_cast<void>(solve_flow(p, {.memory_limit = r.stats.peak_bytes})));
}

TEST(Dense, ManyCostsOfTheHardKinds) {
  Random rng{std::mt19937_64(8)};
  const std::size_t n = 500;
  for (const Kind kind : {Kind::plane, Kind::products, Kind::few, Kind::columns}) {
    SCOPED_TRACE(static_cast<int>(kind));
    const Floats cost = make(kind, n, n, rng);
    verify(solve_flow(matrix_of(cost, static_cast<std::int64_t>(n), static_cast<std::int64_t>(n))),
           cost, n, n, Sense::min);
  }
}

}  // namespace dense_test
