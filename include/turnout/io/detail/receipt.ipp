#pragma once

#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <type_traits>
#include <utility>

#include <nlohmann/json.hpp>

#include <turnout/io/receipt.hpp>
#include <turnout/model/error.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

using Json = nlohmann::ordered_json;

/// Every field of the policy under its name: one list for the writer and the reader.
template <class P, class Visit>
void visit_policy(P& policy, Visit&& visit) {
  visit("within_km", policy.within_km);
  visit("max_per_day", policy.max_per_day);
  visit("max_per_week", policy.max_per_week);
  visit("max_services", policy.max_services);
  visit("max_hours", policy.max_hours);
  visit("max_hours_per_day", policy.max_hours_per_day);
  visit("max_hours_per_week", policy.max_hours_per_week);
  visit("rest_hours", policy.rest_hours);
  visit("travel_kmh", policy.travel_kmh);
  visit("max_climb", policy.max_climb);
  visit("cost_per_km", policy.cost_per_km);
  visit("cost_per_climb", policy.cost_per_climb);
  visit("cost_per_spare_level", policy.cost_per_spare_level);
  visit("idle_skill", policy.idle_skill);
  visit("preference", policy.preference);
  visit("continuity", policy.continuity);
  visit("unfilled_cost", policy.unfilled_cost);
  visit("min_seats_weight", policy.min_seats_weight);
  visit("fairness", policy.fairness);
  visit("history_days", policy.history_days);
  visit("min_services_cost", policy.min_services_cost);
  visit("tie_seed", policy.tie_seed);
}

template <class T, class Visit>
void visit_terms(T& terms, Visit&& visit) {
  visit("distance", terms.distance);
  visit("climb", terms.climb);
  visit("spare", terms.spare);
  visit("idle", terms.idle);
  visit("continuity", terms.continuity);
  visit("preference", terms.preference);
  visit("unfilled", terms.unfilled);
  visit("fairness", terms.fairness);
  visit("min_services", terms.min_services);
}

inline Json policy_json(const Policy& policy) {
  Json json = Json::object();
  visit_policy(policy, [&](const char* name, const auto& field) {
    using Field = std::remove_cvref_t<decltype(field)>;
    if constexpr (std::is_same_v<Field, std::optional<double>> ||
                  std::is_same_v<Field, std::optional<std::int64_t>>) {
      json[name] = field ? Json(*field) : Json();
    } else {
      json[name] = field;
    }
  });
  return json;
}

/// One price on a line: receipts are compared with `diff`.
inline void write_prices(std::string& out, const Problem& problem,
                         std::span<const std::int64_t> prices, std::string_view indent) {
  out += '[';
  for (std::size_t r = 0; r < prices.size(); ++r) {
    const RoleId role = make_id<RoleId>(r);
    out += r == 0 ? "\n" : ",\n";
    out += indent;
    out += Json::array({std::string(problem.id(problem.need_of(role))),
                        std::string(problem.text(role)), prices[r]})
               .dump();
  }
  out += ']';
}

/// Reads a receipt, noting all that is wrong.
class ReceiptReader {
 public:
  ReceiptReader(const Problem& problem, std::string_view source)
      : problem_(problem), source_(source) {}

  Claim read(std::string_view text) {
    const Json json = parse(text);
    bad_.throw_if_any();
    if (!json.is_object()) {
      wrong("", json, "a receipt is an object of named values");
      bad_.throw_if_any();
    }
    Claim claim;
    std::string format, version, ended_by;
    string(json, "format", format);
    bad_.throw_if_any();
    if (format != receipt_format) {
      add("format", format, "unknown_format", "this is no receipt that this version reads",
          "give a receipt of format " + std::string(receipt_format));
      bad_.throw_if_any();
    }
    known_keys(json, "",
               {"format", "version", "tables", "policy", "zone", "status", "ended_by", "objective",
                "terms", "bound", "bound_leaves_out", "prices", "most_seats", "plan_sha256"});
    string(json, "version", version);
    if (const Json* tables = find(json, "tables")) read_tables(*tables, claim);
    if (const Json* policy = find(json, "policy")) read_policy(*policy, claim.policy);
    string(json, "zone", claim.zone);
    read_status(json, claim);
    string(json, "ended_by", ended_by);
    integer(json, "objective", "objective", claim.objective);
    if (const Json* terms = find(json, "terms")) read_terms(*terms, claim.terms);
    integer(json, "bound", "bound", claim.bound);
    if (const Json* rules = find(json, "bound_leaves_out")) read_rules(*rules, claim);
    if (const Json* prices = find(json, "prices")) claim.prices = read_prices(*prices, "prices");
    if (const Json* most = find(json, "most_seats")) read_most_seats(*most, claim);
    string(json, "plan_sha256", claim.plan_sha256);
    bad_.throw_if_any();
    return claim;
  }

