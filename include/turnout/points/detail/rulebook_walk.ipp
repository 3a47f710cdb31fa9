// Walks a tree of keys and collects what is wrong with it; knows nothing of points.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

#include <turnout/model/cells.hpp>
#include <turnout/model/error.hpp>
#include <turnout/model/table.hpp>
#include <turnout/points/rulebook.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Everything a key of the tree needs to be reported: its node and its path.
struct TreeKey {
  const RuleTree* node = nullptr;
  std::string path;
  std::int64_t line = 0;
  explicit operator bool() const noexcept { return node != nullptr; }
};

/// The keys of one table of the format, and what that table is called.
struct KeysOf {
  std::string_view where;
  std::span<const std::string_view> keys;
};

/// Typed access to a tree that turns every surprise into an issue.
class TreeWalker {
 public:
  using Names = std::span<const std::string_view>;

  /// `format`: all tables there are, so that a key in the wrong one is told where it stands.
  TreeWalker(std::string_view source, std::span<const KeysOf> format)
      : source_(source), format_(format) {}
  void finish() const { bad_.throw_if_any(); }

  void report(const TreeKey& key, std::string value, std::string code, std::string message,
              std::string remedy) {
    bad_.add({.table = source_,
              .row = key.line > 0 ? std::optional(key.line) : std::nullopt,
              .column = key.path,
              .value = std::move(value),
              .code = std::move(code),
              .message = std::move(message),
              .remedy = std::move(remedy)});
  }

  /// The keys of a table; anything that is not known is reported.
  const RuleTree::Table* table(const TreeKey& key, Names known) {
    const auto* entries = std::get_if<RuleTree::Table>(&key.node->value);
    if (!entries) {
      wrong_type(key, "a table");
      return nullptr;
    }
    for (std::size_t i = 0; i < entries->size(); ++i) {
      const RuleTree::Entry& entry = (*entries)[i];
      const TreeKey child = below(key, entry);
      for (std::size_t j = 0; j < i; ++j)
        if ((*entries)[j].key == entry.key)
          report(child, {}, "duplicate_key", "this key is given twice", "keep one of the two");
      if (std::ranges::find(known, entry.key) == known.end()) unknown(child, entry.key, known);
    }
    return entries;
  }

  TreeKey find(const TreeKey& parent, std::string_view name) const {
    if (const auto* entries = std::get_if<RuleTree::Table>(&parent.node->value))
      for (const RuleTree::Entry& entry : *entries)
        if (entry.key == name) return below(parent, entry);
    return {};
  }
  TreeKey need(const TreeKey& parent, std::string_view name, std::string remedy) {
    TreeKey key = find(parent, name);
    if (!key)
      report({.path = join(parent.path, name), .line = parent.line}, {}, "missing_key",
             "`" + std::string(name) + "` is missing", std::move(remedy));
    return key;
  }
  /// The members of an array; counted from 1 in paths, as people count.
  std::vector<TreeKey> items(const TreeKey& key, std::string_view what) {
    std::vector<TreeKey> keys;
    const auto* array = std::get_if<RuleTree::Array>(&key.node->value);
    if (!array) {
      wrong_type(key, what);
      return keys;
    }
    for (std::size_t i = 0; i < array->size(); ++i)
      keys.push_back({.node = &(*array)[i],
                      .path = key.path + "[" + std::to_string(i + 1) + "]",
                      .line = (*array)[i].line > 0 ? (*array)[i].line : key.line});
    return keys;
  }

