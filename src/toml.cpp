// turnout::toml, the one unit that sees toml++.
#include <turnout/io/detail/toml.ipp>
