#pragma once

#include <algorithm>
#include <functional>
#include <numeric>
#include <optional>
#include <string>
#include <tuple>

#include <turnout/model/detail/table_reader.ipp>
#include <turnout/points/detail/events.ipp>
#include <turnout/points/detail/moments.hpp>
#include <turnout/points/detail/plain_columns.hpp>
#include <turnout/points/detail/quick_events.ipp>
#include <turnout/points/detail/row_of_text.ipp>
#include <turnout/points/detail/sort_by_account.hpp>
#include <turnout/points/services.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

inline constexpr std::array<std::string_view, 25> kServiceColumns{
    "service_id",  "member_id",    "start",        "end",     "hours",    "need_id",   "item",
    "kind",        "category",     "series",       "place",   "role",     "community", "source",
    "recorded_by", "confirmed_by", "confirmed_at", "rating",  "rated_by", "rated_at",  "group",
    "beneficiary", "reached",      "note",         "reverses"};
inline constexpr std::array<std::string_view, 4> kSources{"checkin", "self", "organiser", "admin"};

/// A column as another order of rows sees it.
template <class T>
std::vector<T> reordered(const std::vector<T>& values, std::span<const std::uint32_t> order) {
  std::vector<T> result;
  if (values.empty()) return result;
  result.reserve(values.size());
  for (const std::uint32_t row : order) result.push_back(values[row]);
  return result;
}
/// A service while it is sorted.
struct ServiceKey {
  std::int64_t start = 0, end = 0;
  std::int32_t day = 0;  ///< Since 1970.
  std::uint32_t row = 0;
};
constexpr std::int64_t sort_day(const ServiceKey& key) noexcept { return key.day; }

inline Texts reordered(const Texts& values, std::span<const std::uint32_t> order) {
  Texts result;
  result.reserve(values.size(), values.byte_count());
  for (const std::uint32_t row : order) result.push_back(values[row]);
  return result;
}

}  // namespace detail

TURNOUT_INLINE std::optional<std::size_t> Services::find_member(
    std::string_view id) const noexcept {
  std::size_t low = 0, high = members();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (member_id(middle) < id)
      low = middle + 1;
    else
      high = middle;
  }
  return low < members() && member_id(low) == id ? std::optional(low) : std::nullopt;
}

/// Reads both tables row by row, then sorts; one use each.
class ServicesReader {
 public:
  ServicesReader(const Table& services, const Table& roster, const Table& events,
                 const TimeZone& zone, int threads)
      : roster_(roster),
        events_(events),
        threads_(threads),
        in_(services, bad_),
        start_times_(in_.field("start"), zone),
        end_times_(in_.field("end"), zone),
        confirmed_times_(in_.field("confirmed_at"), zone) {
    data_.zone = zone;
    data_.has_roster = roster.given();
  }

  Services read() {
    detail::QuickEvents quick(events_, data_.zone, threads_);
    std::vector<std::function<void()>> jobs = quick.jobs(roster_.given());
    if (roster_.given()) jobs.emplace(jobs.begin(), [this] { read_roster(); });
    run(jobs, std::max(events_.rows(), roster_.rows()));
    // Where there are events, there may be no services at all.
    if ((in_.table().given() || !events_.given()) && columns()) {
      read_ids();
      read_members();
      read_needs();
      for (std::size_t row = 0; row < in_.rows(); ++row) read_row(row);
      read_reversals();
      read_codes();
    }
    std::vector<std::uint32_t> place;
    std::optional<Events> events;
    if (events_.given() && bad_.empty() && quick.prepare(members_, data_.has_roster)) {
      place = places();
      events = quick.build(place);
    }
    detail::EventsReader slow(events_, bad_, data_.zone);
    if (!events) slow.read(members_, data_.has_roster);
    static_cast<void>(
        detail::unknown_columns(in_.table(), detail::kServiceColumns, data_.warnings));
    static_cast<void>(detail::unknown_columns(events_, detail::kEventColumns, data_.warnings));
    bad_.throw_if_any();
    if (!events) place = places();
    sort(place);
    data_.events = events ? *std::move(events) : slow.sorted(place, threads_);
    return Services(std::make_shared<const Services::Data>(std::move(data_)));
  }

 private:
  using Field = detail::Field;

