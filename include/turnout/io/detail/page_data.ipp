#pragma once

// What the page shows, as JSON in columns: one array a property, no object a row. src/page/*.js
// reads it under the same names.

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <turnout/explain/message.hpp>
#include <turnout/io/detail/plan_tables.ipp>
#include <turnout/io/page.hpp>
#include <turnout/io/plan_tables.hpp>
#include <turnout/verify/verify.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

using Json = nlohmann::ordered_json;

/// How much the page says; each step leaves out more, so that a city's page stays small.
enum class PageDetail : std::uint8_t {
  all,
  no_ids,   ///< Without the ids of who serves.
  grouped,  ///< Needs alike in community, kind, day, hour and skills are put together.
};

/// Texts that repeat are said once; 0 is "".
class TextPool {
 public:
  std::size_t add(std::string_view text) {
    const auto [it, fresh] = numbers_.try_emplace(std::string(text), texts_.size());
    if (fresh) texts_.push_back(it->first);
    return it->second;
  }
  [[nodiscard]] const std::vector<std::string>& texts() const noexcept { return texts_; }

 private:
  std::vector<std::string> texts_{""};
  std::map<std::string, std::size_t, std::less<>> numbers_{{"", 0}};
};

/// Metres to the east and south of the map's north-west corner: equirectangular at the middle
/// latitude, true enough for a city and drawn without tiles.
class Projection {
 public:
  explicit Projection(const Needs& needs) {
    double south = 90, north = -90;
    for (std::size_t n = 0; n < needs.size(); ++n) {
      if (needs.has_place[n] == 0) continue;
      if (!given_) lon0_ = needs.lon[n];
      given_ = true;
      south = std::min(south, needs.lat[n]);
      north = std::max(north, needs.lat[n]);
      west_ = std::min(west_, east_of(needs.lon[n]));
    }
    north_ = north;
    scale_ = std::cos((south + north) / 2 * std::numbers::pi / 180);
  }
  [[nodiscard]] std::int64_t x(double lon) const {
    return std::llround((east_of(lon) - west_) * degree * scale_);
  }
  [[nodiscard]] std::int64_t y(double lat) const { return std::llround((north_ - lat) * degree); }

 private:
  static constexpr double degree = earth_radius_m * std::numbers::pi / 180;
  /// Degrees east of the first need, the short way round.
  [[nodiscard]] double east_of(double lon) const { return std::remainder(lon - lon0_, 360.0); }
  bool given_ = false;
  double lon0_ = 0, west_ = 0, north_ = 0, scale_ = 1;
};

class PageData {
 public:
  PageData(const Plan& plan, const PageOptions& options, PageDetail detail)
      : plan_(plan),
        problem_(plan.problem()),
        options_(options),
        detail_(detail),
        projection_(plan.problem().needs()),
        depth_(coverage_depth(plan.problem())),
        branch_(coverage_branches(plan.problem())) {}

  Json json() {
    name_words();
    number_rows();
    Json json = Json::object();
    json["detail"] = detail_ == PageDetail::all      ? "all"
                     : detail_ == PageDetail::no_ids ? "no_ids"
                                                     : "grouped";
    head(json);
    json["kinds"] = kinds_;
    json["communities"] = communities_;
    json["skills"] = skills_;
    json["rows"] = rows();
    if (detail_ != PageDetail::grouped) json["roles"] = roles();
    json["serve"] = serve();
    json["unfilled"] = unfilled_rows();
    json["receipt"] = receipt();
    json["texts"] = texts_.texts();
    return json;
  }

 private:
  /// Kinds, communities and skills that some need has, in order of their bytes.
  void name_words() {
    const Needs& needs = problem_.needs();
    std::map<std::string, std::size_t, std::less<>> kinds, communities, skills;
    for (std::size_t n = 0; n < needs.size(); ++n) {
      kinds[std::string(problem_.words()[index(needs.kind[n])])];
      communities[std::string(problem_.branches().path[index(branch_[n])])];
      for (const SkillId skill : skills_of(n)) skills[std::string(problem_.skills()[index(skill)])];
    }
    const auto number = [](auto& words, std::vector<std::string>& list) {
      for (auto& [word, position] : words) {
        position = list.size();
        list.push_back(word);
      }
    };
    number(kinds, kinds_);
    number(communities, communities_);
    number(skills, skills_);
    for (std::size_t n = 0; n < needs.size(); ++n) {
      kind_of_.push_back(kinds.find(problem_.words()[index(needs.kind[n])])->second);
      community_of_.push_back(
          communities.find(problem_.branches().path[index(branch_[n])])->second);
    }
    skill_numbers_.assign(problem_.skills().size(), 0);
    for (const auto& [word, position] : skills)
      skill_numbers_[index(*problem_.find_skill(word))] = position;
    community_numbers_ = std::move(communities);
  }

