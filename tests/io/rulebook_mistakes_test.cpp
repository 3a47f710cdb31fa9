// Each mistake that a rulebook can have: one finding, with the key's path, its line (marked by `#!`),
// a message and a remedy; and what is no mistake.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/io/toml.hpp>
#include <turnout/model/error.hpp>

namespace rulebook_mistakes_test {

using namespace turnout;

struct Mistake {
  const char* code;
  const char* path;
  const char* text;
};

const std::string kHead = "format = 'turnout-rulebook/1'\nname = 'x'\n";
const std::string kRule = "[[rules]]\nid = 'r'\nrate = 1\n";

std::int64_t marked_line(const std::string& text) {
  std::int64_t line = 1;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.compare(at, 2, "#!") == 0) return line;
    line += text[at] == '\n' ? 1 : 0;
  }
  return 0;
}

void expect_refused(const std::string& text, const Mistake& wrong) {
  SCOPED_TRACE(text);
  try {
    static_cast<void>(make_rulebook(io::parse_toml(text, "b.toml"), "b.toml"));
    ADD_FAILURE() << "was accepted";
  } catch (const InputError& error) {
    EXPECT_EQ(error.total(), 1U) << error.what();
    const Issue& issue = error.issues().front();
    EXPECT_EQ(issue.code, wrong.code) << error.what();
    EXPECT_EQ(issue.column, wrong.path) << error.what();
    EXPECT_EQ(issue.row, marked_line(text)) << error.what();
    EXPECT_EQ(issue.table, "b.toml");
    EXPECT_FALSE(issue.message.empty() || issue.remedy.empty());
  }
}
Rulebook read(const std::string& text) {
  return make_rulebook(io::parse_toml(text, "b.toml"), "b.toml");
}

TEST(RulebookMistakes, OfTheHead) {
  for (const Mistake& wrong :
       std::vector<Mistake>{{"unknown_key", "titel", "titel = 'x' #!\n"},
                            {"unknown_key", "expiry", "expiry = { days = 1 } #!\n"},
                            {"out_of_range", "close", "close = 367 #!\n"},
                            {"wrong_type", "close", "close = 1.5 #!\n"},
                            {"out_of_range", "objection", "objection = -1 #!\n"},
                            {"bad_value", "suspension", "suspension = 'never' #!\n"},
                            {"bad_value", "overlap", "overlap = 'twice' #!\n"},
                            {"bad_value", "period", "period = 'decade' #!\n"},
                            {"wrong_type", "kinds", "kinds = 'points' #!\n"},
                            {"unknown_language", "unit.fr", "unit = { fr = 'point' } #!\n"}})
    expect_refused(kHead + wrong.text + kRule, wrong);
}

TEST(RulebookMistakes, OfVersions) {
  for (const Mistake& wrong : std::vector<Mistake>{
           {"version_gap", "versions[2].from",
            "[[versions]]\nid = 'a'\nto = 2026-06-30\n[[versions]]\nid = 'b'\nfrom = 2026-07-02 "
            "#!\n"},
           {"version_overlap", "versions[2].from",
            "[[versions]]\nid = 'a'\nto = 2026-06-30\n[[versions]]\nid = 'b'\nfrom = 2026-06-30 "
            "#!\n"},
           {"version_overlap", "versions[1].to",
            "[[versions]]\nid = 'a'\nfrom = 2026-07-01\nto = 2026-06-30 #!\n"},
           {"missing_key", "versions[2].from",
            "[[versions]]\nid = 'a'\nto = 2026-06-30\n[[versions]] #!\nid = 'b'\n"},
           {"missing_key", "versions[1].to",
            "[[versions]] #!\nid = 'a'\n[[versions]]\nid = 'b'\nfrom = 2026-06-30\n"},
           {"duplicate_id", "versions[2].id",
            "[[versions]]\nid = 'a'\nto = 2026-06-30\n[[versions]]\nid = 'a' #!\nfrom = "
            "2026-07-01\n"},
           {"wrong_type", "versions[1].from", "[[versions]]\nid = 'a'\nfrom = '2026-07-01' #!\n"}})
    expect_refused(kHead + kRule + wrong.text, wrong);
}