  bool columns() {
    service_id_ = in_.required("service_id");
    member_id_ = in_.required("member_id");
    start_ = in_.required("start");
    hours_ = in_.field("hours");
    end_ = hours_.column == nullptr ? in_.required("end") : in_.field("end");
    need_id_ = in_.field("need_id");
    confirmed_by_ = in_.field("confirmed_by");
    confirmed_at_ = in_.field("confirmed_at");
    rating_ = in_.field("rating");
    rated_at_ = in_.field("rated_at");
    reached_ = in_.field("reached");
    reverses_ = in_.field("reverses");
    in_.check_utf8({"service_id", "member_id", "need_id", "item", "kind", "category", "series",
                    "place", "role", "community", "group", "beneficiary", "recorded_by", "source",
                    "confirmed_by", "reverses"});
    return service_id_.column && member_id_.column && start_.column &&
           (hours_.column || end_.column);
  }

  void read_roster() {
    detail::TableReader in(roster_, bad_);
    const Field id = in.required("member_id"), name = in.field("name"), unit = in.field("unit"),
                community = in.field("community"), from = in.field("from"), to = in.field("to");
    if (!id.column) return;
    in.check_utf8({"member_id", "name", "community", "unit"});
    std::string buffer;
    std::vector<std::string> names;
    for (std::size_t row = 0; row < in.rows(); ++row) {
      const std::string_view text = in.text(id, row, buffer);
      if (text.empty()) {
        in.reject_blank(row, id);
        continue;
      }
      const std::uint32_t m = members_.number(text);
      const bool is_new = m == last_row_.size();
      if (is_new) {
        if (name.column != nullptr) names.emplace_back();
        last_row_.push_back(kNoRow);
      }
      Membership one{.community = branch(in, community, row)};
      one.unit = in.text(unit, row, buffer);
      if (const auto day = detail::read_day(in, from, row, data_.zone)) one.from = *day;
      if (const auto day = detail::read_day(in, to, row, data_.zone)) one.to = *day;
      if (one.to < one.from)
        in.reject(row, to, "bad_membership", "the membership ends before it begins",
                  "give a day at or after `from`");
      for (std::uint32_t r = last_row_[m]; r != kNoRow; r = roster_rows_[r].before) {
        const Membership& other = roster_rows_[r].membership;
        if (one.to < other.from || other.to < one.from) continue;
        if (!from.given(row) && !to.given(row))
          in.reject(row, id, "duplicate_id", "this member is listed twice",
                    "keep one row a member, or give each membership its `from` and `to`");
        else
          in.reject(row, from.column ? from : to, "memberships_overlap",
                    "the member has another membership on these days",
                    "let the earlier one end on the day before");
        break;
      }
      roster_rows_.push_back({std::move(one), m, last_row_[m]});
      last_row_[m] = static_cast<std::uint32_t>(roster_rows_.size() - 1);
      if (name.column == nullptr) continue;
      if (const std::string_view given = in.text(name, row, buffer); !given.empty() || is_new)
        names[m] = given;
    }
    names.resize(last_row_.size());
    for (const std::string& one : names) data_.names.push_back(one);
  }

  /// The path of branches with its blanks taken out, so that one branch is written one way.
  static std::string branch(detail::TableReader& in, const Field& community, std::size_t row) {
    std::string buffer, joined;
    const std::string_view text = in.text(community, row, buffer);
    if (text.empty()) return joined;
    const auto path = parse_path(text);
    in.reject(row, community, path.errors);
    for (const std::string_view step : path.value)
      joined.append(joined.empty() ? "" : "/").append(step);
    return joined;
  }

