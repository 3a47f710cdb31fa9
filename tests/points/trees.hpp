// Rulebooks written in a test: trees without a file.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include <turnout/model/cells.hpp>
#include <turnout/points/rulebook.hpp>

namespace turnout::testing {

/// A value of a tree; braces of pairs make a table.
inline RuleTree leaf(const char* text) { return {std::string(text), 0}; }
inline RuleTree leaf(std::string text) { return {std::move(text), 0}; }
inline RuleTree leaf(int value) { return {std::int64_t{value}, 0}; }
inline RuleTree leaf(double value) { return {value, 0}; }
inline RuleTree leaf(bool value) { return {value, 0}; }
inline RuleTree day_leaf(const char* text) { return {parse_day(text).value(), 0}; }

class Keys {
 public:
  template <class Value>
  Keys& add(std::string key, Value value) {
    entries_.push_back({std::move(key), leaf(value), 0});
    return *this;
  }
  Keys& add(std::string key, RuleTree value) {
    entries_.push_back({std::move(key), std::move(value), 0});
    return *this;
  }
  Keys& add(std::string key, const Keys& value) { return add(std::move(key), value.tree()); }
  Keys& add(std::string key, const std::vector<Keys>& values) {
    RuleTree::Array items;
    for (const Keys& value : values) items.push_back(value.tree());
    return add(std::move(key), RuleTree{std::move(items), 0});
  }
  Keys& set(const std::string& key, RuleTree value) {
    for (RuleTree::Entry& entry : entries_)
      if (entry.key == key) entry.value = value;
    return *this;
  }
  [[nodiscard]] RuleTree tree() const { return {entries_, 0}; }

 private:
  RuleTree::Table entries_;
};

inline RuleTree texts(std::initializer_list<const char*> values) {
  RuleTree::Array items;
  for (const char* value : values) items.push_back(leaf(value));
  return {std::move(items), 0};
}

/// A rulebook of these rules, without ladders.
inline Keys book_of(const std::vector<Keys>& rules) {
  return Keys().add("format", "turnout-rulebook/1").add("name", "test").add("rules", rules);
}
/// One rule: a point an occasion.
inline Keys plain_rule() { return Keys().add("id", "r").add("rate", 1); }

}  // namespace turnout::testing