TEST(RulebookMistakes, OfKindsAndTags) {
  for (const Mistake& wrong : std::vector<Mistake>{
           {"duplicate_id", "kinds[2].id", "[[kinds]]\nid = 'p'\n[[kinds]]\nid = 'p' #!\n"},
           {"out_of_range", "kinds[1].start", "[[kinds]]\nid = 'p'\nstart = -5 #!\n"},
           {"conflicting_keys", "kinds[1].balance_cap",
            "[[kinds]]\nid = 'p'\nstart = 5\nbalance_cap = 4 #!\n"},
           {"out_of_range", "kinds[1].balance_cap", "[[kinds]]\nid = 'p'\nbalance_cap = 0 #!\n"},
           {"conflicting_keys", "kinds[1].overflow", "[[kinds]]\nid = 'p'\noverflow = 'pool' #!\n"},
           {"bad_value", "kinds[1].overflow",
            "[[kinds]]\nid = 'p'\nbalance_cap = 9\noverflow = '' #!\n"},
           {"bad_value", "kinds[1].pool", "[[kinds]]\nid = 'p'\npool = 'unit:x' #!\n"},
           {"bad_value", "kinds[1].expiry.on",
            "[[kinds]]\nid = 'p'\nexpiry = { on = '02-29' } #!\n"},
           {"bad_value", "kinds[1].expiry.on",
            "[[kinds]]\nid = 'p'\nexpiry = { on = '12.31' } #!\n"},
           {"conflicting_keys", "kinds[1].expiry",
            "[[kinds]]\nid = 'p'\nexpiry = { on = '12-31', days = 3 } #!\n"},
           {"conflicting_keys", "kinds[1].expiry", "[[kinds]]\nid = 'p'\nexpiry = {} #!\n"},
           {"out_of_range", "kinds[1].expiry.days",
            "[[kinds]]\nid = 'p'\nexpiry = { days = 0 } #!\n"},
           {"conflicting_keys", "kinds[1].carry_over",
            "[[kinds]]\nid = 'p'\nexpiry = { days = 9 }\ncarry_over = {} #!\n"},
           {"conflicting_keys", "kinds[1].carry_over", "[[kinds]]\nid = 'p'\ncarry_over = {} #!\n"},
           {"out_of_range", "kinds[1].carry_over.most",
            "[[kinds]]\nid = 'p'\nexpiry = { on = '12-31' }\ncarry_over = { most = -1 } #!\n"},
           {"unknown_key", "kinds[1].spend.most", "[[kinds]]\nid = 'p'\nspend = { most = 1 } #!\n"},
           {"wrong_type", "kinds[1].spend", "[[kinds]]\nid = 'p'\nspend = true #!\n"},
           {"conflicting_keys", "kinds[1].spend.gates.confirmed",
            "[[kinds]]\nid = 'p'\nspend = { gates = { confirmed = true } } #!\n"},
           {"unknown_kind", "kinds[1].convert.to",
            "[[kinds]]\nid = 'p'\nconvert = { to = 'q' } #!\n"},
           {"bad_value", "kinds[1].convert.to", "[[kinds]]\nid = 'p'\nconvert = { to = 'p' } #!\n"},
           {"out_of_range", "kinds[1].convert.rate",
            "[[kinds]]\nid = 'p'\nconvert = { to = 'q', rate = 0 } #!\n[[kinds]]\nid = 'q'\n"},
           {"conflicting_keys", "kinds[1].convert.round.per",
            "[[kinds]]\nid = 'p'\nconvert = { to = 'q', round = { per = 'day' } } #!\n"
            "[[kinds]]\nid = 'q'\n"},
           {"conflicting_keys", "kinds[1].convert.when",
            "[[kinds]]\nid = 'p'\nconvert = { to = 'q', when = 'earned' } #!\n"
            "[[kinds]]\nid = 'q'\nconvert = { to = 'p', when = 'earned' }\n"},
           {"bad_value", "tags[1].forbid[2]",
            "[[tags]]\nid = 't'\nforbid = ['spend', 'sell'] #!\n"},
           {"wrong_type", "tags[1].forbid", "[[tags]]\nid = 't'\nforbid = 'spend' #!\n"}})
    expect_refused(kHead + kRule + wrong.text, wrong);
}

