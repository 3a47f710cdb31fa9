// A unit that includes the umbrella and nothing else: what clang-tidy reads of the headers.
#include <turnout/turnout.hpp>
