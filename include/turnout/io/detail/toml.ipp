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

/// The line of the first [table] or [[table]] that starts with what can start no name: toml++ takes
/// for granted that it does not happen. 0: there is none. Strings, arrays and inline tables are
/// passed over; what is wrong with them toml++ says itself.
class TomlHeaders {
 public:
  explicit TomlHeaders(std::string_view text) : text_(text) {}

  std::int64_t first_bad_line() {
    bool at_start = true;
    int depth = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (at_start && depth == 0 && c == '[' && !names_a_table()) return line_;
      if (c == '\n') {
        ++line_;
        at_start = true;
      } else if (c != ' ' && c != '\t') {
        // The brackets of a table's name are closed on its line.
        at_start = false;
        if (c == '#') {
          skip_comment();
          continue;
        }
        if (c == '"' || c == '\'') {
          skip_string(c);
          continue;
        }
        if (c == '[' || c == '{') ++depth;
        if ((c == ']' || c == '}') && depth > 0) --depth;
      }
      ++at_;
    }
    return 0;
  }

 private:
  bool names_a_table() const {
    std::size_t i = at_ + 1;
    if (i < text_.size() && text_[i] == '[') ++i;
    while (i < text_.size() && (text_[i] == ' ' || text_[i] == '\t')) ++i;
    if (i >= text_.size()) return true;  // toml++ says that the file ends here
    const char c = text_[i];
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '"' || c == '\'' || c == ']' || (static_cast<unsigned char>(c) & 0x80U);
  }
  void skip_comment() {
    while (at_ < text_.size() && text_[at_] != '\n') ++at_;
  }
  /// To behind the string that starts here: of one quote, or of three and many lines.
  void skip_string(char quote) {
    const std::string three(3, quote);
    const bool many = text_.substr(at_, 3) == three;
    at_ += many ? 3U : 1U;
    while (at_ < text_.size()) {
      if (text_[at_] == '\n') {
        if (!many) return;
        ++line_;
      }
      if (quote == '"' && text_[at_] == '\\') {
        at_ += at_ + 1 < text_.size() && text_[at_ + 1] == '\n' ? 1U : 2U;
        continue;
      }
      if (many ? text_.substr(at_, 3) == three : text_[at_] == quote) {
        at_ += many ? 3U : 1U;
        while (many && at_ < text_.size() && text_[at_] == quote) ++at_;
        return;
      }
      ++at_;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::int64_t line_ = 1;
};

}  // namespace detail

TURNOUT_INLINE RuleTree parse_toml(std::string_view text, std::string_view source) {
  if (const std::int64_t line = detail::TomlHeaders(text).first_bad_line(); line > 0)
    throw InputError(Issue{.table = std::string(source),
                           .row = line,
                           .column = {},
                           .value = {},
                           .code = "bad_toml",
                           .message = "this is no name of a table",
                           .remedy = "write it as TOML 1.0; see docs/rulebooks.md"});
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
