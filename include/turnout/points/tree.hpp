// turnout/points/tree.hpp -- what a rulebook's file says, before anyone asks what it means.
//
// A rulebook is TOML. C++ reads it with a TOML library (`io/toml.hpp`), Python with its
// standard one; both hand the same tree to one validator (`make_rulebook`), so that a
// rulebook means the same, and fails with the same words, on both faces.
//
//   RuleTree tree{RuleTree::Table{{"format", {"turnout-rulebook/1"}, 1},
//                                 {"name", {"our-street"}, 2}}};
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/calendar.hpp>

namespace turnout::inline TURNOUT_ABI {

/// A node: a table, an array, or a plain value.
struct RuleTree {
  struct Entry;
  using Table = std::vector<Entry>;  ///< Keys in the order of the file where the reader keeps it.
  using Array = std::vector<RuleTree>;

  std::variant<Table, Array, std::string, std::int64_t, double, bool, LocalDay> value;
  std::int64_t line = 0;  ///< Where it stands in the file, from 1; 0: the reader does not know.
};

struct RuleTree::Entry {
  std::string key;
  RuleTree value;
  std::int64_t line = 0;  ///< Of the key.
};

}  // namespace turnout::inline TURNOUT_ABI