TEST(RulebookMistakes, OfObligations) {
  for (const Mistake& wrong : std::vector<Mistake>{
           {"missing_key", "obligations[1].per", "[[obligations]] #!\nid = 'o'\n"},
           {"conflicting_keys", "obligations[1].due",
            "[[obligations]]\nid = 'o'\nper = 'week'\ndue = 'notice' #!\n"},
           {"bad_value", "obligations[1].per", "[[obligations]]\nid = 'o'\nper = 'day' #!\n"},
           {"bad_value", "obligations[1].due", "[[obligations]]\nid = 'o'\ndue = ' ' #!\n"},
           {"out_of_range", "obligations[1].least",
            "[[obligations]]\nid = 'o'\nper = 'week'\nleast = 101 #!\n"},
           {"too_precise", "obligations[1].least",
            "[[obligations]]\nid = 'o'\nper = 'week'\nleast = 99.95 #!\n"},
           {"bad_value", "obligations[1].event",
            "[[obligations]]\nid = 'o'\nper = 'week'\nevent = [] #!\n"}})
    expect_refused(kHead + kRule + wrong.text, wrong);
}

TEST(RulebookMistakes, OfRules) {
  for (const Mistake& wrong : std::vector<Mistake>{
           {"unknown_version", "rules[1].version", "rate = 1\nversion = '2027' #!\n"},
           {"unknown_kind", "rules[1].kind", "rate = 1\nkind = 'coin' #!\n"},
           {"unknown_tag", "rules[1].tags[1]", "rate = 1\ntags = ['team'] #!\n"},
           {"unknown_obligation", "rules[1].missed", "rate = 1\nmissed = 'weekly' #!\n"},
           {"unknown_obligation", "rules[1].met", "rate = 1\nmet = 'weekly' #!\n"},
           {"unknown_group", "rules[1].group", "rate = 1\ngroup = 'g' #!\n"},
           {"conflicting_keys", "rules[1].missed", "rate = 1\nevent = 'quiz'\nmissed = 'w' #!\n"},
           {"bad_value", "rules[1].account", "rate = 1\naccount = 'family' #!\n"},
           {"conflicting_keys", "rules[1].account",
            "rate = 1\nevent = 'quiz'\naccount = 'beneficiary' #!\n"},
           {"conflicting_keys", "rules[1].match",
            "rate = 1\nevent = 'quiz'\nmatch = { kind = 'x' } #!\n"},
           {"unknown_key", "rules[1].match.colour", "rate = 1\nmatch = { colour = 'x' } #!\n"},
           {"unknown_key", "rules[1].match.not.not",
            "rate = 1\nmatch = { not = { not = { kind = 'x' } } } #!\n"},
           {"bad_value", "rules[1].match.not.kind",
            "rate = 1\nmatch = { not = { kind = [] } } #!\n"},
           {"bad_value", "rules[1].quantity", "rate = 1\nquantity = 'score' #!\n"},
           {"bad_value", "rules[1].quantity", "rate = 1\nevent = 'q'\nquantity = 'reached' #!\n"},
           {"missing_key", "rules[1].rate", "caps = { day = 1 }\n"},
           {"conflicting_keys", "rules[1].rates",
            "rate = 1\nrates = { by = 'place', values = { a = 1 } } #!\n"},
           {"conflicting_keys", "rules[1].rates",
            "event = 'q'\nrates = { by = 'place', values = { a = 1 } } #!\n"},
           {"bad_value", "rules[1].rates.by", "rates = { by = 'member', values = { a = 1 } } #!\n"},
           {"bad_value", "rules[1].rates.values", "rates = { by = 'place', values = {} } #!\n"},
           {"missing_key", "rules[1].rates.values", "rates = { by = 'place' } #!\n"},
           {"duplicate_key", "rules[1].rates.values.a ",
            "rates = { by = 'place', values = { a = 1, 'a ' = 2 } } #!\n"},
           {"too_precise", "rules[1].rates.otherwise",
            "rates = { by = 'place', values = { a = 1 }, otherwise = 0.0001 } #!\n"},
           {"conflicting_keys", "rules[1].bands.by",
            "bands = { by = 'score', list = [{ from = 1, points = 1 }] } #!\n"},
           {"conflicting_keys", "rules[1].bands.by",
            "event = 'q'\nbands = { by = 'rating', list = [{ from = 1, points = 1 }] } #!\n"},
           {"conflicting_keys", "rules[1].round",
            "event = 'q'\nround = { step = 1 } #!\n"
            "bands = { by = 'score', list = [{ from = 1, points = 1 }] }\n"},
           {"conflicting_keys", "rules[1].quantity_caps",
            "event = 'q'\nquantity_caps = { day = 1 } #!\n"
            "bands = { by = 'amount', list = [{ from = 1, points = 1 }] }\n"},
           {"bad_value", "rules[1].bands.list",
            "event = 'q'\nbands = { by = 'score', list = [] } #!\n"},
           {"bands_hole", "rules[1].bands.list[2].from",
            "event = 'q'\nbands = { by = 'score', list = [\n{ from = 60, to = 80, points = 1 },\n"
            "{ from = 81, points = 2 } #!\n] }\n"},
           {"bands_overlap", "rules[1].bands.list[2].from",
            "event = 'q'\nbands = { by = 'score', list = [\n{ from = 60, to = 80, points = 1 },\n"
            "{ from = 79, points = 2 } #!\n] }\n"},
           {"missing_key", "rules[1].bands.list[1].points",
            "event = 'q'\nbands = { by = 'score', list = [\n{ from = 60 } #!\n] }\n"},
           {"no_period", "rules[1].caps", "rate = 1\ncaps = 4 #!\n"},
           {"no_period", "rules[1].caps", "rate = 1\ncaps = {} #!\n"},
           {"no_period", "rules[1].floors", "rate = 1\nfloors = -4 #!\n"},
           {"unknown_key", "rules[1].caps.fortnight", "rate = 1\ncaps = { fortnight = 4 } #!\n"},
           {"unknown_key", "rules[1].caps.period", "rate = 1\ncaps = { period = 4 } #!\n"},
           {"out_of_range", "rules[1].gates.rating", "rate = 1\ngates = { rating = 6 } #!\n"},
           {"missing_key", "rules[1].gates.rating.least",
            "rate = 1\ngates = { rating = { unrated = true } } #!\n"},
           {"conflicting_keys", "rules[1].gates.rating",
            "rate = 1\nevent = 'q'\ngates = { rating = 4 } #!\n"},
           {"conflicting_keys", "rules[1].gates.balance", "rate = 1\ngates = { balance = 4 } #!\n"},
           {"out_of_range", "rules[1].gates.hours", "rate = 1\ngates = { hours = -1 } #!\n"},
           {"too_precise", "rules[1].gates.services", "rate = 1\ngates = { services = 1.5 } #!\n"},
           {"missing_key", "rules[1].gates.hours.days",
            "rate = 1\ngates = { hours = { least = 1, span = 'rolling' } } #!\n"},
           {"conflicting_keys", "rules[1].gates.hours.days",
            "rate = 1\ngates = { hours = { least = 1, days = 9 } } #!\n"},
           {"bad_value", "rules[1].gates.hours.span",
            "rate = 1\ngates = { hours = { least = 1, span = 'week', days = 9 } } #!\n"},
           {"unknown_key", "rules[1].gates.medal", "rate = 1\ngates = { medal = 'gold' } #!\n"}}) {
    const std::string mark = std::string(wrong.text).find("#!") == std::string::npos ? " #!" : "";
    expect_refused(kHead + "[[rules]]" + mark + "\nid = 'r'\n" + wrong.text, wrong);
  }
}

