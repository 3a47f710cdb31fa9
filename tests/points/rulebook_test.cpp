// Rulebooks: what is read, what is refused with its key path, and how a rule sounds in words.
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/model/error.hpp>
#include <turnout/points/sentences.hpp>

#include "points/trees.hpp"

namespace rulebook_test {

using namespace turnout;
using namespace turnout::testing;

Keys band(const char* id, RuleTree from) { return Keys().add("id", id).add("from", from); }
Keys ladder(const std::vector<Keys>& bands, const char* measure = "services") {
  return Keys().add("id", "tier").add("measure", measure).add("span", "period").add("bands", bands);
}
Keys with_ladder(const std::vector<Keys>& bands, const char* measure = "services") {
  return book_of({plain_rule()}).add("ladders", std::vector<Keys>{ladder(bands, measure)});
}

struct Refused {
  const char* what;
  Keys book;
  const char* code;
  const char* path;
};

std::vector<Refused> refused() {
  const Keys rule = plain_rule();
  const auto one = [&](const Keys& r) { return book_of({r}); };
  const auto caps = [&](const char* key, const Keys& value) {
    return one(plain_rule().add(key, value));
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  return {
      {"no format", Keys().add("name", "x").add("rules", std::vector{rule}), "missing_key",
       "format"},
      {"another format", book_of({rule}).set("format", leaf("turnout-rulebook/2")), "bad_format",
       "format"},
      {"no name", Keys().add("format", "turnout-rulebook/1").add("rules", std::vector{rule}),
       "missing_key", "name"},
      {"a blank name", book_of({rule}).set("name", leaf("  ")), "bad_value", "name"},
      {"no rules", Keys().add("format", "turnout-rulebook/1").add("name", "x"), "missing_key",
       "rules"},
      {"an empty list of rules", book_of({}), "missing_key", "rules"},
      {"rules as a table",
       Keys().add("format", "turnout-rulebook/1").add("name", "x").add("rules", rule), "wrong_type",
       "rules"},
      {"an unknown key", book_of({rule}).add("titel", "x"), "unknown_key", "titel"},
      {"a key of a kind at the head", book_of({rule}).add("expiry", Keys().add("months", 12)),
       "unknown_key", "expiry"},
      {"a rule without id", one(Keys().add("rate", 1)), "missing_key", "rules[1].id"},
      {"a rule without rate", one(Keys().add("id", "r")), "missing_key", "rules[1].rate"},
      {"an id with blanks", one(Keys().add("id", "a b").add("rate", 1)), "bad_id", "rules[1].id"},
      {"two rules of one id", book_of({rule, rule}), "duplicate_id", "rules[2].id"},
      {"a rate of four decimals", one(Keys().add("id", "r").add("rate", 0.1234)), "too_precise",
       "rules[1].rate"},
      {"a rate in words", one(Keys().add("id", "r").add("rate", "one")), "wrong_type",
       "rules[1].rate"},
      {"a rate that is no number", one(Keys().add("id", "r").add("rate", nan)), "out_of_range",
       "rules[1].rate"},
      {"a rate beyond a million", one(Keys().add("id", "r").add("rate", 2000000)), "out_of_range",
       "rules[1].rate"},
      {"points per nothing",
       one(Keys().add("id", "r").add("rate", Keys().add("points", 1).add("per", 0))),
       "out_of_range", "rules[1].rate.per"},
      {"a cap without a period", one(plain_rule().add("caps", 5)), "no_period", "rules[1].caps"},
      {"a cap below zero", caps("caps", Keys().add("day", -1)), "out_of_range",
       "rules[1].caps.day"},
      {"a floor above zero", caps("floors", Keys().add("day", 1)), "out_of_range",
       "rules[1].floors.day"},
      {"a cap over a fortnight", caps("caps", Keys().add("fortnight", 1)), "unknown_key",
       "rules[1].caps.fortnight"},
      {"half an occasion", caps("quantity_caps", Keys().add("day", 0.5)), "too_precise",
       "rules[1].quantity_caps.day"},
      {"an unknown quantity", one(plain_rule().add("quantity", "days")), "bad_value",
       "rules[1].quantity"},
      {"a step of zero", caps("round", Keys().add("step", 0)), "out_of_range",
       "rules[1].round.step"},
      {"an unknown rounding", caps("round", Keys().add("mode", "half-even")), "bad_value",
       "rules[1].round.mode"},
      {"a group that is not there", one(plain_rule().add("group", "g")), "unknown_group",
       "rules[1].group"},
      {"a match on nothing", caps("match", Keys().add("kind", texts({}))), "bad_value",
       "rules[1].match.kind"},
      {"a gate that is no yes or no", caps("gates", Keys().add("confirmed", 1)), "wrong_type",
       "rules[1].gates.confirmed"},
      {"a language that is not listed", book_of({rule}).add("title", Keys().add("fr", "x")),
       "unknown_language", "title.fr"},
      {"a period of a decade", book_of({rule}).add("period", "decade"), "bad_value", "period"},
      {"no measure",
       book_of({rule}).add("ladders",
                           std::vector{Keys()
                                           .add("id", "tier")
                                           .add("span", "period")
                                           .add("bands", std::vector{band("a", leaf(1))})}),
       "missing_key", "ladders[1].measure"},
      {"a balance over a period", with_ladder({band("a", leaf(1))}, "balance"), "conflicting_keys",
       "ladders[1].span"},
      {"a ladder without bands", with_ladder({}), "bad_value", "ladders[1].bands"},
      {"bands that overlap", with_ladder({band("a", leaf(4)).add("to", 9), band("b", leaf(8))}),
       "bands_overlap", "ladders[1].bands[2].from"},
      {"bands with a hole", with_ladder({band("a", leaf(4)).add("to", 6), band("b", leaf(8))}),
       "bands_hole", "ladders[1].bands[2].from"},
      {"a band that ends before it starts", with_ladder({band("a", leaf(4)).add("to", 4)}),
       "bands_overlap", "ladders[1].bands[1].to"},
      {"half a service", with_ladder({band("a", leaf(1.5))}), "too_precise",
       "ladders[1].bands[1].from"},
      {"a ladder named as a column",
       book_of({rule}).add("ladders",
                           std::vector{Keys()
                                           .add("id", "points")
                                           .add("measure", "hours")
                                           .add("span", "year")
                                           .add("bands", std::vector{band("a", leaf(1))})}),
       "bad_id", "ladders[1].id"},
  };
}

TEST(Rulebook, RefusesEachMistakeWithItsKeyPath) {
  for (const Refused& wrong : refused()) {
    try {
      static_cast<void>(make_rulebook(wrong.book.tree(), "book.toml"));
      ADD_FAILURE() << wrong.what << " was accepted";
    } catch (const InputError& error) {
      ASSERT_EQ(error.total(), 1U) << wrong.what << "\n" << error.what();
      const Issue& issue = error.issues().front();
      EXPECT_EQ(issue.code, wrong.code) << wrong.what;
      EXPECT_EQ(issue.column, wrong.path) << wrong.what;
      EXPECT_EQ(issue.table, "book.toml");
      EXPECT_FALSE(issue.message.empty() || issue.remedy.empty()) << wrong.what;
    }
  }
}

TEST(Rulebook, ReportsAllMistakesTogetherAndSaysWhatWasMeant) {
  const RuleTree tree = book_of({plain_rule().add("quantiy", "hours"), Keys().add("id", "B")})
                            .add("nmae", "x")
                            .tree();
  try {
    static_cast<void>(make_rulebook(tree));
    FAIL();
  } catch (const InputError& error) {
    ASSERT_EQ(error.total(), 4U) << error.what();
    EXPECT_NE(std::string(error.what()).find("did you mean `quantity`?"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("did you mean `name`?"), std::string::npos);
  }
}

TEST(Rulebook, TreesOfAnyShapeAreRefusedNotFollowed) {
  for (const RuleTree& tree : {leaf(3), leaf("x"), texts({"a"}), RuleTree{}}) {
    EXPECT_THROW(static_cast<void>(make_rulebook(tree)), InputError);
    EXPECT_THROW(static_cast<void>(make_rulebook(book_of({}).set("rules", tree).tree())),
                 InputError);
    EXPECT_THROW(
        static_cast<void>(make_rulebook(book_of({plain_rule().set("rate", texts({"a"}))}).tree())),
        InputError);
  }
}

TEST(Rulebook, BandsAreHalfOpenAndFollowOnEachOther) {
  const Rulebook book =
      make_rulebook(with_ladder({band("a", leaf(4)), band("b", leaf(8)).add("to", 12)}).tree());
  const Ladder& tier = *book.ladder("tier");
  EXPECT_EQ(band_of(tier, 3), 0U);
  EXPECT_EQ(band_of(tier, 4), 1U);
  EXPECT_EQ(band_of(tier, 7), 1U);
  EXPECT_EQ(band_of(tier, 8), 2U);
  EXPECT_EQ(band_of(tier, 11), 2U);
  EXPECT_EQ(band_of(tier, 12), 0U);
  EXPECT_EQ(book.ladder("star"), nullptr);
}

TEST(Rulebook, SaysItsRulesInWords) {
  Keys book = book_of({Keys()
                           .add("id", "meetings")
                           .add("match", Keys().add("kind", texts({"meeting", "lecture"})))
                           .add("gates", Keys().add("confirmed", true))
                           .add("quantity", "hours")
                           .add("quantity_caps", Keys().add("activity", 2))
                           .add("rate", Keys().add("points", 60).add("per", 50))
                           .add("round", Keys().add("step", 0.5).add("per", "day"))
                           .add("caps", Keys().add("year", 12).add("day", 4))
                           .add("group", "g")});
  book.add("groups", std::vector{Keys().add("id", "g").add("caps", Keys().add("year", 20))});
  const Rulebook read = make_rulebook(book.tree());
  const std::vector<std::string> en = sentences(read, "en");
  ASSERT_EQ(en.size(), 5U);
  EXPECT_EQ(
      en[0],
      "meetings: 60 points for each 50 hours; only kind meeting or lecture; counts once "
      "someone other than the member has confirmed it; at most 2 h counted an activity; summed "
      "over a day, then rounded down to a multiple of 0.5 points; at most 4 points a day; at "
      "most 12 points a year.");
  EXPECT_EQ(en[1], "g (meetings) together; at most 20 points a year.");
  EXPECT_EQ(sentences(read, "zh").size(), 5U);
  EXPECT_THROW(static_cast<void>(sentences(read, "fr")), InputError);
}

TEST(Rulebook, NumbersInWords) {
  EXPECT_EQ(points_text(0), "0");
  EXPECT_EQ(points_text(1200), "1.2");
  EXPECT_EQ(points_text(-500), "-0.5");
  EXPECT_EQ(points_text(12'000'001), "12000.001");
  EXPECT_EQ(length_text(9000, "en"), "2 h 30 min");
  EXPECT_EQ(length_text(1, "en"), "1 s");
  EXPECT_EQ(length_text(0, "zh"), "0 小时");
}

}  // namespace rulebook_test
