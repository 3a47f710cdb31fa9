#pragma once

// The services as an audit looks at them: ids as numbers, in the order of member and time.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <turnout/model/detail/interner.ipp>
#include <turnout/model/detail/table_reader.ipp>
#include <turnout/model/detail/text_order.ipp>
#include <turnout/points/audit.hpp>
#include <turnout/points/detail/audit_options.ipp>
#include <turnout/points/detail/audit_places.ipp>
#include <turnout/points/detail/quick_times.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Every column of services; those that an audit does not read are carried through.
inline constexpr std::array<std::string_view, 25> kAuditColumns{
    "service_id",  "member_id",    "start",        "end",     "hours",    "need_id",   "item",
    "kind",        "category",     "series",       "place",   "role",     "community", "source",
    "recorded_by", "confirmed_by", "confirmed_at", "rating",  "rated_by", "rated_at",  "group",
    "beneficiary", "reached",      "note",         "reverses"};

/// One service. People are numbered by the bytes of their ids; 0 is nobody, and need 0 is none.
struct AuditService {
  enum class Source : std::uint8_t { none, checkin, self, organiser, admin };
  static constexpr std::array<std::string_view, 4> sources{"checkin", "self", "organiser", "admin"};

  std::int64_t start = 0, end = 0, seconds = 0;
  std::int64_t entered = 0;  ///< When it was confirmed, else its end.
  std::uint32_t member = 0, need = 0, row = 0;
  std::uint32_t recorded_by = 0, confirmed_by = 0, rated_by = 0;
  std::uint32_t spot = AuditPlaces::nowhere;
  Source source = Source::none;
  std::uint8_t rating = 0;  ///< 0: not rated.
};

struct AuditServices {
  std::vector<AuditService> rows;  ///< By member, start, end, service id.
  Texts people;                    ///< By number; 0 is "".
  Texts ids;                       ///< By row of the table.
  std::vector<Place> spots;

  [[nodiscard]] std::string_view id(const AuditService& s) const { return ids[s.row]; }
  /// Calls use(span) for the services of each member.
  template <class Use>
  void each_member(Use use) const {
    const std::span<const AuditService> all(rows);
    for (std::size_t first = 0, last = 0; first < all.size(); first = last) {
      while (last < all.size() && all[last].member == all[first].member) ++last;
      use(all.subspan(first, last - first));
    }
  }
};

/// Reads the tables column by column; one use each.
class AuditReader {
 public:
  AuditReader(const Table& services, const AuditOptions& options)
      : options_(options), in_(services, bad_), times_(options.zone) {}

  AuditServices read(std::vector<Issue>& warnings) {
    check_thresholds(options_, bad_);
    if (columns()) {
      rows_.resize(in_.rows());
      read_ids();
      read_people();
      read_reversals();
      for (std::size_t row = 0; row < in_.rows(); ++row) read_row(row);
      check_reversals();
    }
    read_roster();
    places_.read(options_.places, needs_, place_names_, bad_);
    if (in_.table().given())
      static_cast<void>(unknown_columns(in_.table(), kAuditColumns, warnings));
    throw_sorted();
    return sorted();
  }

 private:
  static constexpr std::int64_t kMostHours = 100'000;

  bool columns() {
    if (!in_.table().given()) {
      bad_.add({.table = "services",
                .code = "missing_table",
                .message = "this table is required",
                .remedy = "give it"});
      return false;
    }
    service_id_ = in_.required("service_id");
    member_id_ = in_.required("member_id");
    start_ = in_.required("start");
    hours_ = in_.field("hours");
    end_ = hours_.column == nullptr ? in_.required("end") : in_.field("end");
    need_id_ = in_.field("need_id");
    place_ = in_.field("place");
    source_ = in_.field("source");
    recorded_by_ = in_.field("recorded_by");
    confirmed_by_ = in_.field("confirmed_by");
    confirmed_at_ = in_.field("confirmed_at");
    rating_ = in_.field("rating");
    rated_by_ = in_.field("rated_by");
    rated_at_ = in_.field("rated_at");
    reverses_ = in_.field("reverses");
    in_.check_utf8({"service_id", "member_id", "need_id", "place", "source", "recorded_by",
                    "confirmed_by", "rated_by", "reverses"});
    return service_id_.column && member_id_.column && start_.column &&
           (hours_.column || end_.column);
  }