  std::optional<std::string> text(const TreeKey& key) {
    const auto* value = std::get_if<std::string>(&key.node->value);
    if (!value) {
      wrong_type(key, "a text");
      return std::nullopt;
    }
    if (!is_utf8(*value)) {
      report(key, {}, "not_utf8", "this text is no UTF-8", "save the file as UTF-8");
      return std::nullopt;
    }
    return *value;
  }
  /// A name that may stand in a column's header: small letters, digits, - and _.
  std::string id(const TreeKey& parent) {
    const TreeKey key = need(parent, "id", "give it a short name, such as id = \"service\"");
    if (!key) return {};
    const auto value = text(key);
    if (!value) return {};
    const bool fine =
        !value->empty() && value->size() <= 64 &&
        value->find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos;
    if (!fine)
      report(key, *value, "bad_id", "this is no id", "use up to 64 small letters, digits, - and _");
    return *value;
  }
  std::optional<bool> boolean(const TreeKey& key) {
    if (const auto* value = std::get_if<bool>(&key.node->value)) return *value;
    wrong_type(key, "true or false");
    return std::nullopt;
  }
  /// A number of at most three decimals, as thousandths; within a milliard, so that products are exact.
  std::optional<std::int64_t> thousandths(const TreeKey& key) {
    constexpr double largest = 1e9;
    if (const auto* whole = std::get_if<std::int64_t>(&key.node->value)) {
      if (*whole >= -1'000'000'000 && *whole <= 1'000'000'000) return *whole * 1000;
      report(key, shown(*key.node), "out_of_range", "this number is too large",
             "stay within 1,000,000,000");
      return std::nullopt;
    }
    const auto* real = std::get_if<double>(&key.node->value);
    if (!real) {
      wrong_type(key, "a number");
      return std::nullopt;
    }
    if (!std::isfinite(*real) || std::abs(*real) > largest) {
      report(key, shown(*key.node), "out_of_range", "this is no number within 1,000,000,000",
             "give a finite number");
      return std::nullopt;
    }
    const double scaled = std::nearbyint(*real * 1000);
    // The file's decimal and ours are the same exactly when they round to the same double.
    if (scaled / 1000 != *real) {
      report(key, shown(*key.node), "too_precise", "this number has more than three decimals",
             "points are kept in thousandths: give at most three decimals");
      return std::nullopt;
    }
    return static_cast<std::int64_t>(scaled);
  }
  /// A whole number from `least` to `most`.
  std::optional<std::int32_t> whole(const TreeKey& key, std::int32_t least, std::int32_t most) {
    const auto* value = std::get_if<std::int64_t>(&key.node->value);
    if (!value) {
      wrong_type(key, "a whole number");
      return std::nullopt;
    }
    if (*value >= least && *value <= most) return static_cast<std::int32_t>(*value);
    const std::string range = std::to_string(least) + " to " + std::to_string(most);
    report(key, shown(*key.node), "out_of_range", "this number is not within " + range,
           "give a whole number from " + range);
    return std::nullopt;
  }
  std::optional<LocalDay> day(const TreeKey& key) {
    if (const auto* value = std::get_if<LocalDay>(&key.node->value)) return *value;
    wrong_type(key, "a date, without quotes, such as 2026-07-01,");
    return std::nullopt;
  }
  /// One of the names of an enumeration, given by its position.
  std::optional<std::size_t> choice(const TreeKey& key, Names names) {
    const auto value = text(key);
    if (!value) return std::nullopt;
    const auto it = std::ranges::find(names, std::string_view(*value));
    if (it != names.end()) return static_cast<std::size_t>(it - names.begin());
    report(key, *value, "bad_value", "this is not one of the values allowed here",
           "choose one of: " + list(names));
    return std::nullopt;
  }
  /// A text, or an array of at least one: each with its key, without blanks around it.
  std::vector<std::pair<TreeKey, std::string>> texts(const TreeKey& key) {
    std::vector<std::pair<TreeKey, std::string>> found;
    if (!std::holds_alternative<RuleTree::Array>(key.node->value)) {
      if (const auto one = text(key)) found.emplace_back(key, trim(*one));
      return found;
    }
    for (const TreeKey& item : items(key, "a text or an array of texts"))
      if (const auto one = text(item)) found.emplace_back(item, trim(*one));
    if (std::get<RuleTree::Array>(key.node->value).empty())
      report(key, {}, "bad_value", "no value is given", "give at least one, or take the key out");
    return found;
  }
  void wrong_type(const TreeKey& key, std::string_view wanted) {
    report(key, shown(*key.node), "wrong_type",
           "this must be " + std::string(wanted) + ", and is " + std::string(kind(*key.node)),
           "give " + std::string(wanted));
  }
  void unknown(const TreeKey& key, std::string_view name, Names known) {
    std::string_view best;
    std::size_t least = 3;
    for (const std::string_view candidate : known)
      if (const std::size_t d = edit_distance(name, candidate, 2); d < least) {
        least = d;
        best = candidate;
      }
    std::string remedy = "did you mean `" + std::string(best) + "`?";
    if (best.empty()) {
      std::string places;
      for (const KeysOf& table : format_)
        if (std::ranges::find(table.keys, name) != table.keys.end())
          places.append(places.empty() ? "" : " or ").append(table.where);
      remedy = places.empty() ? "known here: " + list(known) : "it stands in " + places;
    }
    report(key, {}, "unknown_key", "`" + std::string(name) + "` is no key of a rulebook here",
           std::move(remedy));
  }

  static TreeKey below(const TreeKey& parent, const RuleTree::Entry& entry) {
    const std::int64_t line = entry.line > 0 ? entry.line : entry.value.line;
    return {.node = &entry.value,
            .path = join(parent.path, entry.key),
            .line = line > 0 ? line : parent.line};
  }
  static std::string list(Names names) {
    std::string text;
    for (const std::string_view name : names) text.append(text.empty() ? "" : ", ").append(name);
    return text;
  }
  /// A plain value as the file would have it; "" for tables and arrays.
  static std::string shown(const RuleTree& node) {
    if (const auto* text = std::get_if<std::string>(&node.value)) return *text;
    if (const auto* whole = std::get_if<std::int64_t>(&node.value)) return std::to_string(*whole);
    if (const auto* flag = std::get_if<bool>(&node.value)) return *flag ? "true" : "false";
    if (const auto* day = std::get_if<LocalDay>(&node.value)) return to_text(*day);
    if (const auto* real = std::get_if<double>(&node.value))
      return Column::reals({*real}).is_null(0) ? "nan" : Column::reals({*real}).to_text(0);
    return {};
  }

 private:
  static std::string join(const std::string& path, std::string_view name) {
    return path.empty() ? std::string(name) : path + "." + std::string(name);
  }
  static std::string_view kind(const RuleTree& node) noexcept {
    constexpr std::string_view names[]{"a table",       "an array",      "a text", "a whole number",
                                       "a real number", "true or false", "a date"};
    return names[node.value.index()];
  }

  std::string source_;
  std::span<const KeysOf> format_;
  IssueCollector bad_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
