#pragma once

// What a finding says, in English and Chinese.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <turnout/points/audit.hpp>
#include <turnout/points/detail/quick_times.ipp>
#include <turnout/points/sentences.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

class AuditWords {
 public:
  AuditWords(std::string_view language, QuickTimes& times)
      : language_(language), chinese_(language == "zh"), times_(times) {}

  [[nodiscard]] std::string overlap(const AuditFinding& f, std::int64_t start) const {
    return chinese_ ? who(f) + " 在 " + day(start) + " 同时参加多项服务:" + services(f) + " 重叠 " +
                          length(f.figure)
                    : who(f) + " has services at one time on " + day(start) + ": " + services(f) +
                          " overlap by " + length(f.figure);
  }
  [[nodiscard]] std::string too_many_hours(const AuditFinding& f, LocalDay day) const {
    return chinese_ ? who(f) + " 在 " + to_text(day) + " 记有 " + length(f.figure) + ",当日至多 " +
                          length(f.limit) + ":" + services(f)
                    : who(f) + " is noted with " + length(f.figure) + " on " + to_text(day) +
                          ", of " + length(f.limit) + " at most: " + services(f);
  }
  [[nodiscard]] std::string same_twice(const AuditFinding& f, std::int64_t start) const {
    return chinese_ ? who(f) + " 在 " + day(start) + " 的同一次服务重复登记:" + services(f)
                    : "one service of " + who(f) + " on " + day(start) +
                          " is noted more than once: " + services(f);
  }
  [[nodiscard]] std::string impossible_travel(const AuditFinding& f, std::int64_t start,
                                              std::int64_t gap) const {
    return chinese_
               ? who(f) + " 在 " + day(start) + " 两次签到相距 " + count(f.figure) + " 米,间隔仅 " +
                     length(gap) + ",至多可行 " + count(f.limit) + " 米:" + services(f)
               : who(f) + " checked in twice on " + day(start) + ", " + count(f.figure) +
                     " m apart with " + length(gap) + " between, in which " + count(f.limit) +
                     " m can be covered: " + services(f);
  }
  [[nodiscard]] std::string long_service(const AuditFinding& f, std::int64_t start) const {
    return chinese_ ? who(f) + " 的服务 " + services(f) + " 自 " + day(start) + " 起长达 " +
                          length(f.figure) + ",是否忘记签退?"
                    : "service " + services(f) + " of " + who(f) + " on " + day(start) + " lasts " +
                          length(f.figure) + "; was the check-out forgotten?";
  }
  [[nodiscard]] std::string burst(const AuditFinding& f, LocalDay day) const {
    return chinese_
               ? who(f) + " 在 " + to_text(day) + " 一天录入 " + count(f.figure) +
                     " 项活动,按其平日与他人的情形至多 " + count(f.limit) + " 项:" + services(f)
               : who(f) + " entered " + count(f.figure) + " activities on " + to_text(day) +
                     "; by the usual of this and other administrators at most " + count(f.limit) +
                     ": " + services(f);
  }
  [[nodiscard]] std::string rating_ring(const AuditFinding& f, std::int64_t ratings,
                                        std::int64_t fives) const {
    return chinese_ ? who(f) + " 互相评分 " + count(ratings) + " 次,其中 " + count(fives) +
                          " 次为 5 分;所给评分的 " + count(f.figure) + "% 给了彼此"
                    : who(f) + " rated one another " + count(ratings) + " times, " + count(fives) +
                          " of them with a five; " + count(f.figure) +
                          " % of what they gave went to each other";
  }
  [[nodiscard]] std::string always_five(const AuditFinding& f, std::int64_t one_in) const {
    return chinese_ ? who(f) + " 的 " + count(f.figure) + " 次评分全为 5 分;每 " + count(one_in) +
                          " 名评分人中不到 1 人会连给 " + count(f.limit + 1) + " 次 5 分"
                    : "all " + count(f.figure) + " ratings by " + who(f) + " are fives; fewer " +
                          "than one rater in " + count(one_in) + " gives " + count(f.limit + 1) +
                          " in a row";
  }
  [[nodiscard]] std::string by_self(const AuditFinding& f) const {
    const bool rated = f.kind == AuditKind::rated_by_self;
    if (chinese_)
      return who(f) + (rated ? " 为自己的服务评分:" : " 确认了自己的服务:") + services(f);
    return who(f) +
           (rated ? " rated services of their own: " : " confirmed services of their own: ") +
           services(f);
  }

 private:
  [[nodiscard]] std::string who(const AuditFinding& f) const { return list(f.members); }
  [[nodiscard]] std::string services(const AuditFinding& f) const { return list(f.services); }
  /// The first three, and how many more; all of them stand in the finding.
  [[nodiscard]] std::string list(std::span<const std::string> ids) const {
    const std::size_t shown = ids.size() <= 4 ? ids.size() : 3;
    const std::string_view comma = chinese_ ? "、" : ", ";
    std::string text;
    for (std::size_t i = 0; i < shown; ++i) {
      const bool last = i + 1 == ids.size() && i > 0;
      if (i > 0) text.append(last && !chinese_ ? " and " : comma);
      text.append(ids[i]);
    }
    if (shown == ids.size()) return text;
    const auto more = count(static_cast<std::int64_t>(ids.size() - shown));
    return chinese_ ? text + " 等 " + count(static_cast<std::int64_t>(ids.size())) + " 个"
                    : text + " and " + more + " more";
  }
  [[nodiscard]] std::string day(std::int64_t instant) const { return to_text(times_.day(instant)); }
  [[nodiscard]] std::string length(std::int64_t seconds) const {
    return length_text(seconds, language_);
  }
  /// With commas between the thousands.
  [[nodiscard]] static std::string count(std::int64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, 1, ',');
    return text;
  }

  std::string_view language_;
  bool chinese_;
  QuickTimes& times_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
