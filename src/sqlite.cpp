// turnout::sqlite, the one unit that sees SQLite.
#include <turnout/io/detail/sqlite.ipp>
