# The warnings that our own sources compile under; never part of what is installed.
add_library(turnout_warnings INTERFACE)
target_compile_options(turnout_warnings INTERFACE
  $<$<CXX_COMPILER_ID:GNU,Clang,AppleClang>:
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow
    $<$<BOOL:${TURNOUT_WERROR}>:-Werror>>
  $<$<CXX_COMPILER_ID:MSVC>:/W4 $<$<BOOL:${TURNOUT_WERROR}>:/WX>>)