  [[nodiscard]] std::vector<SkillId> skills_of(std::size_t n) const {
    const Needs& needs = problem_.needs();
    std::vector<SkillId> skills;
    for (std::uint32_t r = needs.first_role[n]; r < needs.first_role[n + 1]; ++r)
      for (const Asked& asked : problem_.roles().asked[r]) skills.push_back(asked.skill);
    std::ranges::sort(skills);
    skills.erase(std::ranges::unique(skills).begin(), skills.end());
    return skills;
  }

  [[nodiscard]] std::int64_t start_minute(std::size_t n) const {
    const LocalTime local = problem_.zone().to_local(problem_.needs().start[n]);
    return (local - problem_.needs().day[n]).count() / 60;
  }

  /// A row is a need, or at the coarsest level a group of them.
  void number_rows() {
    const Needs& needs = problem_.needs();
    row_of_.resize(needs.size());
    if (detail_ != PageDetail::grouped) {
      for (std::size_t n = 0; n < needs.size(); ++n) row_of_[n] = n;
      first_of_ = row_of_;
      return;
    }
    using Key = std::tuple<LocalDay, std::int64_t, std::size_t, std::size_t, std::vector<SkillId>>;
    std::map<Key, std::size_t> groups;
    for (std::size_t n = 0; n < needs.size(); ++n) {
      const auto [it, fresh] = groups.try_emplace(
          Key(needs.day[n], start_minute(n) / 60, community_of_[n], kind_of_[n], skills_of(n)),
          first_of_.size());
      if (fresh) first_of_.push_back(n);
      row_of_[n] = it->second;
    }
  }

  void head(Json& json) {
    const Needs& needs = problem_.needs();
    json["title"] = options_.title;
    json["place"] = common_place();
    json["zone"] = problem_.zone().name();
    first_day_ = needs.size() == 0 ? LocalDay{} : *std::ranges::min_element(needs.day);
    json["firstDay"] = first_day_.time_since_epoch().count();
    json["members"] = problem_.members().size();
    json["needs"] = needs.size();
    json["proof"] = plan_.proof();
    json["policy"] = in_words(plan_.policy());
  }

  /// The branch that holds all needs: "Bajiao", or "" where there is none.
  [[nodiscard]] std::string common_place() const {
    const auto& own = problem_.needs().branch;
    if (own.empty()) return "";
    BranchId common = own.front();
    for (const BranchId branch : own)
      while (!is_under(problem_.branches(), branch, common))
        common = problem_.branches().parent[index(common)];
    return std::string(problem_.branches().path[index(common)]);
  }