 private:
  Json parse(std::string_view text) {
    // A key given twice would be read as the last one in silence, so keys are watched.
    std::vector<std::set<std::string>> keys;
    bool too_deep = false;
    const auto watch = [&](int depth, Json::parse_event_t event, Json& value) {
      if (event == Json::parse_event_t::object_start) keys.emplace_back();
      if (event == Json::parse_event_t::object_end && !keys.empty()) keys.pop_back();
      if (event == Json::parse_event_t::key && !keys.empty() &&
          !keys.back().insert(value.get<std::string>()).second)
        add(value.get<std::string>(), "", "duplicate_key", "this key stands twice in one object",
            "keep one of them");
      constexpr int deepest = 8;
      too_deep = too_deep || depth > deepest;
      return !too_deep;  // drops what lies deeper, so that no later step meets it
    };
    Json json;
    try {
      json = Json::parse(text.begin(), text.end(), watch);
    } catch (const Json::exception& error) {
      add("", "", "bad_json", std::string("the file is no valid JSON: ") + error.what(),
          "give the receipt as it was written");
    }
    if (too_deep)
      add("", "", "bad_json", "lists lie deeper in one another than in any receipt",
          "give the receipt as it was written");
    return json;
  }

  void add(std::string_view key, std::string value, std::string code, std::string what,
           std::string remedy) {
    bad_.add({.table = std::string(source_),
              .column = std::string(key),
              .value = std::move(value),
              .code = std::move(code),
              .message = std::move(what),
              .remedy = std::move(remedy)});
  }
  void wrong(std::string_view key, const Json& value, std::string expected) {
    add(key, value.dump(-1, ' ', false, Json::error_handler_t::replace), "bad_value",
        "this value is of the wrong sort", std::move(expected));
  }

  const Json* find(const Json& object, std::string_view key, std::string_view path = "") {
    const auto it = object.find(key);
    if (it != object.end()) return &*it;
    add(path.empty() ? key : path, "", "missing_key", "the receipt lacks this value",
        "give the receipt as it was written");
    return nullptr;
  }
  void known_keys(const Json& object, const std::string& path,
                  std::initializer_list<std::string_view> known) {
    known_keys(object, path, std::set<std::string, std::less<>>(known.begin(), known.end()));
  }
  void known_keys(const Json& object, const std::string& path,
                  const std::set<std::string, std::less<>>& known) {
    for (const auto& item : object.items())
      if (!known.contains(item.key()))
        add(path + item.key(), "", "unknown_key", "this format has no such value",
            "give the receipt as it was written");
  }