  /// Each service has an id of its own.
  void read_ids() {
    plain_ids_.emplace(service_id_);
    if (!plain_ids_->is_odd()) {
      data_.service_ids = plain_ids_->ids();
      return;
    }
    Texts ids;
    for (std::size_t row = 0; row < in_.rows(); ++row) {
      const std::string_view id = in_.text(service_id_, row, buffer_);
      if (id.empty())
        in_.reject_blank(row, service_id_);
      else if (ids_.find(id))
        in_.reject(row, service_id_, "duplicate_id", "this service is listed twice",
                   "keep one row a service; to take one back, give a row with `reverses`");
      ids_.number(id);
      ids.push_back(id);
    }
    data_.service_ids = Ids(std::move(ids));
  }
  void read_members() {
    detail::PlainWords words(member_id_);
    words.number([&](std::string_view id) {
      if (!data_.has_roster) return members_.number(id);
      return members_.find(id).value_or(kStranger);
    });
    // Who confirmed, as a member: only that it is the member's own name is asked.
    detail::PlainWords by(confirmed_by_);
    by.number([&](std::string_view id) { return members_.find(id).value_or(kStranger); });
    member_.reserve(in_.rows());
    if (confirmed_by_.column) data_.confirmed.reserve(in_.rows());
    for (std::size_t row = 0; row < in_.rows(); ++row) {
      std::uint32_t member = words[row];
      if (member == detail::PlainWords::kBlank) {
        in_.reject_blank(row, member_id_);
        member = 0;
      } else if (member == kStranger) {
        in_.reject(row, member_id_, "unknown_member", "this member is not on the roster",
                   "add the member to the roster, or correct the id");
        member = 0;
      }
      member_.push_back(member);
      if (!confirmed_by_.column) continue;
      const std::uint32_t who = by[row];
      data_.confirmed.push_back(who == detail::PlainWords::kBlank ? Services::Confirmed::no
                                : who == words[row] && who != kStranger
                                    ? Services::Confirmed::by_self
                                    : Services::Confirmed::by_other);
    }
  }
  /// Number 0 is "no need".
  void read_needs() {
    if (!need_id_.column) return;
    detail::PlainWords words(need_id_);
    std::uint32_t count = 0;
    words.number([&](std::string_view) { return ++count; });
    data_.need.reserve(in_.rows());
    for (std::size_t row = 0; row < in_.rows(); ++row)
      data_.need.push_back(words[row] == detail::PlainWords::kBlank ? 0 : words[row]);
  }

  void read_row(std::size_t row) {
    const bool reversal = reverses_.given(row);
    if (reverses_.column) data_.is_reversal.push_back(reversal ? 1 : 0);
    read_times(row, reversal);
    read_confirmation(row, reversal);
    if (rating_.column || reached_.column || rated_at_.column) read_rating(row);
  }
  /// An instant with its local day; the plain forms fast.
  std::optional<detail::Moment> moment(detail::PlainTimes& plain, const Field& field,
                                       std::size_t row) {
    detail::Moment moment;
    switch (plain.read(row, moment)) {
      case detail::Cell::given: return moment;
      case detail::Cell::blank: return std::nullopt;
      case detail::Cell::odd: break;
    }
    const auto at = in_.instant(field, row, data_.zone);
    if (!at) return std::nullopt;
    return detail::Moment{.at = at->time_since_epoch().count(), .day = data_.zone.day(*at)};
  }

  void read_rating(std::size_t row) {
    const auto rating = in_.integer(rating_, row,
                                    {1, 5, "bad_rating", "a rating is a whole number from 1 to 5",
                                     "give 1, 2, 3, 4 or 5, or leave it blank"});
    const auto at =
        detail::read_moment(in_, rated_at_, row, data_.zone, detail::DayMeans::its_last_second);
    if (rating_.column) {
      data_.rating.push_back(static_cast<std::int8_t>(rating.value_or(0)));
      data_.rated_at.push_back(at.value_or(Services::always));
    }
    const auto reached =
        in_.integer(reached_, row,
                    {0, 1'000'000, "bad_reached", "people reached are a number from 0 to 1,000,000",
                     "give a whole number, or leave it blank"});
    if (reached_.column) data_.reached.push_back(reached.value_or(0));
  }

