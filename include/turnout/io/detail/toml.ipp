#pragma once

#include <algorithm>

#include <toml++/toml.h>

#include <turnout/io/files.hpp>
#include <turnout/io/toml.hpp>
#include <turnout/model/error.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

/// Copies a node of toml++; what a rulebook can never hold (clock times) is reported.
class TomlCopy {
 public:
  explicit TomlCopy(std::string_view source) : source_(source) {}
  void finish() const { bad_.throw_if_any(); }

  RuleTree node(const ::toml::node& from, const std::string& path) {
    RuleTree tree;
    tree.line = static_cast<std::int64_t>(from.source().begin.line);
    if (const auto* table = from.as_table()) {
      tree.value = entries(*table, path);
    } else if (const auto* array = from.as_array()) {
      RuleTree::Array items;
      for (const ::toml::node& item : *array)
        items.push_back(node(item, path + "[" + std::to_string(items.size() + 1) + "]"));
      tree.value = std::move(items);
    } else if (const auto* text = from.as_string()) {
      tree.value = text->get();
    } else if (const auto* whole = from.as_integer()) {
      tree.value = whole->get();
    } else if (const auto* real = from.as_floating_point()) {
      tree.value = real->get();
    } else if (const auto* flag = from.as_boolean()) {
      tree.value = flag->get();
    } else if (const auto* date = from.as_date()) {
      const ::toml::date day = date->get();
      tree.value = LocalDay{std::chrono::year{day.year} / std::chrono::month{day.month} /
                            std::chrono::day{day.day}};
    } else {
      bad_.add({.table = source_,
                .row = tree.line,
                .column = path,
                .value = {},
                .code = "not_supported_yet",
                .message = "a time of day is not supported in a rulebook",
                .remedy = "give a date, such as 2026-07-01"});
    }
    return tree;
  }

 private:
  /// toml++ keeps keys sorted; their order in the file comes back from their positions.
  RuleTree::Table entries(const ::toml::table& table, const std::string& path) {
    std::vector<std::pair<::toml::source_position, RuleTree::Entry>> found;
    for (const auto& [key, value] : table) {
      const std::string name(key.str());
      found.push_back({key.source().begin,
                       {.key = name,
                        .value = node(value, path.empty() ? name : path + "." + name),
                        .line = static_cast<std::int64_t>(key.source().begin.line)}});
    }
    std::ranges::stable_sort(found, [](const auto& a, const auto& b) {
      return std::pair(a.first.line, a.first.column) < std::pair(b.first.line, b.first.column);
    });
    RuleTree::Table result;
    for (auto& entry : found) result.push_back(std::move(entry.second));
    return result;
  }

  std::string source_;
  IssueCollector bad_;
};

}  // namespace detail

TURNOUT_INLINE RuleTree parse_toml(std::string_view text, std::string_view source) {
  try {
    const ::toml::table table = ::toml::parse(text, source);
    detail::TomlCopy copy(source);
    RuleTree tree = copy.node(table, {});
    copy.finish();
    return tree;
  } catch (const ::toml::parse_error& error) {
    throw InputError(Issue{.table = std::string(source),
                           .row = static_cast<std::int64_t>(error.source().begin.line),
                           .column = {},
                           .value = {},
                           .code = "bad_toml",
                           .message = std::string(error.description()),
                           .remedy = "write it as TOML 1.0; see docs/rulebooks.md"});
  }
}

TURNOUT_INLINE Rulebook read_rulebook(const std::string& path) {
  return make_rulebook(parse_toml(read_file(path), path), path);
}

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