  void string(const Json& object, std::string_view key, std::string& to,
              std::string_view path = "") {
    const Json* value = find(object, key, path);
    if (value == nullptr) return;
    if (value->is_string())
      to = value->get<std::string>();
    else
      wrong(path.empty() ? key : path, *value, "give a text");
  }
  bool integer_value(const Json& value, std::string_view path, std::int64_t& to) {
    const bool fits = value.is_number_integer() &&
                      (!value.is_number_unsigned() ||
                       value.get<std::uint64_t>() <=
                           static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
    if (fits)
      to = value.get<std::int64_t>();
    else
      wrong(path, value, "give a whole number of 64 bits");
    return fits;
  }
  void integer(const Json& object, std::string_view key, std::string_view path, std::int64_t& to) {
    if (const Json* value = find(object, key, path)) integer_value(*value, path, to);
  }
  bool is_object(const Json& value, std::string_view path) {
    if (value.is_object()) return true;
    wrong(path, value, "give an object of named values");
    return false;
  }
  bool is_array(const Json& value, std::string_view path) {
    if (value.is_array()) return true;
    wrong(path, value, "give a list");
    return false;
  }

  void read_tables(const Json& tables, Claim& claim) {
    if (!is_array(tables, "tables")) return;
    for (const Json& table : tables) {
      if (!is_object(table, "tables")) continue;
      known_keys(table, "tables.", {"table", "rows", "sha256"});
      TableHash hash{};
      std::int64_t rows = 0;
      string(table, "table", hash.table, "tables.table");
      integer(table, "rows", "tables.rows", rows);
      string(table, "sha256", hash.sha256, "tables.sha256");
      if (rows < 0) wrong("tables.rows", table, "give a number of rows from 0 up");
      hash.rows = rows < 0 ? 0 : static_cast<std::size_t>(rows);
      claim.tables.push_back(std::move(hash));
    }
  }

  void real_value(const Json& value, const std::string& path, double& to) {
    if (value.is_number() && std::isfinite(value.get<double>()))
      to = value.get<double>();
    else
      wrong(path, value, "give a number");
  }

  void read_policy(const Json& json, Policy& policy) {
    if (!is_object(json, "policy")) return;
    std::set<std::string, std::less<>> known;
    visit_policy(policy, [&](const char* name, auto& field) {
      known.insert(name);
      const std::string path = std::string("policy.") + name;
      const Json* value = find(json, name, path);
      if (value == nullptr) return;
      using Field = std::remove_cvref_t<decltype(field)>;
      if constexpr (std::is_same_v<Field, double>) {
        real_value(*value, path, field);
      } else if constexpr (std::is_same_v<Field, std::int64_t>) {
        integer_value(*value, path, field);
      } else if constexpr (std::is_same_v<Field, std::optional<double>>) {
        field.reset();
        if (!value->is_null()) real_value(*value, path, field.emplace());
      } else if constexpr (std::is_same_v<Field, std::optional<std::int64_t>>) {
        field.reset();
        if (!value->is_null()) integer_value(*value, path, field.emplace());
      } else if constexpr (std::is_same_v<Field, std::map<std::string, std::int64_t>>) {
        if (!is_object(*value, path)) return;
        for (const auto& item : value->items())
          integer_value(item.value(), path, field[item.key()]);
      } else {
        if (!value->is_array() || value->size() != field.size()) {
          wrong(path, *value, "give a list of " + std::to_string(field.size()) + " numbers");
          return;
        }
        for (std::size_t i = 0; i < field.size(); ++i) integer_value((*value)[i], path, field[i]);
      }
    });
    known_keys(json, "policy.", known);
    if (!bad_.empty()) return;
    try {
      check_policy(policy);
    } catch (const InputError& error) {
      for (const Issue& issue : error.issues())
        add("policy." + issue.column, issue.value, issue.code, issue.message, issue.remedy);
    }
  }

  void read_status(const Json& json, Claim& claim) {
    const auto issues = bad_.total();
    std::string text;
    string(json, "status", text);
    if (bad_.total() != issues) return;
    for (const Status status :
         {Status::optimal, Status::feasible, Status::timed_out, Status::stopped})
      if (to_string(status) == text) {
        claim.status = status;
        return;
      }
    add("status", text, "bad_value", "there is no such status",
        "give optimal, feasible, timed_out or stopped");
  }

  void read_terms(const Json& json, Terms& terms) {
    if (!is_object(json, "terms")) return;
    std::set<std::string, std::less<>> known;
    visit_terms(terms, [&](const char* name, std::int64_t& term) {
      known.insert(name);
      integer(json, name, std::string("terms.") + name, term);
    });
    known_keys(json, "terms.", known);
  }

  void read_rules(const Json& rules, Claim& claim) {
    if (!is_array(rules, "bound_leaves_out")) return;
    for (const Json& rule : rules) {
      if (rule.is_string())
        claim.bound_leaves_out.push_back(rule.get<std::string>());
      else
        wrong("bound_leaves_out", rule, "give names of rules");
    }
  }

  void read_most_seats(const Json& json, Claim& claim) {
    if (json.is_null()) return;
    if (!is_object(json, "most_seats")) return;
    known_keys(json, "most_seats.", {"filled", "at_most", "prices"});
    MostSeats most{};
    integer(json, "filled", "most_seats.filled", most.filled);
    integer(json, "at_most", "most_seats.at_most", most.at_most);
    if (const Json* prices = find(json, "prices", "most_seats.prices"))
      most.prices = read_prices(*prices, "most_seats.prices");
    claim.most_seats = std::move(most);
  }

  std::optional<RoleId> find_role(NeedId need, std::string_view text) const {
    const auto& first = problem_.needs().first_role;
    for (std::uint32_t r = first[index(need)]; r < first[index(need) + 1]; ++r)
      if (problem_.roles().text[r] == text) return make_id<RoleId>(r);
    return std::nullopt;
  }

  /// One price a role of the problem, whatever their order in the file.
  std::vector<std::int64_t> read_prices(const Json& rows, std::string_view path) {
    std::vector<std::int64_t> prices(problem_.roles().size(), 0);
    std::vector<bool> seen(prices.size(), false);
    if (!is_array(rows, path)) return prices;
    for (const Json& row : rows) {
      if (!row.is_array() || row.size() != 3 || !row[0].is_string() || !row[1].is_string()) {
        wrong(path, row, "give [need_id, role, price]");
        continue;
      }
      const auto& need_id = row[0].get_ref<const std::string&>();
      const auto& text = row[1].get_ref<const std::string&>();
      const std::optional<NeedId> need = problem_.find_need(need_id);
      if (!need) {
        add(path, need_id, "unknown_need", "the table of needs has no such need",
            "give the receipt together with the tables that it was written for");
        continue;
      }
      const std::optional<RoleId> role = find_role(*need, text);
      if (!role) {
        add(path, need_id + ", " + text, "unknown_role", "this need has no such role",
            "give the receipt together with the tables that it was written for");
        continue;
      }
      if (seen[index(*role)])
        add(path, need_id + ", " + text, "duplicate_price", "this role has two prices",
            "keep one of them");
      seen[index(*role)] = true;
      integer_value(row[2], path, prices[index(*role)]);
    }
    for (std::size_t r = 0; r < seen.size(); ++r)
      if (!seen[r])
        add(path,
            std::string(problem_.id(problem_.roles().need[r])) + ", " +
                std::string(problem_.roles().text[r]),
            "missing_price", "this role has no price",
            "give the receipt together with the tables that it was written for");
    return prices;
  }

  const Problem& problem_;
  std::string_view source_;
  IssueCollector bad_;
};

}  // namespace detail