  void read_times(std::size_t row, bool reversal) {
    if (!start_.given(row)) in_.reject_blank(row, start_);
    const auto start = moment(start_times_, start_, row);
    const auto end = moment(end_times_, end_, row);
    const auto hours =
        in_.real(hours_, row,
                 {0, kMostHours, "bad_hours", "hours must be above 0 and at most 100,000",
                  "give the hours served, such as 1.5"});
    std::int64_t length = 0;  // to the nearest second
    if (hours) {
      length = std::llround(*hours * 3600);
      if (length <= 0)
        in_.reject(row, hours_, "bad_hours", "no time was served", "give the hours, such as 1.5");
    }
    std::int64_t first = 0, last = 0;
    if (start) first = start->at;
    last = first + length;
    if (start && end) {
      last = end->at;
      if (last <= first)
        in_.reject(row, end_, "end_before_start", "the service ends at or before its start",
                   "give an end after the start");
      else if (last - first > kMostHours * 3600)
        in_.reject(row, end_, "bad_hours", "the service is longer than 100,000 hours",
                   "check start and end");
      else if (length > last - first)
        in_.reject(row, hours_, "hours_exceed_span", "more hours than lie between start and end",
                   "correct the hours, or the end");
      if (!hours) length = last - first;
    } else if (!reversal && !end_.given(row) && !hours_.given(row)) {
      in_.reject(row, end_, "end_or_hours", "neither end nor hours is given",
                 "give one of the two");
    }
    data_.start.push_back(first);
    data_.end.push_back(last);
    data_.seconds.push_back(length);
    data_.day.push_back(start ? start->day : data_.zone.day(Instant{Seconds{first}}));
  }

  void read_confirmation(std::size_t row, bool reversal) {
    const auto at = confirmation_time(row);
    const bool named = confirmed_by_.given(row);
    if (!named && confirmed_at_.given(row))
      in_.reject(row, confirmed_at_, "confirmed_by_missing",
                 "it was confirmed, but nobody is named who did",
                 "fill confirmed_by, or clear confirmed_at");
    if (at && !reversal && *at < data_.end.back())
      in_.reject(row, confirmed_at_, "confirmed_before_given",
                 "the service was confirmed before it was given",
                 "give a time at or after its end");
    if (confirmed_at_.column) data_.confirmed_at.push_back(at.value_or(Services::always));
  }

  /// A day without a clock time means its last second: confirmed at some time of that day.
  std::optional<std::int64_t> confirmation_time(std::size_t row) {
    detail::Moment moment;
    if (confirmed_times_.read(row, moment) == detail::Cell::given) return moment.at;
    return detail::read_moment(in_, confirmed_at_, row, data_.zone,
                               detail::DayMeans::its_last_second);
  }

  void read_reversals() {
    if (!reverses_.column) return;
    const std::vector<std::uint32_t> targets = taken_back();
    std::size_t next = 0;
    data_.reversed_at.assign(in_.rows(), Services::never);
    for (std::size_t row = 0; row < in_.rows(); ++row) {
      if (!data_.is_reversal[row]) continue;
      const auto report = [&](std::string_view code, std::string_view message,
                              std::string_view remedy) {
        in_.reject(row, reverses_, code, message, remedy);
      };
      const std::uint32_t at = targets[next++];
      const auto target = at == Event::none ? std::nullopt : std::optional(at);
      if (!target)
        report("unknown_service", "there is no service of this id", "correct the id");
      else if (*target == row)
        report("reverses_itself", "a row cannot take itself back",
               "name the service that is meant");
      else if (data_.is_reversal[*target])
        report("reverses_reversal", "this row is itself a reversal",
               "give the service again under a new id");
      else if (member_[*target] != member_[row])
        report("reverses_other_member", "this service was given by another member",
               "correct the id or the member");
      else if (data_.start[row] < data_.start[*target])
        report("reversed_before_given", "it is taken back before it was given",
               "give the time at which it was taken back");
      else if (data_.reversed_at[*target] != Services::never)
        report("reversed_twice", "this service was taken back already", "drop one of the two rows");
      else
        data_.reversed_at[*target] = data_.start[row];
    }
  }

  /// The rows that reversals name, in the order of the reversals.
  std::vector<std::uint32_t> taken_back() {
    std::vector<std::string> wanted;
    for (std::size_t row = 0; row < in_.rows(); ++row)
      if (data_.is_reversal[row]) wanted.emplace_back(in_.text(reverses_, row, buffer_));
    if (!plain_ids_->is_odd()) return plain_ids_->rows_of(wanted);
    std::vector<std::uint32_t> rows;
    for (const std::string& id : wanted) rows.push_back(ids_.find(id).value_or(Event::none));
    return rows;
  }