TEST(RulebookMistakes, OfRulesTogether) {
  const std::string versions =
      "[[versions]]\nid = 'a'\nto = 2026-06-30\n[[versions]]\nid = 'b'\nfrom = 2026-07-01\n";
  for (const Mistake& wrong : std::vector<Mistake>{
           {"duplicate_id", "rules[2].id", "version = 'a'\n[[rules]]\nid = 'r' #!\nrate = 2\n"},
           {"duplicate_id", "rules[2].id",
            "version = 'a'\n[[rules]]\nid = 'r' #!\nrate = 2\nversion = ['b', 'a']\n"},
           {"conflicting_keys", "rules[2].id",
            "version = 'a'\n[[rules]]\nid = 'r' #!\nrate = 2\nversion = 'b'\nquantity = 'hours'\n"},
           {"conflicting_keys", "rules[2].id",
            "version = 'a'\n[[rules]]\nid = 'r' #!\nrate = 2\nversion = 'b'\nkind = 'q'\n"
            "[[kinds]]\nid = 'p'\n[[kinds]]\nid = 'q'\n"},
           {"conflicting_keys", "rules[2].group",
            "group = 'g'\n[[rules]]\nid = 's'\nrate = 2\nkind = 'q'\ngroup = 'g' #!\n"
            "[[kinds]]\nid = 'p'\n[[kinds]]\nid = 'q'\n[[groups]]\nid = 'g'\n"},
           {"conflicting_keys", "rules[2].gates.rating",
            "[[rules]]\nid = 's'\nrate = 2\nmissed = 'o'\ngates = { rating = 2 } #!\n"
            "[[obligations]]\nid = 'o'\nper = 'week'\n"},
           {"bad_value", "rules[2].quantity",
            "[[rules]]\nid = 's'\nrate = 2\nmissed = 'o'\nquantity = 'hours' #!\n"
            "[[obligations]]\nid = 'o'\nper = 'week'\n"}})
    expect_refused(kHead + kRule + wrong.text + versions, wrong);
}

