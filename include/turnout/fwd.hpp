// turnout/fwd.hpp -- every public type, declared.
//
// For headers that only name a type. Ids are enum classes, so a member handed over as a
// need does not compile. A contract test keeps this list whole.
#pragma once

#include <cstdint>

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {

// model: values
enum class BranchId : std::uint32_t;
enum class CalendarId : std::uint32_t;
enum class ColumnType : std::uint8_t;
enum class MemberId : std::uint32_t;
enum class NeedId : std::uint32_t;
enum class PinKind : std::uint8_t;
enum class ProfileId : std::uint32_t;
enum class Reason : std::uint8_t;
enum class RoleId : std::uint32_t;
enum class SkillId : std::uint32_t;
enum class Status : std::uint8_t;
enum class WordId : std::uint32_t;
struct Asked;
struct Assignment;
struct Availability;
struct Branches;
struct CellError;
class Column;
struct CostParts;
class Error;
struct FreeTime;
struct Holding;
struct Inexact;
class InputError;
struct InstantOrError;
struct Interval;
struct Issue;
class IssueCollector;
class LimitError;
struct LocalLookup;
struct MemberLoad;
struct Members;
struct MostSeats;
struct GivenBits;
struct NamedColumn;
struct Needs;
struct OffsetSpan;
struct ParsedTime;
struct PastService;
struct Pin;
struct Place;
class Plan;
struct PlanData;
struct Policy;
class Problem;
struct ProblemOptions;
struct Progress;
class RangeError;
struct RoleText;
struct Roles;
struct RuleCounts;
class Sha256;
struct SkillText;
struct StageTime;
class Table;
struct TableHash;
struct Tables;
struct Terms;
class Texts;
struct TimeError;
struct TimeOrError;
class TimeZone;
class Turns;
struct Unfilled;
class Watch;
class ZoneShelf;
template <class T>
struct Parsed;
template <class T>
class Rows;

// verify: the independent checker
struct Claim;
struct Finding;
struct PlanRow;
struct Verdict;
struct VerifyOptions;

// generate: seeded cities
struct AroundOptions;
struct City;
struct CityOptions;
struct History;
struct HistoryOptions;
class Random;

// eligibility: rules and candidates
struct Candidate;
struct CandidateOptions;
class Candidates;
class Clash;
struct MemberLimits;
struct PairCost;
class RoleView;
class Rules;

// solve: flow and plan
enum class Goal : std::uint8_t;
enum class Sense : std::uint8_t;
struct Bound;
class Draft;
struct FlowChange;
struct FlowCounters;
struct FlowGroups;
struct FlowNetwork;
struct FlowProblem;
struct FlowResult;
struct FlowSolution;
struct FlowStats;
struct Forced;
struct LimitNode;
struct Load;
struct Must;
struct NewMember;
struct NewNeed;
struct PlanNetwork;
class Repair;
struct RepairChange;
struct SeatCut;
struct SeatValue;
struct Shape;
struct SolveOptions;
struct UsedPair;
template <class T>
struct OneOrEach;

// explain: reasons and findings
struct PlanChange;
struct WhyNot;

// points: services, rulebooks, standings
enum class AuditKind : std::uint8_t;
enum class LadderSpan : std::uint8_t;
enum class LedgerTable : std::uint8_t;
enum class Measure : std::uint8_t;
enum class Movement : std::uint8_t;
enum class NoPoints : std::uint8_t;
enum class Quantity : std::uint8_t;
enum class Reach : std::uint8_t;
enum class Refusal : std::uint8_t;
enum class ServiceField : std::uint8_t;
enum class Suspension : std::uint8_t;
struct AccountEntry;
class Accounts;
struct Appended;
struct AsOf;
class Audit;
struct AuditFinding;
struct AuditOptions;
struct AuditThreshold;
struct Band;
struct Cap;
class Caption;
struct CarryOver;
struct Condition;
struct Conversion;
struct DailyTable;
class DryRun;
struct Event;
class Events;
class Ids;
struct Expiry;
struct Gates;
struct Ladder;
struct LateChange;
struct LateEntry;
class Ledger;
struct LedgerBatch;
struct LedgerHead;
class LedgerKeeper;
struct LedgerRecord;
struct LedgerTables;
struct LedgerVerdict;
struct MeasureGate;
struct Membership;
struct Obligation;
struct Period;
struct PersonFile;
struct PointBand;
struct PointGroup;
struct PointKind;
struct PointRule;
struct PointTag;
struct RateTable;
struct ReportSpan;
struct ReportTables;
struct Rounding;
struct RuleTree;
struct RuleVersion;
class Rulebook;
struct ScoreOptions;
class Services;
class Standing;
struct StandingRow;
struct Sums;
struct ThreeLedgers;
struct UnitFeedback;
struct UnitRow;
struct Use;

// io: files and pages
namespace io {
enum class LedgerAccess : std::uint8_t;
enum class NameMask : std::uint8_t;
enum class TableForm : std::uint8_t;
class CsvWriter;
struct LedgerOptions;
struct NoticeOptions;
struct PageOptions;
struct ReadOptions;
struct ReportPageOptions;
struct WriteOptions;
}  // namespace io

}  // namespace turnout::inline TURNOUT_ABI