  Json rows() {
    const Needs& needs = problem_.needs();
    const std::size_t size = first_of_.size();
    std::vector<std::int64_t> count(size), seats(size), filled(size), metres(size), placed(size),
        x(size), y(size), start(size, std::numeric_limits<std::int64_t>::max()), end(size),
        priority(size);
    for (std::size_t n = 0; n < needs.size(); ++n) {
      const std::size_t row = row_of_[n];
      const std::int64_t from = start_minute(n);
      const LocalTime until = problem_.zone().to_local(needs.end[n]);
      ++count[row];
      seats[row] += needs.seats[n];
      start[row] = std::min(start[row], from);
      end[row] = std::max(end[row], std::max(from + 1, (until - needs.day[n]).count() / 60));
      priority[row] = std::max<std::int64_t>(priority[row], needs.priority[n]);
      if (needs.has_place[n] == 0) continue;
      ++placed[row];
      x[row] += projection_.x(needs.lon[n]);
      y[row] += projection_.y(needs.lat[n]);
    }
    const auto chosen = plan_.assignments();
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      const std::size_t row = row_of_[index(chosen[i].need)];
      ++filled[row];
      metres[row] += metres_of(i);
    }
    for (std::size_t row = 0; row < size; ++row) {
      x[row] = placed[row] > 0 ? x[row] / placed[row] : -1;
      y[row] = placed[row] > 0 ? y[row] / placed[row] : -1;
    }
    Json json = Json::object();
    Json ids = Json::array();
    std::vector<std::size_t> title, place, kind, community, skill_from{0}, skill;
    std::vector<std::int64_t> day;
    for (const std::size_t n : first_of_) {
      if (detail_ != PageDetail::grouped) ids.push_back(std::string(needs.id[n]));
      const bool single = detail_ != PageDetail::grouped || count[row_of_[n]] == 1;
      title.push_back(single ? texts_.add(needs.title[n]) : 0);
      place.push_back(single ? texts_.add(needs.place[n]) : 0);
      kind.push_back(kind_of_[n]);
      community.push_back(community_of_[n]);
      day.push_back((needs.day[n] - first_day_).count());
      for (const SkillId s : skills_of(n)) skill.push_back(skill_numbers_[index(s)]);
      skill_from.push_back(skill.size());
    }
    json["id"] = std::move(ids);
    json["count"] = count;
    json["title"] = title;
    json["place"] = place;
    json["kind"] = kind;
    json["community"] = community;
    json["day"] = day;
    json["start"] = start;
    json["end"] = end;
    json["priority"] = priority;
    json["seats"] = seats;
    json["filled"] = filled;
    json["metres"] = metres;
    json["x"] = x;
    json["y"] = y;
    json["skillFrom"] = skill_from;
    json["skill"] = skill;
    return json;
  }

  [[nodiscard]] std::int64_t metres_of(std::size_t assignment) const {
    const auto& km = plan_.data().km;
    return assignment < km.size() ? std::llround(km[assignment] * 1000) : 0;
  }

  Json roles() {
    const Roles& all = problem_.roles();
    std::vector<std::size_t> text;
    std::vector<std::int64_t> filled(all.size());
    for (std::size_t r = 0; r < all.size(); ++r) text.push_back(texts_.add(all.text[r]));
    for (const Assignment& a : plan_.assignments()) ++filled[index(a.role)];
    return {{"from", problem_.needs().first_role},
            {"text", text},
            {"seats", all.seats},
            {"filled", filled}};
  }

  /// Who serves. With services one by one: the member's number in the order of the assignments,
  /// which go need by need and role by role. Else the number of members by how often they serve.
  Json serve() {
    const Members& members = problem_.members();
    std::vector<std::size_t> number(members.size(), 0);
    for (const Assignment& a : plan_.assignments()) ++number[index(a.member)];
    Json json = Json::object();
    if (detail_ == PageDetail::grouped) {
      std::map<std::size_t, std::size_t> times;
      for (const std::size_t services : number) ++times[services];
      Json pairs = Json::array();
      for (const auto& [services, count] : times) pairs.push_back({services, count});
      json["times"] = std::move(pairs);
      return json;
    }
    Json ids = Json::array(), names = Json::array();
    std::vector<std::int64_t> community, x, y;
    std::size_t serving = 0;
    for (std::size_t m = 0; m < members.size(); ++m) {
      if (number[m] == 0) continue;
      number[m] = serving++;
      if (detail_ == PageDetail::all) {
        ids.push_back(std::string(members.id[m]));
        if (options_.names && !members.name.empty()) names.push_back(std::string(members.name[m]));
      }
      const BranchId branch = cut(problem_.branches(), members.branch[m], depth_);
      const auto it = community_numbers_.find(problem_.branches().path[index(branch)]);
      community.push_back(it == community_numbers_.end() ? -1
                                                         : static_cast<std::int64_t>(it->second));
      if (options_.homes && members.has_place[m] != 0) {
        x.push_back(projection_.x(members.lon[m]));
        y.push_back(projection_.y(members.lat[m]));
      }
    }
    json["members"] = serving;
    if (!ids.empty()) json["id"] = std::move(ids);
    if (!names.empty()) json["name"] = std::move(names);
    json["community"] = community;
    if (options_.homes) {
      json["x"] = x;
      json["y"] = y;
    }
    Json who = Json::array();
    for (const Assignment& a : plan_.assignments()) who.push_back(number[index(a.member)]);
    json["who"] = std::move(who);
    return json;
  }

  Json unfilled_rows() {
    const auto all = plan_.unfilled();
    std::vector<std::size_t> order(all.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto& priority = problem_.needs().priority;
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
      return std::pair(priority[index(all[a].need)], all[a].cost) >
             std::pair(priority[index(all[b].need)], all[b].cost);
    });
    constexpr std::size_t most_when_grouped = 2000;
    if (detail_ == PageDetail::grouped && order.size() > most_when_grouped)
      order.resize(most_when_grouped);
    std::vector<std::size_t> row, role, reason, text, priorities;
    std::vector<std::int64_t> short_by, below_min, cost, left, dropped;
    Json ids = Json::array();
    for (const std::size_t i : order) {
      const Unfilled& u = all[i];
      row.push_back(row_of_[index(u.need)]);
      if (detail_ == PageDetail::grouped) ids.push_back(std::string(problem_.id(u.need)));
      role.push_back(texts_.add(problem_.text(u.role)));
      priorities.push_back(priority[index(u.need)]);
      short_by.push_back(u.short_by);
      below_min.push_back(u.below_min);
      cost.push_back(u.cost);
      reason.push_back(static_cast<std::size_t>(u.reason));
      text.push_back(texts_.add(message(plan_, u)));
      if (i >= plan_.data().counts.size()) continue;
      const RuleCounts& counts = plan_.data().counts[i];
      left.insert(left.end(), counts.left.begin(), counts.left.end());
      dropped.insert(dropped.end(), counts.if_dropped.begin(), counts.if_dropped.end());
    }
    Json rules = Json::array(), codes = Json::array();
    for (std::size_t r = 0; r < reason_count; ++r) {
      codes.push_back(to_string(static_cast<Reason>(r)));
      rules.push_back(in_words(static_cast<Reason>(r)));
    }
    return {{"total", all.size()},
            {"row", row},
            {"id", std::move(ids)},
            {"role", role},
            {"priority", priorities},
            {"short", short_by},
            {"below", below_min},
            {"cost", cost},
            {"reason", reason},
            {"message", text},
            {"left", left},
            {"dropped", dropped},
            {"codes", std::move(codes)},
            {"words", std::move(rules)}};
  }

  Json receipt() {
    Json terms_of = Json::array(), tables = Json::array();
    const Table table = terms(plan_);
    for (std::size_t i = 0; i < table.rows(); ++i)
      terms_of.push_back(
          {table.columns()[0].values.to_text(i), table.columns()[1].values.integer_at(i)});
    for (const TableHash& hash : canonical_hashes(problem_))
      tables.push_back({hash.table, hash.rows, hash.sha256});
    Json json = {{"version", TURNOUT_VERSION},
                 {"status", to_string(plan_.status())},
                 {"endedBy", plan_.data().ended_by},
                 {"objective", plan_.objective()},
                 {"terms", std::move(terms_of)},
                 {"bound", plan_.bound()},
                 {"leavesOut", plan_.data().bound_leaves_out},
                 {"tables", std::move(tables)},
                 {"plan", plan_sha256(plan_)},
                 {"command", options_.verify_command}};
    if (const auto& most = plan_.most_seats()) json["atMost"] = most->at_most;
    return json;
  }

  const Plan& plan_;
  const Problem& problem_;
  const PageOptions& options_;
  PageDetail detail_;
  Projection projection_;
  std::uint32_t depth_;
  std::vector<BranchId> branch_;  // of each need, as coverage counts it
  TextPool texts_;
  std::vector<std::string> kinds_, communities_, skills_;
  std::vector<std::size_t> kind_of_, community_of_;  // of each need
  std::vector<std::size_t> skill_numbers_;           // of each skill of the problem
  std::map<std::string, std::size_t, std::less<>> community_numbers_;
  std::vector<std::size_t> row_of_, first_of_;  // need -> row, row -> its first need
  LocalDay first_day_{};
};

}  // namespace detail
}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
