// turnout/io/toml.hpp -- reads rulebooks from TOML files.
//
//   #include <turnout/io/toml.hpp>       // link turnout::toml
//   const turnout::Rulebook book = turnout::io::read_rulebook("liwan.toml");
//
// Apart from the umbrella header, so that programs without rulebooks need no TOML
// library: this one is toml++ 3 (Debian: libtomlplusplus-dev). It only builds the tree;
// what the keys mean, and whether they are right, `make_rulebook` says.
#pragma once

#include <string>
#include <string_view>

#include <turnout/config.hpp>
#include <turnout/points/rulebook.hpp>
#include <turnout/points/tree.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {

/// The tree of a TOML text, with lines. `source` names it in errors.
/// Throws InputError: `bad_toml` with the line, `not_supported_yet` for clock times.
[[nodiscard]] RuleTree parse_toml(std::string_view text, std::string_view source);

/// Reads and validates a rulebook. Throws InputError: those of read_file, of parse_toml and
/// of make_rulebook.
[[nodiscard]] Rulebook read_rulebook(const std::string& path);

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/io/detail/toml.ipp>
#endif
