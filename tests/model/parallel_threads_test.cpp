// Threads decide who computes a chunk, never what comes out.
#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/eligibility/candidates.hpp>
#include <turnout/model/parallel.hpp>

#include "support/scattered_problems.hpp"

namespace parallel_threads_test {

using namespace turnout;

TEST(Parallel, EachChunkOnce) {
  for (const int threads : {0, 1, 2, 5, 40})
    for (const std::size_t chunks : {0U, 1U, 2U, 7U, 1000U}) {
      std::vector<std::atomic<int>> seen(chunks);
      for_each_chunk(chunks, threads, [&](std::size_t chunk) { ++seen[chunk]; });
      for (std::size_t i = 0; i < chunks; ++i) ASSERT_EQ(seen[i], 1) << threads << ' ' << i;
    }
}

TEST(Parallel, TheLowestErrorComesBack) {
  for (const int threads : {1, 2, 5}) {
    try {
      for_each_chunk(50, threads, [](std::size_t chunk) {
        if (chunk >= 2) throw std::runtime_error(std::to_string(chunk));
      });
      FAIL();
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "2") << threads;
    }
  }
}

TEST(Parallel, AWishIsKeptAndZeroMeansTheCpus) {
  EXPECT_EQ(thread_count(3), 3U);
  EXPECT_GE(thread_count(0), 1U);
}

TEST(Turns, PassInTheOrderOfTheChunksOneAtATime) {
  for (const int threads : {1, 2, 5}) {
    Turns turns;
    std::vector<std::size_t> passed;  // written by all threads, in turn
    for_each_chunk(500, threads, [&](std::size_t chunk) {
      Turns::Turn turn(turns, chunk);
      if (chunk % 7 == 3) return;  // without waiting
      turn.wait();
      passed.push_back(chunk);
      if (chunk % 2 == 0) turn.pass();
    });
    EXPECT_TRUE(std::ranges::is_sorted(passed));
    EXPECT_EQ(passed.size(), 500U - 71U);
  }
}

TEST(Turns, WhoeverThrowsPassesToo) {
  for (const int threads : {1, 2, 5}) {
    Turns turns;
    EXPECT_THROW(for_each_chunk(50, threads,
                                [&](std::size_t chunk) {
                                  const Turns::Turn turn(turns, chunk);
                                  if (chunk == 2) throw std::runtime_error("two");
                                  turn.wait();
                                }),
                 std::runtime_error);
  }
}

TEST(Parallel, CandidatesAreTheSameOnAnyNumberOfThreads) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const turnout::testing::ScatteredProblem scattered =
        turnout::testing::scattered_problem(seed, 80, 70);
    const Rules rules(scattered.problem(), scattered.policy);
    const Candidates one = candidates(rules, {.threads = 1});
    for (const int threads : {2, 5}) {
      const Candidates many = candidates(rules, {.threads = threads});
      ASSERT_TRUE(std::ranges::equal(one.pairs(), many.pairs())) << seed;
      for (std::size_t i = 0; i < one.size(); ++i) ASSERT_EQ(one.role_of(i), many.role_of(i));
    }
  }
}

}  // namespace parallel_threads_test