  /// Calls use(row, number) for each row of a column of ids.
  template <class Use>
  void number(const Field& f, Interner& interner, Use use) {
    if (f.column == nullptr) return;
    if (all_.size() != in_.rows()) {
      all_.resize(in_.rows());
      std::iota(all_.begin(), all_.end(), 0U);
    }
    TableReader::number_texts(
        f, all_, interner,
        [&](std::size_t row, std::string_view, std::uint32_t id) { use(row, id); });
  }

  void read_ids() {
    const bool reversals = reverses_.column != nullptr;
    number_of_row_.resize(reversals ? in_.rows() : 0);
    std::uint32_t seen = 0;  // ids are numbered as they are first met
    number(service_id_, ids_, [&](std::size_t row, std::uint32_t id) {
      if (reversals) number_of_row_[row] = id;
      if (!service_id_.given(row))
        in_.reject_blank(row, service_id_);
      else if (id != seen)
        in_.reject(row, service_id_, "duplicate_id", "this service is listed twice",
                   "keep one row a service; to take one back, give a row with `reverses`");
      if (id == seen) ++seen;
    });
    row_of_number_.assign(reversals ? ids_.size() : 0, kNoRow);
    for (std::uint32_t row = 0; row < number_of_row_.size(); ++row)
      if (row_of_number_[number_of_row_[row]] == kNoRow) row_of_number_[number_of_row_[row]] = row;
  }

  void read_people() {
    people_({});  // number 0 is nobody
    needs_({});
    place_names_({});
    number(member_id_, people_, [&](std::size_t row, std::uint32_t id) {
      rows_[row].member = id;
      if (id == 0) in_.reject_blank(row, member_id_);
    });
    number(recorded_by_, people_,
           [&](std::size_t row, std::uint32_t id) { rows_[row].recorded_by = id; });
    number(confirmed_by_, people_,
           [&](std::size_t row, std::uint32_t id) { rows_[row].confirmed_by = id; });
    number(rated_by_, people_,
           [&](std::size_t row, std::uint32_t id) { rows_[row].rated_by = id; });
    number(need_id_, needs_, [&](std::size_t row, std::uint32_t id) { rows_[row].need = id; });
    if (!options_.places.given()) return;
    place_of_row_.assign(in_.rows(), 0);
    number(place_, place_names_,
           [&](std::size_t row, std::uint32_t id) { place_of_row_[row] = id; });
  }

  /// Which rows only take others back, and which were taken back.
  void read_reversals() {
    left_out_.assign(in_.rows(), 0);
    if (reverses_.column == nullptr) return;
    for (std::size_t row = 0; row < in_.rows(); ++row)
      if (reverses_.given(row)) left_out_[row] = kReversal;
  }
  void check_reversals() {
    if (reverses_.column == nullptr) return;
    for (std::size_t row = 0; row < in_.rows(); ++row) {
      if (left_out_[row] != kReversal) continue;
      const auto report = [&](std::string_view code, std::string_view message,
                              std::string_view remedy) {
        in_.reject(row, reverses_, code, message, remedy);
      };
      const auto number = ids_.find(TableReader::text(reverses_, row, buffer_));
      const std::uint32_t target = number ? row_of_number_[*number] : kNoRow;
      if (target == kNoRow)
        report("unknown_service", "there is no service of this id", "correct the id");
      else if (target == row)
        report("reverses_itself", "a row cannot take itself back",
               "name the service that is meant");
      else if (left_out_[target] == kReversal)
        report("reverses_reversal", "this row is itself a reversal",
               "give the service again under a new id");
      else if (rows_[target].member != rows_[row].member)
        report("reverses_other_member", "this service was given by another member",
               "correct the id or the member");
      else if (rows_[row].start < rows_[target].start)
        report("reversed_before_given", "it is taken back before it was given",
               "give the time at which it was taken back");
      else if (left_out_[target] == kTakenBack)
        report("reversed_twice", "this service was taken back already", "drop one of the two rows");
      else
        left_out_[target] = kTakenBack;
    }
  }

