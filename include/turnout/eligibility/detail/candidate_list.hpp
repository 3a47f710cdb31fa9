#pragma once

// All candidates listed, from an index of members.

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <utility>

#include <turnout/eligibility/candidates.hpp>
#include <turnout/eligibility/detail/pair_finder.hpp>
#include <turnout/model/error.hpp>
#include <turnout/model/parallel.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Only the k that come first by `key`, ties by member.
template <class Key>
void keep_first(std::vector<FoundPair>& pairs, std::uint32_t k, const Key& key) {
  if (pairs.size() <= k) return;
  std::ranges::nth_element(pairs, pairs.begin() + k, {}, [&](const FoundPair& pair) {
    return std::pair(std::invoke(key, pair), pair.member);
  });
  pairs.resize(k);
}

/// The pairs of a role by member, in place of the order of the grid.
class RowSorter {
 public:
  /// Appends the row to `out`. LSD radix sort of (member, position in the row), 9 bits a pass.
  void sort(std::span<const FoundPair> row, std::vector<Candidate>& out) {
    keys_.resize(row.size());
    to_.resize(row.size());
    std::uint64_t most = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
      keys_[i] = std::uint64_t{index(row[i].member)} << 32U | i;
      most |= keys_[i];
    }
    if (row.size() < 64) {
      std::ranges::sort(keys_);
    } else {
      for (unsigned shift = 32; shift < 64 && (most >> shift) != 0; shift += digit) pass(shift);
    }
    for (const std::uint64_t key : keys_) {
      const FoundPair& pair = row[key & 0xFFFFFFFFU];
      out.push_back({pair.member, pair.cost});
    }
  }

 private:
  static constexpr unsigned digit = 9;
  static constexpr std::size_t digits = std::size_t{1} << digit;
  void pass(unsigned shift) {
    next_.fill(0);
    for (const std::uint64_t key : keys_) ++next_[key >> shift & (digits - 1)];
    std::uint32_t sum = 0;
    for (std::uint32_t& n : next_) sum += std::exchange(n, sum);
    for (const std::uint64_t key : keys_) to_[next_[key >> shift & (digits - 1)]++] = key;
    keys_.swap(to_);
  }
  std::vector<std::uint64_t> keys_, to_;
  std::array<std::uint32_t, digits> next_{};
};

/// Work is cut by needs; a chunk's rows stand one behind the other until all are known.
struct CandidateChunk {
  std::vector<Candidate> pairs;
  std::vector<std::size_t> count;  ///< By role.
};

inline constexpr std::size_t needs_a_chunk = 64;

inline std::vector<CandidateChunk> candidate_chunks(const MemberIndex& members,
                                                    const CandidateOptions& options,
                                                    const DistancePasses& measure,
                                                    std::uint64_t most_pairs) {
  const Problem& p = members.rules().problem();
  const std::size_t n_needs = p.needs().size();
  std::vector<CandidateChunk> chunks((n_needs + needs_a_chunk - 1) / needs_a_chunk);
  std::atomic<std::uint64_t> total{0};
  for_each_chunk(chunks.size(), options.threads, [&](std::size_t c) {
    PairFinder finder(members, measure);
    RowSorter sorter;
    std::vector<FoundPair> row;
    const std::size_t last = std::min(n_needs, (c + 1) * needs_a_chunk);
    for (std::size_t r = p.needs().first_role[c * needs_a_chunk]; r < p.needs().first_role[last];
         ++r) {
      // Past a limit there is nothing more to find: the caller says how many there are at least.
      if (total > most_pairs) return;
      finder.begin(make_id<RoleId>(r));
      finder.all(row);
      if (options.nearest) keep_first(row, *options.nearest, &FoundPair::metres);
      if (options.cheapest) keep_first(row, *options.cheapest, &FoundPair::cost);
      sorter.sort(row, chunks[c].pairs);
      chunks[c].count.push_back(row.size());
      total += row.size();
    }
  });
  if (options.memory_limit && total > most_pairs)
    throw LimitError("memory_limit of " + std::to_string(*options.memory_limit) +
                     " bytes is too small: the candidates need more than that; raise it, or lower "
                     "within_km");
  return chunks;
}

class CandidateBuilder {
 public:
  static Candidates build(const Problem& p, std::vector<CandidateChunk> chunks);
};

/// Apart from candidates() for those who have an index already.
inline Candidates candidates_of(const MemberIndex& members, const CandidateOptions& options,
                                const DistancePasses& measure) {
  constexpr std::uint64_t bytes_a_pair =
      2 * sizeof(Candidate) + sizeof(RoleId) + sizeof(std::uint32_t);
  constexpr std::uint64_t most = std::uint64_t{1} << 32U;
  return CandidateBuilder::build(
      members.rules().problem(),
      candidate_chunks(
          members, options, measure,
          options.memory_limit ? std::min(most, *options.memory_limit / bytes_a_pair) : most));
}

inline Candidates CandidateBuilder::build(const Problem& p, std::vector<CandidateChunk> chunks) {
  std::uint64_t total = 0;
  for (const CandidateChunk& chunk : chunks) total += chunk.pairs.size();
  if (total >= (std::uint64_t{1} << 32U))
    throw RangeError("more than 2^32 candidates; lower within_km or split the problem");
  Candidates result;
  result.first_.reserve(p.roles().size() + 1);
  result.first_.push_back(0);
  result.pairs_.reserve(total);
  result.role_.reserve(total);
  std::vector<std::uint32_t> next(p.members().size() + 1, 0);
  for (CandidateChunk& chunk : chunks) {
    for (const Candidate& c : chunk.pairs) ++next[index(c.member) + 1];
    result.pairs_.insert(result.pairs_.end(), chunk.pairs.begin(), chunk.pairs.end());
    std::vector<Candidate>().swap(chunk.pairs);
    for (const std::size_t count : chunk.count) {
      result.role_.insert(result.role_.end(), count, make_id<RoleId>(result.first_.size() - 1));
      result.first_.push_back(result.first_.back() + count);
    }
  }
  for (std::size_t m = 1; m < next.size(); ++m) next[m] += next[m - 1];
  result.of_member_ = next;
  result.positions_.resize(total);
  for (std::size_t i = 0; i < result.pairs_.size(); ++i)
    result.positions_[next[index(result.pairs_[i].member)]++] = static_cast<std::uint32_t>(i);
  return result;
}

}  // namespace detail

}  // namespace turnout::inline TURNOUT_ABI
