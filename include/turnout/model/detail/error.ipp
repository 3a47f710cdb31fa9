#pragma once

#include <utility>

#include <turnout/model/error.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

inline std::string input_error_text(const std::vector<Issue>& issues, std::size_t total) {
  constexpr std::size_t shown = 50;
  std::string text;
  for (std::size_t i = 0; i < issues.size() && i < shown; ++i) {
    if (i > 0) text += '\n';
    text += to_string(issues[i]);
  }
  const std::size_t listed = issues.size() < shown ? issues.size() : shown;
  if (total > listed) text += "\n... and " + std::to_string(total - listed) + " more";
  return text;
}

}  // namespace detail

TURNOUT_INLINE std::string to_string(const Issue& issue) {
  std::string text = issue.table;
  if (issue.row) {
    // A path has a dot in its last part and counts lines; a table from memory counts rows.
    text +=
        (text.find('.') != std::string::npos ? ", line " : ", row ") + std::to_string(*issue.row);
  }
  if (!issue.column.empty()) text += (text.empty() ? "" : ", ") + issue.column;
  if (!issue.value.empty()) text += " '" + issue.value + "'";
  if (!text.empty()) text += ": ";
  text += issue.message;
  if (!issue.remedy.empty()) text += "; " + issue.remedy;
  return text;
}

TURNOUT_INLINE InputError::InputError(std::vector<Issue> issues, std::size_t total)
    : Error(detail::input_error_text(issues, total)), issues_(std::move(issues)), total_(total) {}

TURNOUT_INLINE InputError::InputError(Issue issue)
    : InputError(std::vector<Issue>{std::move(issue)}, 1) {}

TURNOUT_INLINE void IssueCollector::add(Issue issue) {
  constexpr std::size_t longest = 80;
  if (issue.value.size() > longest) {
    std::size_t cut = longest;
    while (cut > 0 && (static_cast<unsigned char>(issue.value[cut]) & 0xC0U) == 0x80U) --cut;
    issue.value.resize(cut);
    issue.value += "...";
  }
  ++total_;
  if (issues_.size() < kept) issues_.push_back(std::move(issue));
}

TURNOUT_INLINE void IssueCollector::add_all(std::vector<Issue> issues, std::size_t total) {
  for (Issue& issue : issues)
    if (issues_.size() < kept) issues_.push_back(std::move(issue));
  total_ += total;
}

TURNOUT_INLINE void IssueCollector::throw_if_any() const {
  if (!empty()) throw InputError(issues_, total_);
}

}  // namespace turnout::inline TURNOUT_ABI