  void read_row(std::size_t row) {
    AuditService& s = rows_[row];
    s.row = static_cast<std::uint32_t>(row);
    const bool reversal = left_out_[row] == kReversal;
    read_times(row, s, reversal);
    read_confirmation(row, s, reversal);
    if (source_.given(row)) read_source(row, s);
    const auto rating = in_.integer(rating_, row,
                                    {1, 5, "bad_rating", "a rating is a whole number from 1 to 5",
                                     "give 1, 2, 3, 4 or 5, or leave it blank"});
    s.rating = static_cast<std::uint8_t>(rating.value_or(0));
    static_cast<void>(times_.cell(in_, rated_at_, row));
  }

  void read_times(std::size_t row, AuditService& s, bool reversal) {
    if (!start_.given(row)) in_.reject_blank(row, start_);
    const auto start = times_.cell(in_, start_, row);
    const auto end = times_.cell(in_, end_, row);
    const auto hours =
        in_.real(hours_, row,
                 {0, kMostHours, "bad_hours", "hours must be above 0 and at most 100,000",
                  "give the hours served, such as 1.5"});
    if (hours) {
      s.seconds = std::llround(*hours * 3600);
      if (s.seconds <= 0)
        in_.reject(row, hours_, "bad_hours", "no time was served", "give the hours, such as 1.5");
    }
    s.start = start.value_or(0);
    s.end = s.start + s.seconds;
    if (start && end) {
      s.end = *end;
      if (s.end <= s.start)
        in_.reject(row, end_, "end_before_start", "the service ends at or before its start",
                   "give an end after the start");
      else if (s.end - s.start > kMostHours * 3600)
        in_.reject(row, end_, "bad_hours", "the service is longer than 100,000 hours",
                   "check start and end");
      else if (s.seconds > s.end - s.start)
        in_.reject(row, hours_, "hours_exceed_span", "more hours than lie between start and end",
                   "correct the hours, or the end");
      if (!hours) s.seconds = s.end - s.start;
    } else if (!reversal && !end_.given(row) && !hours_.given(row)) {
      in_.reject(row, end_, "end_or_hours", "neither end nor hours is given",
                 "give one of the two");
    }
  }

  void read_confirmation(std::size_t row, AuditService& s, bool reversal) {
    const auto at = confirmation_time(row);
    if (s.confirmed_by == 0 && confirmed_at_.given(row))
      in_.reject(row, confirmed_at_, "confirmed_by_missing",
                 "it was confirmed, but nobody is named who did",
                 "fill confirmed_by, or clear confirmed_at");
    if (at && !reversal && *at < s.end)
      in_.reject(row, confirmed_at_, "confirmed_before_given",
                 "the service was confirmed before it was given",
                 "give a time at or after its end");
    s.entered = at.value_or(s.end);
  }
  /// A day without a clock time means its last second: confirmed at some time of that day.
  std::optional<std::int64_t> confirmation_time(std::size_t row) {
    if (!confirmed_at_.given(row)) return std::nullopt;
    if (confirmed_at_.column->type() == ColumnType::text) {
      const std::string_view text = trimmed(confirmed_at_.column->text_at(row));
      if (text.size() == 10 && text == confirmed_text_) return confirmed_;
      if (const auto day = parse_day(text)) {
        confirmed_text_ = text;
        confirmed_ = times_.midnight(*day + std::chrono::days{1}) - 1;
        return confirmed_;
      }
    }
    return times_.cell(in_, confirmed_at_, row);
  }

  void read_source(std::size_t row, AuditService& s) {
    const std::string_view name = TableReader::text(source_, row, buffer_);
    const auto found = std::ranges::find(AuditService::sources, name);
    if (found == AuditService::sources.end())
      in_.reject(row, source_, "bad_source", "this is no source of a record",
                 "give checkin, self, organiser or admin, or leave it blank");
    else
      s.source = static_cast<AuditService::Source>(found - AuditService::sources.begin() + 1);
  }

