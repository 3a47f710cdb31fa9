// What the notice says, before it is written as a page or as JSON.
#pragma once

#include <map>
#include <set>

#include <turnout/io/notice.hpp>
#include <turnout/model/cells.hpp>
#include <turnout/model/error.hpp>
#include <turnout/points/detail/phrases.ipp>
#include <turnout/points/sentences.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

/// The first `count` characters of a UTF-8 text.
inline std::string_view first_characters(std::string_view text, std::size_t count) noexcept {
  std::size_t at = 0;
  while (at < text.size()) {
    const bool starts = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
    if (starts && count-- == 0) break;
    ++at;
  }
  return text.substr(0, at);
}
inline std::size_t count_characters(std::string_view text) noexcept {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1U : 0U;
  return count;
}

/// Sums of a branch, of all levels below it.
struct BranchTotals {
  std::int64_t members = 0, served = 0, services = 0, seconds = 0, points = 0;
  void add(const Sums& sums) {
    ++members;
    served += sums.services > 0 ? 1 : 0;
    services += sums.services;
    seconds += sums.seconds;
    points += sums.earned;
  }
};

class NoticeData {
 public:
  NoticeData(const Standing& posted, const NoticeOptions& chosen)
      : standing(posted), options(chosen), zh(chosen.language == "zh") {
    rules = sentences(standing.rulebook(), options.language);  // refuses an unknown language
    const std::vector<std::string> wanted = path_of(trim(options.community));
    for (const StandingRow& row : standing.rows()) {
      const std::vector<std::string> path = path_of(standing.services().community(row.member));
      if (path.size() < wanted.size() || !std::equal(wanted.begin(), wanted.end(), path.begin()))
        continue;
      shown.push_back(&row);
      all.add(row.period);
      for (std::size_t depth = wanted.size() + 1; depth <= path.size(); ++depth)
        branches[{path.begin(), path.begin() + static_cast<std::ptrdiff_t>(depth)}].add(row.period);
      for (std::size_t l = 0; l < ladders().size(); ++l)
        ++bands[{l, standing.band(row, ladders()[l])}];
    }
    if (!wanted.empty() && shown.empty())
      throw InputError(Issue{.table = {},
                             .row = {},
                             .column = "community",
                             .value = options.community,
                             .code = "unknown_community",
                             .message = "no member belongs to this branch",
                             .remedy = "give a path as the roster has it"});
  }

  std::span<const Ladder> ladders() const noexcept { return standing.rulebook().ladders(); }
  std::string name(const StandingRow& row) const {
    const std::string_view name = standing.services().member_name(row.member);
    return options.mask_names ? masked_name(name) : std::string(name);
  }
  std::string id(std::string_view id) const {
    return options.mask_names ? masked_id(id) : std::string(id);
  }
  std::string id(const StandingRow& row) const {
    return id(standing.services().member_id(row.member));
  }
  std::string title() const {
    const Caption& title = standing.rulebook().title();
    return title.empty() ? standing.rulebook().name() : std::string(title.in(options.language));
  }
  std::string_view word(std::string_view en, std::string_view chinese) const noexcept {
    return zh ? chinese : en;
  }

  const Standing& standing;
  const NoticeOptions& options;
  bool zh;
  std::vector<std::string> rules;
  std::vector<const StandingRow*> shown;  // by rank
  BranchTotals all;
  std::map<std::vector<std::string>, BranchTotals> branches;          // in the order of the tree
  std::map<std::pair<std::size_t, std::size_t>, std::int64_t> bands;  // members by ladder and band

 private:
  static std::vector<std::string> path_of(std::string_view text) {
    std::vector<std::string> path;
    if (text.empty()) return path;
    for (const std::string_view step : parse_path(text).value) path.emplace_back(step);
    return path;
  }
};

}  // namespace detail
}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
