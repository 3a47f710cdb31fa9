// What the notice says, before it is written as a page or as JSON.
#pragma once

#include <map>
#include <set>

#include <turnout/io/notice.hpp>
#include <turnout/model/cells.hpp>
#include <turnout/model/error.hpp>
#include <turnout/points/detail/phrases.ipp>
#include <turnout/points/detail/standing_words.hpp>
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

/// A member whose band differs from that of the notice before.
struct BandChange {
  const StandingRow* row;
  std::size_t ladder;
  std::string before;  ///< The band's id; "": none.
  std::size_t now;     ///< Its position.
  bool up;
};

class NoticeData {
 public:
  NoticeData(const Standing& posted, const NoticeOptions& chosen)
      : standing(posted), options(chosen), zh(chosen.language == "zh") {
    rules = sentences(standing.rulebook(), options.language);  // refuses an unknown language
    const std::vector<std::string> wanted = path_of(trim(options.community));
    for (const StandingRow& row : standing.rows()) {
      const std::vector<std::string> path = path_of(home(row));
      if (path.size() < wanted.size() || !std::equal(wanted.begin(), wanted.end(), path.begin()))
        continue;
      shown.push_back(&row);
      all.add(row.period);
      for (std::size_t depth = wanted.size() + 1; depth <= path.size(); ++depth)
        branches[{path.begin(), path.begin() + static_cast<std::ptrdiff_t>(depth)}].add(row.period);
      for (std::size_t l = 0; l < ladders().size(); ++l)
        ++bands[{l, std::min(standing.band(row, ladders()[l]), ladders()[l].bands.size())}];
    }
    compare();
    for (const LateEntry& entry : standing.late())
      if (is_shown(entry.member)) late.push_back(&entry);
    for (const LateChange& change : standing.late_changes())
      if (is_shown(change.member)) late_changes.push_back(&change);
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
    return options.mask_names ? masked_name(name, options.mask) : std::string(name);
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
  /// Where the member belonged at the period's end.
  std::string_view home(const StandingRow& row) const {
    const Membership* const at =
        standing.services().membership_on(row.member, standing.period().last);
    return at ? std::string_view(at->community) : standing.services().community(row.member);
  }
  /// The version that held on the last day.
  const std::string& version() const {
    return standing.rulebook().version_on(standing.period().last);
  }
  bool is_shown(std::uint32_t member) const {
    return std::ranges::binary_search(shown, &standing.row_of(member));  // they lie by rank, too
  }
  std::string colon() const { return zh ? ":" : ": "; }
  std::string_view word(std::string_view en, std::string_view chinese) const noexcept {
    return zh ? chinese : en;
  }

  const Standing& standing;
  const NoticeOptions& options;
  bool zh;
  std::vector<std::string> rules;
  std::vector<const StandingRow*> shown;  // by rank
  BranchTotals all;
  std::vector<BandChange> changes;  // by ladder, then by rank
  std::vector<const LateEntry*> late;
  std::vector<const LateChange*> late_changes;
  std::map<std::vector<std::string>, BranchTotals> branches;          // in the order of the tree
  std::map<std::pair<std::size_t, std::size_t>, std::int64_t> bands;  // members by ladder and band

 private:
  /// Members whom the notice before had too, on ladders that it had too.
  void compare() {
    if (!options.previous) return;
    const Standing& before = *options.previous;
    for (std::size_t l = 0; l < ladders().size(); ++l) {
      const Ladder& ladder = ladders()[l];
      const Ladder* const old = before.rulebook().ladder(ladder.id);
      if (!old) continue;
      for (const StandingRow* row : shown) {
        const auto m = before.services().find_member(standing.services().member_id(row->member));
        if (!m) continue;
        const StandingRow& was = before.row_of(static_cast<std::uint32_t>(*m));
        const std::size_t then = before.band(was, *old), now = standing.band(*row, ladder);
        std::string name = turnout::detail::band_name(*old, then);
        if (name == turnout::detail::band_name(ladder, now)) continue;
        changes.push_back({row, l, std::move(name), now, now > then});
      }
    }
  }
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
