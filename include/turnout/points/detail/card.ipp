// The card of one member: every step of every entry, in words and numbers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <turnout/model/cells.hpp>
#include <turnout/points/detail/causes.hpp>
#include <turnout/points/detail/pass.ipp>
#include <turnout/points/detail/phrases.ipp>
#include <turnout/points/detail/standing_words.hpp>
#include <turnout/points/standing.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

inline std::string_view reason_text(NoPoints reason, bool zh) noexcept {
  switch (reason) {
    case NoPoints::none: return {};
    case NoPoints::reversal: return zh ? "此行撤销另一条记录" : "takes another record back";
    case NoPoints::reversed: return zh ? "已撤销" : "was taken back";
    case NoPoints::no_rule: return zh ? "没有适用的规则" : "no rule applies";
    case NoPoints::not_confirmed: return zh ? "尚未确认" : "not confirmed yet";
    case NoPoints::confirmed_by_self: return zh ? "仅由本人确认" : "confirmed by the member alone";
    case NoPoints::quantity_used_up: return zh ? "可计数量已用完" : "nothing more may be counted";
    case NoPoints::cap_used_up: return zh ? "已达上限" : "the cap is used up";
    case NoPoints::group_cap_used_up:
      return zh ? "合计已达上限" : "the cap of the group is used up";
    case NoPoints::below_one_step:
      return zh ? "不足一个单位" : "less than one step of the rounding";
    case NoPoints::zero_rate: return zh ? "此规则不给分" : "this rule gives no points";
    case NoPoints::nothing_given:
      return zh ? "没有可计的数量" : "it brings nothing that this rule counts";
    case NoPoints::not_rated: return zh ? "尚未评价" : "not rated yet";
    case NoPoints::low_rating: return zh ? "评价低于要求" : "the rating is too low";
    case NoPoints::gate_closed: return zh ? "尚不符合条件" : "a condition is not fulfilled yet";
    case NoPoints::no_band: return zh ? "成绩不在给分范围" : "the score lies in no band";
    case NoPoints::suspended: return zh ? "暂停期间" : "suspended at that time";
  }
  return {};
}

inline void append_reaches(std::string& text, std::uint32_t marks, bool zh) {
  bool any = false;
  for (unsigned r = 0; r <= static_cast<unsigned>(Reach::lifetime); ++r) {
    if ((marks >> r & 1U) == 0) continue;
    if (any) text.append(zh ? "、" : ", ");
    text.append(each(static_cast<Reach>(r), zh));
    any = true;
  }
}

/// ", at 1 point for each h, rounded over the day: ".
inline std::string rate_text(const PointRule& rule, std::int64_t rate, const Rulebook& book,
                             bool zh) {
  std::string text = zh ? "，每" : ", at ";
  const std::string points = amount(rate, book, zh, rule.kind);
  const std::string unit = rule.bands.empty() ? rate_unit(rule.rate_per, rule.quantity, zh)
                                              : say(zh, "such score", "该档");
  text.append(zh ? unit + " " + points : points + " for each " + unit);
  if (rule.round.per)
    text.append(zh ? "，按" : ", rounded over ")
        .append(each(*rule.round.per, zh))
        .append(zh ? "合计取整" : "");
  return text.append(zh ? "，得 " : ": ");
}

/// "2 h 30 min; at most an activity: 2 h; x 1 point a hour = 2; a day: 1.5".
/// `at_rate` is rate_text().
inline void append_steps(std::string& text, const PointRule& rule, const Steps& steps,
                         std::string_view at_rate, bool zh) {
  const std::string_view sep = zh ? ";" : "; ";
  const auto word = [zh](std::string_view english, std::string_view chinese) {
    return zh ? chinese : english;
  };
  append_quantity(text, steps.given, rule.quantity, zh);
  if (steps.quantity_caps != 0) {
    text.append(sep).append(word("cap of ", "上限（"));
    append_reaches(text, steps.quantity_caps, zh);
    text.append(word(" leaves ", "）后计 "));
    append_quantity(text, steps.counted, rule.quantity, zh);
  }
  if (steps.counted != 0) append_decimal(text.append(at_rate), steps.before_caps);
  const auto caps = [&](std::uint32_t marks, std::string_view english, std::string_view chinese) {
    if (marks == 0) return;
    append_reaches(text.append(sep).append(word(english, chinese)), marks, zh);
    if (zh) text += ")";
  };
  caps(steps.caps | steps.floors, "cap of the rule, ", "规则上限（");
  caps(steps.group_caps | steps.group_floors, "cap of the group, ", "合计上限（");
}