TEST(RulebookMistakes, OfLadders) {
  const std::string ladder = "[[ladders]]\nid = 'tier'\n";
  const std::string bands = "bands = [{ id = 'a', from = 1 }, { id = 'b', from = 2 }]\n";
  for (const Mistake& wrong : std::vector<Mistake>{
           {"conflicting_keys", "ladders[1].kind",
            "measure = 'hours'\nspan = 'year'\nkind = 'points' #!\n"},
           {"unknown_kind", "ladders[1].kind", "measure = 'balance'\nkind = 'coin' #!\n"},
           {"conflicting_keys", "ladders[1].span", "measure = 'balance'\nspan = 'year' #!\n"},
           {"conflicting_keys", "ladders[1].rules", "measure = 'balance'\nrules = 'r' #!\n"},
           {"unknown_rule", "ladders[1].rules[2]",
            "measure = 'hours'\nspan = 'year'\nrules = ['r', 's'] #!\n"},
           {"unknown_version", "ladders[1].version",
            "measure = 'hours'\nspan = 'year'\nversion = 'v' #!\n"},
           {"out_of_range", "ladders[1].repeat",
            "measure = 'hours'\nspan = 'year'\nrepeat = 0 #!\n"},
           {"conflicting_keys", "ladders[1].first",
            "measure = 'hours'\nspan = 'year'\nfirst = 3 #!\n"},
           {"conflicting_keys", "ladders[1].days",
            "measure = 'hours'\nspan = 'year'\ndays = 3 #!\n"},
           {"conflicting_keys", "ladders[1].gates.tier",
            "measure = 'hours'\nspan = 'year'\nfirst = 3\ngates = { tier = 'a' } #!\n"},
           {"unknown_band", "ladders[1].gates.other",
            "measure = 'hours'\nspan = 'year'\ngates = { other = 'z' } #!\n"},
           {"out_of_range", "ladders[1].gates.star",
            "measure = 'hours'\nspan = 'year'\ngates = { star = 3 } #!\n"},
           {"conflicting_keys", "ladders[1].gates.confirmed",
            "measure = 'hours'\nspan = 'year'\ngates = { confirmed = true } #!\n"}}) {
    const bool one = std::string(wrong.text).find("gates = { tier") != std::string::npos;
    expect_refused(kHead + kRule + ladder + wrong.text +
                       (one ? "bands = [{ id = 'a', from = 1 }]\n" : bands) +
                       "[[ladders]]\nid = 'other'\nmeasure = 'hours'\nspan = 'year'\n" + bands +
                       "[[ladders]]\nid = 'star'\nmeasure = 'hours'\nspan = 'year'\n" + bands,
                   wrong);
  }
  for (const char* taken : {"points", "balance_points", "weekly_met", "earned", "suspended"})
    expect_refused(kHead + kRule + "[[obligations]]\nid = 'weekly'\nper = 'week'\n[[ladders]]\n" +
                       "id = '" + taken + "' #!\nmeasure = 'hours'\nspan = 'year'\n" + bands,
                   {"bad_id", "ladders[1].id", ""});
  expect_refused(kHead + kRule + ladder +
                     "measure = 'hours'\nspan = 'year'\nrepeat = 5 #!\n"
                     "bands = [{ id = 'a', from = 1, to = 2 }]\n",
                 {"conflicting_keys", "ladders[1].repeat", ""});
}