  void read_codes() {
    for (std::size_t f = 0; f < kServiceFields; ++f) {
      const Field field = in_.field(to_string(static_cast<ServiceField>(f)));
      data_.values[f].push_back({});
      if (!field.column) continue;
      const bool is_source = static_cast<ServiceField>(f) == ServiceField::source;
      std::vector<std::uint8_t> bad{0};
      detail::PlainWords words(field);
      words.number([&](std::string_view value) {
        bad.push_back(is_source &&
                      std::ranges::find(detail::kSources, value) == detail::kSources.end());
        data_.values[f].push_back(value);
        return static_cast<std::uint32_t>(data_.values[f].size() - 1);
      });
      data_.codes[f].reserve(in_.rows());
      for (std::size_t row = 0; row < in_.rows(); ++row) {
        const std::uint32_t code = words[row] == detail::PlainWords::kBlank ? 0 : words[row];
        if (bad[code])
          in_.reject(row, field, "bad_source", "this is no source of a record",
                     "give checkin, self, organiser or admin, or leave it blank");
        data_.codes[f].push_back(code);
      }
    }
  }

  /// By member id, then local day, start, end and service id. The day comes first because a zone whose
  /// clocks go back over midnight shows a later instant on an earlier day, and caps follow days.
  void sort(std::span<const std::uint32_t> place) {
    const std::size_t count = members_.size();
    const auto less = [&](const detail::ServiceKey& a, const detail::ServiceKey& b) {
      if (a.start != b.start) return a.start < b.start;
      if (a.end != b.end) return a.end < b.end;
      return data_.service_ids.less(a.row, b.row);
    };
    const auto sorted = detail::sort_by_account<detail::ServiceKey>(
        detail::Chunks(member_.size()), std::max<std::size_t>(count, 1), threads_,
        [&](std::size_t row) { return place[member_[row]]; },
        [&](std::size_t) {
          return detail::OneByOne{[&](std::size_t row) {
            return detail::ServiceKey{
                .start = data_.start[row],
                .end = data_.end[row],
                .day = static_cast<std::int32_t>(data_.day[row].time_since_epoch().count()),
                .row = static_cast<std::uint32_t>(row)};
          }};
        },
        less);
    data_.member_begin = sorted.begin;
    const std::span keys(sorted.rows.get(), member_.size());
    data_.row.reserve(keys.size());
    for (const detail::ServiceKey& key : keys) data_.row.push_back(key.row);
    reorder(data_.row);
    sort_received();
  }
  /// The columns, each a job of its own.
  void reorder(std::span<const std::uint32_t> order) {
    std::vector<std::function<void()>> jobs;
    const auto add = [&](auto& column) {
      if (!column.empty()) jobs.emplace_back([&] { column = detail::reordered(column, order); });
    };
    add(data_.day);
    for (std::vector<std::int64_t>* column :
         {&data_.start, &data_.end, &data_.seconds, &data_.confirmed_at, &data_.reversed_at,
          &data_.rated_at, &data_.reached})
      add(*column);
    add(data_.confirmed);
    add(data_.is_reversal);
    add(data_.rating);
    add(data_.need);
    for (auto& codes : data_.codes) add(codes);
    run(jobs, member_.size());
  }
  /// Side by side, where that pays for the threads.
  void run(const std::vector<std::function<void()>>& jobs, std::size_t rows) const {
    constexpr std::size_t few = 1U << 16U;
    for_each_chunk(jobs.size(), rows < few ? 1 : threads_, [&](std::size_t job) { jobs[job](); });
  }
  /// Of each member, by its number, where it stands by the bytes of its id; their names and
  /// memberships go there.
  std::vector<std::uint32_t> places() {
    const std::size_t count = members_.size();
    std::vector<std::uint32_t> by_id(count);
    std::iota(by_id.begin(), by_id.end(), 0U);
    const Texts& ids = members_.texts();
    const auto before = [&](std::uint32_t a, std::uint32_t b) { return ids[a] < ids[b]; };
    const bool in_order = std::ranges::is_sorted(by_id, before);
    if (!in_order) std::ranges::sort(by_id, before);
    std::vector<std::uint32_t> place(count);
    for (std::uint32_t i = 0; i < count; ++i) place[by_id[i]] = i;
    data_.member_ids = in_order ? ids : detail::reordered(ids, by_id);
    if (!data_.has_roster) return place;
    if (!in_order) data_.names = detail::reordered(data_.names, by_id);
    std::vector<std::size_t>& begin = data_.membership_begin;
    begin.assign(count + 1, 0);
    for (const RosterRow& row : roster_rows_) ++begin[place[row.member] + 1];
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    data_.memberships.resize(roster_rows_.size());
    std::vector<std::size_t> at(begin.begin(), begin.end() - 1);
    for (const RosterRow& row : roster_rows_)  // kept, as members may be numbered again
      data_.memberships[at[place[row.member]]++] = row.membership;
    for (std::size_t i = 0; i < count; ++i)
      if (begin[i + 1] - begin[i] > 1)
        std::ranges::sort(std::span(data_.memberships).subspan(begin[i], begin[i + 1] - begin[i]),
                          {}, &Membership::from);
    return place;
  }

