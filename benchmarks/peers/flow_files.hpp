// benchmarks/peers/flow_files.hpp -- what the peers in C++ share: the files of make_pairs, a
// stopwatch, and the line of JSON that run.py reads.
//
// A peer is timed in two parts: build() turns the arrays into the library's own form,
// solve() is the library's algorithm and nothing else.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "../memory.hpp"

namespace peers {

using Numbers = std::vector<std::int64_t>;

inline Numbers read(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw std::runtime_error("cannot read " + path);
  Numbers numbers(static_cast<std::size_t>(file.tellg()) / sizeof(std::int64_t));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(numbers.data()),
            static_cast<std::streamsize>(numbers.size() * sizeof(std::int64_t)));
  return numbers;
}

struct FlowFiles {
  Numbers need, member, cost;     // of a pair
  Numbers seats, unfilled, slot;  // of a need
  Numbers capacity;               // of a member

  explicit FlowFiles(const std::string& folder)
      : need(read(folder + "/need.i64")),
        member(read(folder + "/member.i64")),
        cost(read(folder + "/cost.i64")),
        seats(read(folder + "/seats.i64")),
        unfilled(read(folder + "/unfilled.i64")),
        slot(read(folder + "/slot.i64")),
        capacity(read(folder + "/capacity.i64")) {}

  [[nodiscard]] std::int64_t all_seats() const {
    return std::accumulate(seats.begin(), seats.end(), std::int64_t{0});
  }
  [[nodiscard]] std::int64_t all_capacity() const {
    return std::accumulate(capacity.begin(), capacity.end(), std::int64_t{0});
  }
};

/// Node of a pair's member in that need's slot, numbered from 0; and the member of each node.
struct SlotNodes {
  Numbers of_pair, member;

  explicit SlotNodes(const FlowFiles& in) {
    const std::size_t slots =
        in.slot.empty()
            ? 0
            : static_cast<std::size_t>(*std::max_element(in.slot.begin(), in.slot.end())) + 1;
    Numbers node(in.capacity.size() * slots, -1);
    of_pair.reserve(in.need.size());
    for (std::size_t i = 0; i < in.need.size(); ++i) {
      const auto slot = static_cast<std::size_t>(in.slot[static_cast<std::size_t>(in.need[i])]);
      std::int64_t& here = node[static_cast<std::size_t>(in.member[i]) * slots + slot];
      if (here < 0) {
        here = static_cast<std::int64_t>(member.size());
        member.push_back(in.member[i]);
      }
      of_pair.push_back(here);
    }
  }
};

inline double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Runs `Peer(files)` (build) and its `solve()` (objective) `repeats` times and prints JSON.
template <class MakePeer>
int measure(const FlowFiles& files, int repeats, MakePeer make_peer) {
  constexpr double budget = 12.0;  // as in measuring.py: no further run is begun after it
  const bench::Memory memory;
  const double first = seconds_now();
  std::string build, solve;
  std::int64_t objective = 0;
  for (int i = 0; i < repeats && (i == 0 || seconds_now() - first < budget); ++i) {
    const double start = seconds_now();
    auto peer = make_peer(files);
    const double built = seconds_now();
    objective = peer->solve();
    const double solved = seconds_now();
    const char* comma = i == 0 ? "" : ", ";
    build += comma + std::to_string(built - start);
    solve += comma + std::to_string(solved - built);
  }
  std::printf("{\"objective\": %lld, \"build\": [%s], \"solve\": [%s], \"peak_bytes\": %lld}\n",
              static_cast<long long>(objective), build.c_str(), solve.c_str(),
              static_cast<long long>(memory.above()));
  return 0;
}

}  // namespace peers