TEST(RulebookMistakes, KeysInTheWrongTableAreToldWhereTheyStand) {
  for (const auto& [text, place] : std::vector<std::pair<std::string, std::string>>{
           {"expiry = { days = 1 }\n" + kRule, "it stands in [[kinds]]"},
           {"objections = 3\n" + kRule, "did you mean `objection`?"},
           {kRule + "measure = 'hours'\n", "it stands in [[ladders]]"},
           {kRule + "from = 2026-01-01\n", "it stands in [[versions]]"},
           {kRule + "absence = true\n", "known here: id, title, version"}})
    try {
      static_cast<void>(read(kHead + text));
      ADD_FAILURE() << text;
    } catch (const InputError& error) {
      EXPECT_NE(error.issues()[0].remedy.find(place), std::string::npos) << error.what();
    }
}

TEST(RulebookMistakes, AllTogether) {
  try {
    static_cast<void>(read(kHead + "close = -1\n" + kRule +
                           "caps = 4\nkind = 'x'\n[[rules]]\nid = 'r'\n" +
                           "[[ladders]]\nid = 'points'\n"));
    FAIL();
  } catch (const InputError& error) {
    // close, caps, kind, a second `r`, its rate, the ladder's id, measure, span, bands.
    EXPECT_EQ(error.total(), 9U) << error.what();
  }
}

TEST(Rulebook, VersionsByTheDay) {
  const Rulebook book = read(kHead + kRule +
                             "version = 'b'\n"
                             "[[versions]]\nid = 'a'\nfrom = 2026-01-01\nto = 2026-06-30\n"
                             "[[versions]]\nid = 'b'\nfrom = 2026-07-01\nto = 2026-12-31\n");
  const auto on = [&](const char* day) { return book.version_on(parse_day(day).value()); };
  EXPECT_EQ(on("2026-01-01"), "a");
  EXPECT_EQ(on("2026-06-30"), "a");
  EXPECT_EQ(on("2026-07-01"), "b");
  EXPECT_EQ(on("2026-12-31"), "b");
  EXPECT_EQ(on("2025-12-31"), "");
  EXPECT_EQ(book.version_index(parse_day("2027-01-01").value()), 2U);
  EXPECT_EQ(book.rules()[0].versions, (std::vector<std::size_t>{1}));
  EXPECT_EQ(read(kHead + kRule).version_index(parse_day("2026-01-01").value()), 0U);
}