/// Writes the card of one member; one use each.
class CardWriter {
 public:
  CardWriter(const Standing& standing, const CompiledBook& compiled, const Duties& duties,
             std::uint32_t member, std::int64_t known, const Sums& opening,
             std::string_view language, bool zh)
      : standing_(standing),
        compiled_(compiled),
        duties_(duties),
        book_(standing.rulebook()),
        given_(standing.services()),
        row_(standing.row_of(member)),
        known_(known),
        opening_(opening),
        language_(language),
        zh_(zh) {}

  std::string text() {
    text_.reserve(8192);
    head();
    entries();
    late();
    sums();
    ladders();
    duties();
    account();
    return std::move(text_);
  }

 private:
  std::string_view word(std::string_view english, std::string_view chinese) const noexcept {
    return zh_ ? chinese : english;
  }
  template <class... Parts>
  void add(const Parts&... parts) {
    (text_.append(std::string_view(parts)), ...);
  }

  void head() {
    add(given_.member_id(row_.member));
    if (const auto name = given_.member_name(row_.member); !name.empty()) add("  ", name);
    add("\n", title_of(book_.title(), book_.name(), language_), word(", ", ","),
        standing_.period().text);
    if (!standing_.as_of().empty()) add(word(", as of ", "，截至 "), standing_.as_of());
    if (standing_.provisional()) add(word(", provisional", "，待公示期满"));
    add("\n\n");
  }

  void entries() {
    const Events& events = given_.events();
    const auto own = events.of(row_.member);
    for (const EventRow& row : events.rows().subspan(own.position(), own.size()))
      events.ids().prefetch(row.id);
    Pass pass(compiled_, standing_.period(), known_, duties_);
    std::string buffer;
    StandingRow sums;
    sums.lifetime = opening_;
    PointRule::On last_on = PointRule::On::services;
    std::uint32_t last = ~std::uint32_t{0};
    bool any = false;
    pass.member(row_.member, sums, {},
                [&](const Fact& fact, const PointRule* rule, const Steps& steps) {
                  if (!standing_.period().contains(fact.day)) return;
                  if (!any || fact.index != last || fact.on != last_on) {
                    append_time(text_, given_.zone().to_local(Instant{Seconds{fact.start}}));
                    add("  ", cause_of(book_, given_, pass, fact, buffer), "\n");
                  }
                  any = true;
                  last = fact.index;
                  last_on = fact.on;
                  entry(rule, steps);
                });
    if (!any) add(word("No service in this period.\n", "本期没有服务记录。\n"));
  }
  void entry(const PointRule* rule, const Steps& steps) {
    const std::string_view sep = word("; ", ";");
    add("  ");
    if (rule) add(said(*rule).title);
    const bool worked = rule && counts(steps.reason) && steps.reason != NoPoints::no_band;
    if (worked) append_steps(text_, *rule, steps, at_rate(*rule, steps), zh_);
    if (steps.reason != NoPoints::none) add(worked ? sep : "", reason_text(steps.reason, zh_));
    add("  ");
    if (steps.points > 0) text_ += '+';
    append_decimal(text_, steps.points);
    add("\n");
  }
  /// A card says the same of a rule many times.
  struct Said {
    std::string title = {};
    std::int64_t rate = 0;
    std::string at_rate = {};
  };
  Said& said(const PointRule& rule) {
    said_.resize(book_.rules().size());
    Said& said = said_[static_cast<std::size_t>(&rule - book_.rules().data())];
    if (said.title.empty())
      said.title = title_of(rule.title, rule.id, language_).append(word(": ", ":"));
    return said;
  }
  std::string_view at_rate(const PointRule& rule, const Steps& steps) {
    if (steps.counted == 0) return {};
    Said& known = said(rule);
    if (known.at_rate.empty() || known.rate != steps.rate) {
      known.rate = steps.rate;
      known.at_rate = rate_text(rule, steps.rate, book_, zh_);
    }
    return known.at_rate;
  }
  void late() {
    for (const LateEntry& entry : standing_.late()) {
      if (entry.member != row_.member) continue;
      add(word("late, given on ", "补记，服务日期 "), to_text(entry.given), "  ", entry.cause, "  ",
          signed_points(entry.points), "\n");
    }
  }