  void read_roster() {
    if (!options_.members.given()) return;
    TableReader in(options_.members, bad_);
    const Field id = in.required("member_id");
    if (id.column == nullptr) return;
    in.check_utf8({"member_id"});
    std::vector<std::uint8_t> listed(people_.size(), 0);
    Interner strangers;  // on the roster, and nowhere among the services
    std::string buffer;
    for (std::size_t row = 0; row < in.rows(); ++row) {
      const std::string_view text = TableReader::text(id, row, buffer);
      const auto known = people_.find(text);
      const std::size_t before = strangers.size();
      if (text.empty())
        in.reject_blank(row, id);
      else if (known ? listed[*known] != 0 : strangers(text) < before)
        in.reject(row, id, "duplicate_id", "this member is listed twice", "keep one row a member");
      if (known) listed[*known] = 1;
    }
    for (std::size_t row = 0; row < rows_.size(); ++row)
      if (rows_[row].member != 0 && listed[rows_[row].member] == 0)
        in_.reject(row, member_id_, "unknown_member", "this member is not on the roster",
                   "add the member to the roster, or correct the id");
  }

  /// Columns were read one after the other; people correct a file from top to bottom.
  void throw_sorted() {
    if (bad_.empty()) return;
    std::vector<Issue> issues = bad_.issues();
    const auto table_of = [&](const Issue& issue) {
      if (issue.table.empty()) return 0;  // an option
      return issue.table == options_.members.name()  ? 2
             : issue.table == options_.places.name() ? 3
                                                     : 1;
    };
    std::ranges::stable_sort(issues, {}, [&](const Issue& issue) {
      return std::pair(table_of(issue), issue.row.value_or(-1));
    });
    throw InputError(std::move(issues), bad_.total());
  }

  AuditServices sorted() {
    AuditServices services;
    for (std::size_t row = 0; row < rows_.size(); ++row)
      if (!place_of_row_.empty())
        rows_[row].spot = places_.spot(rows_[row].need, place_of_row_[row]);
    std::erase_if(rows_, [&](const AuditService& s) { return left_out_[s.row] != 0; });

    const std::vector<std::uint32_t> order = sort_by_text(people_.texts());
    std::vector<std::uint32_t> rank(order.size());
    services.people.reserve(order.size(), people_.texts().byte_count());
    for (std::uint32_t i = 0; i < order.size(); ++i) {
      rank[order[i]] = i;
      services.people.push_back(people_.texts()[order[i]]);
    }
    std::vector<std::size_t> begin(order.size() + 1, 0);
    for (AuditService& s : rows_) {
      s.member = rank[s.member];
      s.recorded_by = rank[s.recorded_by];
      s.confirmed_by = rank[s.confirmed_by];
      s.rated_by = rank[s.rated_by];
      ++begin[s.member + 1];
    }
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    services.ids = service_texts();
    services.spots = places_.take();
    services.rows.resize(rows_.size());
    std::vector<std::size_t> next(begin.begin(), begin.end() - 1);
    for (const AuditService& s : rows_) services.rows[next[s.member]++] = s;
    const auto before = [&](const AuditService& a, const AuditService& b) {
      if (a.start != b.start) return a.start < b.start;
      if (a.end != b.end) return a.end < b.end;
      return services.ids[a.row] < services.ids[b.row];
    };
    for (std::size_t m = 0; m + 1 < begin.size(); ++m)
      std::sort(services.rows.begin() + static_cast<std::ptrdiff_t>(begin[m]),
                services.rows.begin() + static_cast<std::ptrdiff_t>(begin[m + 1]), before);
    return services;
  }
  [[nodiscard]] Texts service_texts() const {
    if (rows_.empty()) return {};
    std::vector<std::uint32_t> all(in_.rows());
    std::iota(all.begin(), all.end(), 0U);
    return TableReader::texts(service_id_, all);
  }

  static constexpr std::uint32_t kNoRow = std::numeric_limits<std::uint32_t>::max();
  static constexpr std::uint8_t kReversal = 1, kTakenBack = 2;

  const AuditOptions& options_;
  IssueCollector bad_;
  TableReader in_;
  QuickTimes times_;
  Field service_id_, member_id_, start_, end_, hours_, need_id_, place_, source_, recorded_by_,
      confirmed_by_, confirmed_at_, rating_, rated_by_, rated_at_, reverses_;
  std::string buffer_;
  std::vector<std::uint32_t> all_, place_of_row_, number_of_row_, row_of_number_;
  std::vector<std::uint8_t> left_out_;
  Interner ids_, people_, needs_, place_names_;
  AuditPlaces places_;
  std::vector<AuditService> rows_;
  std::string_view confirmed_text_;
  std::int64_t confirmed_ = 0;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