  /// Services by the member who received them, where the beneficiary is one.
  void sort_received() {
    const auto field = static_cast<std::size_t>(ServiceField::beneficiary);
    const auto& codes = data_.codes[field];
    const std::size_t count = members_.size();
    data_.received_begin.assign(count + 1, 0);
    if (codes.empty()) return;
    const Texts& names = data_.values[field];
    std::vector<std::uint32_t> member_of(names.size(), detail::kNoAccount);
    for (std::size_t v = 1; v < names.size(); ++v)
      if (const auto m = find_sorted(names[v])) member_of[v] = static_cast<std::uint32_t>(*m);
    for (const std::uint32_t code : codes)
      if (member_of[code] != detail::kNoAccount) ++data_.received_begin[member_of[code] + 1];
    std::partial_sum(data_.received_begin.begin(), data_.received_begin.end(),
                     data_.received_begin.begin());
    data_.received.resize(data_.received_begin.back());
    std::vector<std::size_t> at(data_.received_begin.begin(), data_.received_begin.end() - 1);
    for (std::uint32_t s = 0; s < codes.size(); ++s)
      if (const std::uint32_t m = member_of[codes[s]]; m != detail::kNoAccount)
        data_.received[at[m]++] = s;
    for (std::size_t m = 0; m < count; ++m)
      std::sort(data_.received.begin() + static_cast<std::ptrdiff_t>(data_.received_begin[m]),
                data_.received.begin() + static_cast<std::ptrdiff_t>(data_.received_begin[m + 1]),
                [&](std::uint32_t a, std::uint32_t b) {
                  const auto when = [&](std::uint32_t s) {
                    return std::tuple(data_.day[s], data_.start[s], data_.end[s]);
                  };
                  if (when(a) != when(b)) return when(a) < when(b);
                  return data_.service_ids.less(data_.row[a], data_.row[b]);
                });
  }
  std::optional<std::size_t> find_sorted(std::string_view id) const {
    std::size_t low = 0, high = data_.member_ids.size();
    while (low < high) {
      const std::size_t middle = low + (high - low) / 2;
      if (data_.member_ids[middle] < id)
        low = middle + 1;
      else
        high = middle;
    }
    return low < data_.member_ids.size() && data_.member_ids[low] == id ? std::optional(low)
                                                                        : std::nullopt;
  }

  static constexpr std::int64_t kMostHours = 100'000;

  static constexpr std::uint32_t kStranger = detail::PlainWords::kBlank - 2;

  const Table& roster_;
  const Table& events_;
  int threads_;
  IssueCollector bad_;
  detail::TableReader in_;
  Field service_id_, member_id_, start_, end_, hours_, need_id_, confirmed_by_, confirmed_at_,
      rating_, rated_at_, reached_, reverses_;
  std::string buffer_;
  Services::Data data_;
  detail::PlainTimes start_times_, end_times_, confirmed_times_;
  std::optional<detail::PlainIds> plain_ids_;
  detail::RowOfText members_;
  detail::RowOfText ids_;  // where they are odd
  std::vector<std::uint32_t> member_;
  /// A membership, with the row before it that is of the same member.
  struct RosterRow {
    Membership membership;
    std::uint32_t member, before;
  };
  static constexpr std::uint32_t kNoRow = std::numeric_limits<std::uint32_t>::max();
  std::vector<RosterRow> roster_rows_;
  std::vector<std::uint32_t> last_row_;  // by member
};

TURNOUT_INLINE Services make_services(const Table& services, const Table& members,
                                      const TimeZone& zone, const Table& events, int threads) {
  return ServicesReader(services, members, events, zone, threads).read();
}

}  // namespace turnout::inline TURNOUT_ABI