TURNOUT_INLINE std::string receipt_json(const Plan& plan) {
  using detail::Json;
  const Problem& problem = plan.problem();
  const PlanData& data = plan.data();
  std::string out = "{\n";
  const auto key = [&](std::string_view name) {
    if (out.size() > 2) out += ",\n";
    out += "  ";
    out += Json(name).dump();
    out += ": ";
  };
  const auto value = [&](std::string_view name, const Json& json) {
    key(name);
    out += json.dump();
  };
  value("format", receipt_format);
  value("version", TURNOUT_VERSION);
  key("tables");
  out += '[';
  const std::vector<TableHash> hashes = canonical_hashes(problem);
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    out += i == 0 ? "\n    " : ",\n    ";
    out += Json{{"table", hashes[i].table}, {"rows", hashes[i].rows}, {"sha256", hashes[i].sha256}}
               .dump();
  }
  out += ']';
  value("policy", detail::policy_json(plan.policy()));
  value("zone", problem.zone().name());
  value("status", to_string(plan.status()));
  value("ended_by", data.ended_by);
  value("objective", plan.objective());
  Json terms = Json::object();
  detail::visit_terms(plan.terms(),
                      [&](const char* name, std::int64_t term) { terms[name] = term; });
  value("terms", terms);
  value("bound", plan.bound());
  value("bound_leaves_out", Json(data.bound_leaves_out));
  key("prices");
  detail::write_prices(out, problem, plan.prices(), "    ");
  key("most_seats");
  if (const auto& most = plan.most_seats()) {
    out += "{\"filled\": " + std::to_string(most->filled) +
           ", \"at_most\": " + std::to_string(most->at_most) + ", \"prices\": ";
    detail::write_prices(out, problem, most->prices, "    ");
    out += '}';
  } else {
    out += "null";
  }
  value("plan_sha256", plan_sha256(plan));
  out += "\n}\n";
  return out;
}

TURNOUT_INLINE Claim read_receipt(std::string_view json, const Problem& problem,
                                  std::string_view source) {
  return detail::ReceiptReader(problem, source).read(json);
}

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