  void sums() {
    add("\n", word("Sum: ", "合计："), amount(row_.period.earned, book_, zh_), word(", ", ","),
        measure_text(row_.period.services, Measure::services, book_, zh_), word(", ", ","),
        duration_text(row_.period.seconds, zh_), word("; rank ", "；名次 "),
        std::to_string(row_.rank), "\n");
    for (std::size_t k = 1; k < book_.kinds().size(); ++k)
      add(title_of(book_.kinds()[k].title, book_.kinds()[k].id, language_), word(": ", ":"),
          amount(standing_.earned(row_, k), book_, zh_, k), "\n");
  }

  void ladders() {
    for (const Ladder& ladder : book_.ladders()) {
      const std::int64_t value = standing_.measured(row_, ladder);
      const std::size_t position = standing_.band(row_, ladder), bands = ladder.bands.size();
      add(title_of(ladder.title, ladder.id, language_), word(": ", ":"));
      if (position == 0) {
        add(word("none yet", "未达到"));
      } else {
        const Band& band = ladder.bands[std::min(position, bands) - 1];
        add(title_of(band.title, band.id, language_));
        if (position > bands) add("+", std::to_string(position - bands));
      }
      add(word(" (", "("));
      if (ladder.measure != Measure::balance) add(span_text(ladder.span, zh_), " ");
      add(measure_text(value, ladder.measure, book_, zh_));
      if (position < bands)
        add(word("; next from ", "，下一档 "),
            measure_text(ladder.bands[position].from, ladder.measure, book_, zh_));
      add(word(")\n", ")\n"));
    }
  }

  void duties() {
    for (std::size_t o = 0; o < book_.obligations().size(); ++o)
      add(title_of(book_.obligations()[o].title, book_.obligations()[o].id, language_),
          word(": met ", "：完成 "), std::to_string(standing_.met(row_, o)),
          word(", missed ", " 次，未完成 "), std::to_string(standing_.missed(row_, o)),
          word("\n", " 次\n"));
  }

  void account() {
    if (!book_.keeps_accounts()) return;
    for (std::size_t k = 0; k < book_.kinds().size(); ++k)
      add(word("Balance: ", "余额："),
          amount(standing_.accounts().balance(row_.member, k), book_, zh_, k), "\n");
  }

  const Standing& standing_;
  const CompiledBook& compiled_;
  const Duties& duties_;
  const Rulebook& book_;
  const Services& given_;
  const StandingRow& row_;
  std::int64_t known_;
  const Sums& opening_;
  std::string_view language_;
  bool zh_;
  std::vector<Said> said_;  // by rule
  std::string text_;
};

}  // namespace detail

TURNOUT_INLINE std::string Standing::explain(std::string_view member_id,
                                             std::string_view language) const {
  const bool zh = detail::is_chinese(language);
  const Services& given = data_->services;
  const std::uint32_t m = detail::known_member(given, member_id);
  return detail::CardWriter(*this, *data_->compiled, *data_->duties, m, data_->known,
                            data_->opening.empty() ? Sums{} : data_->opening[m], language, zh)
      .text();
}

}  // namespace turnout::inline TURNOUT_ABI
