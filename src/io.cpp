// The compiled half of the layer io: what its headers declare.
#include <turnout/io/detail/candidate_table.ipp>
#include <turnout/io/detail/csv.ipp>
#include <turnout/io/detail/files.ipp>
#include <turnout/io/detail/ledger_file.ipp>
#include <turnout/io/detail/notice.ipp>
#include <turnout/io/detail/page.ipp>
#include <turnout/io/detail/plan_tables.ipp>
#include <turnout/io/detail/read.ipp>
#include <turnout/io/detail/receipt.ipp>
#include <turnout/io/detail/report_pages.ipp>
#include <turnout/io/detail/write.ipp>
