// The compiled half of the layer points: what its headers declare.
#include <turnout/points/detail/accounts.ipp>
#include <turnout/points/detail/audit.ipp>
#include <turnout/points/detail/card.ipp>
#include <turnout/points/detail/dry_run.ipp>
#include <turnout/points/detail/ledger.ipp>
#include <turnout/points/detail/period.ipp>
#include <turnout/points/detail/report_daily.ipp>
#include <turnout/points/detail/report_ledgers.ipp>
#include <turnout/points/detail/report_person.ipp>
#include <turnout/points/detail/report_units.ipp>
#include <turnout/points/detail/rulebook.ipp>
#include <turnout/points/detail/sentences.ipp>
#include <turnout/points/detail/services.ipp>
#include <turnout/points/detail/standing.ipp>
#include <turnout/points/detail/standing_entries.ipp>
#include <turnout/points/detail/standing_tables.ipp>
