// turnout/solve/detail/plan_memory.hpp -- the caller's limit of memory for a plan.
//
// What a plan needs is told from the problem before it is taken: for the index of members and the
// candidates that the kernel looks at first, or for all candidates, counted without listing them.
// Where rows then grow beyond what was foreseen the run ends with the same error.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

#include <turnout/config.hpp>
#include <turnout/eligibility/detail/pair_finder.hpp>
#include <turnout/model/error.hpp>
#include <turnout/model/parallel.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

inline void require_plan_memory(std::uint64_t bytes, std::optional<std::uint64_t> limit,
                                const char* what) {
  if (!limit || bytes <= *limit) return;
  throw LimitError("a plan needs about " + std::to_string(bytes) + " bytes " + what +
                   ", more than the memory_limit of " + std::to_string(*limit) +
                   "; raise it, or lower within_km");
}

/// Of the index and the rules, about.
inline std::uint64_t index_bytes(const Problem& p) {
  constexpr std::uint64_t a_member = 110;
  constexpr std::uint64_t most_windows = 512;
  const std::uint64_t windows = std::min<std::uint64_t>(most_windows, p.needs().size());
  return p.members().size() * (a_member + (windows + p.skills().size()) / 8);
}
inline void require_index_memory(const Problem& p, std::optional<std::uint64_t> limit) {
  require_plan_memory(limit ? index_bytes(p) : 0, limit, "for its members");
}

/// What a list of all candidates takes, about, network and kernel included.
struct ListMemory {
  std::uint64_t candidates = 0, bytes = 0;
};
/// Counts them without listing them.
inline ListMemory list_memory(const MemberIndex& members, int threads) {
  const Problem& p = members.rules().problem();
  constexpr std::size_t roles_a_chunk = 64;
  constexpr std::uint64_t a_candidate = 96, a_member = 250;
  std::atomic<std::uint64_t> total{0};
  const std::size_t roles = p.roles().size();
  for_each_chunk((roles + roles_a_chunk - 1) / roles_a_chunk, threads, [&](std::size_t chunk) {
    PairFinder finder(members, measure());
    std::vector<FoundPair> row;
    for (std::size_t r = chunk * roles_a_chunk; r < std::min(roles, (chunk + 1) * roles_a_chunk);
         ++r) {
      finder.begin(make_id<RoleId>(r));
      finder.all(row);
      total += row.size();
    }
  });
  return {total, index_bytes(p) + p.members().size() * a_member + total * a_candidate};
}
inline void require_list_memory(const MemberIndex& members, std::optional<std::uint64_t> limit,
                                int threads) {
  if (!limit) return;
  const ListMemory list = list_memory(members, threads);
  require_plan_memory(list.bytes, limit,
                      ("for its " + std::to_string(list.candidates) + " candidates").c_str());
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