TEST(Rulebook, LaddersInForceByTheDay) {
  const Rulebook book =
      read(kHead + "[[rules]]\nid = 'r'\nrate = 1\ngates = { star = 1 }\n" +
           "[[versions]]\nid = 'a'\nto = 2026-06-30\n[[versions]]\nid = 'b'\nfrom = 2026-07-01\n"
           "[[ladders]]\nid = 'tier'\nversion = 'a'\nmeasure = 'earned'\nspan = 'period'\n"
           "bands = [{ id = 'good', from = 10 }]\n"
           "[[ladders]]\nid = 'star'\nmeasure = 'hours'\nspan = 'lifetime'\n"
           "bands = [{ id = 'one', from = 100 }]\n"
           "[[ladders]]\nid = 'tier'\nversion = 'b'\nmeasure = 'earned'\nspan = 'period'\n"
           "bands = [{ id = 'good', from = 20 }]\n");
  const Rulebook before = book.in_force(parse_day("2026-06-30").value());
  const Rulebook after = book.in_force(parse_day("2026-12-31").value());
  EXPECT_EQ(book.ladders().size(), 3U);
  ASSERT_EQ(before.ladders().size(), 2U);
  EXPECT_EQ(before.ladder("tier")->bands[0].from, 10'000);
  EXPECT_EQ(after.ladder("tier")->bands[0].from, 20'000);
  EXPECT_EQ(before.rules()[0].gates.measures[0].ladder, 1U);
  EXPECT_EQ(after.rules()[0].gates.measures[0].ladder, 0U);
  EXPECT_EQ(after.ladders()[0].id, "star");
}

TEST(Rulebook, LaddersThatRepeat) {
  const Rulebook book =
      read(kHead + kRule +
           "[[ladders]]\nid = 'tier'\nmeasure = 'earned'\nspan = 'lifetime'\nrepeat = 2.5\n"
           "bands = [{ id = 'a', from = 10 }, { id = 'b', from = 20 }]\n");
  const Ladder& tier = *book.ladder("tier");
  EXPECT_EQ(band_of(tier, 9'999), 0U);
  EXPECT_EQ(band_of(tier, 19'999), 1U);
  EXPECT_EQ(band_of(tier, 20'000), 2U);
  EXPECT_EQ(band_of(tier, 22'499), 2U);
  EXPECT_EQ(band_of(tier, 22'500), 3U);
  EXPECT_EQ(band_of(tier, 120'000), 42U);
}

TEST(Rulebook, GatesAtALadderMeanItsBand) {
  const Rulebook book =
      read(kHead + "[[rules]]\nid = 'r'\nrate = 1\ngates = { star = 3, tier = 'a', hours = 2 }\n" +
           "[[ladders]]\nid = 'star'\nmeasure = 'hours'\nspan = 'rolling'\ndays = 90\nrepeat = 50\n"
           "bands = [{ id = 'one', from = 100 }]\n"
           "[[ladders]]\nid = 'tier'\nmeasure = 'services'\nspan = 'year'\n"
           "bands = [{ id = 'a', from = 7 }]\n");
  const std::vector<MeasureGate>& gates = book.rules()[0].gates.measures;
  ASSERT_EQ(gates.size(), 3U);
  EXPECT_EQ(gates[0].least, 7200);
  EXPECT_EQ(gates[0].span, LadderSpan::lifetime);
  EXPECT_EQ(gates[1].least, 200 * 3600) << "100 hours and two repetitions of 50";
  EXPECT_EQ(gates[1].days, 90);
  EXPECT_EQ(gates[2].least, 7);
  EXPECT_EQ(gates[2].span, LadderSpan::year);
}

TEST(Rulebook, KeepsAccountsWhereBalancesDiffer) {
  EXPECT_FALSE(read(kHead + kRule).keeps_accounts());
  EXPECT_FALSE(read(kHead + kRule + "[[kinds]]\nid = 'points'\n").keeps_accounts());
  for (const char* key : {"start = 5", "negative = false", "expiry = { days = 3 }",
                          "balance_cap = 5", "spend = {}", "donate = {}", "transfer = {}"})
    EXPECT_TRUE(read(kHead + kRule + "[[kinds]]\nid = 'points'\n" + key + "\n").keeps_accounts())
        << key;
  EXPECT_TRUE(read(kHead + kRule + "[[kinds]]\nid = 'a'\n[[kinds]]\nid = 'b'\n").keeps_accounts());
  EXPECT_TRUE(read(kHead + kRule + "account = 'beneficiary'\n").keeps_accounts());
  EXPECT_TRUE(read(kHead + kRule + "tags = 't'\n[[tags]]\nid = 't'\n").keeps_accounts());
  EXPECT_TRUE(read(kHead + kRule + "[[ladders]]\nid = 'tier'\nmeasure = 'balance'\n" +
                   "bands = [{ id = 'a', from = 1 }]\n")
                  .keeps_accounts());
}

}  // namespace rulebook_mistakes_test
