// turnout/config.hpp -- how the library is compiled and which version it is.
//
// turnout works header-only (include it, nothing to link) or compiled (link
// turnout::compiled, which defines TURNOUT_COMPILED). The two live in inline
// namespaces of different names, so that a program which mixes them by accident
// fails to link instead of breaking the one-definition rule in silence.
//
// In `x.hpp` a function is declared; `detail/x.ipp` defines it as TURNOUT_INLINE;
// `src/<layer>.cpp` instantiates the .ipp files of a layer for the compiled library.
#pragma once

#define TURNOUT_VERSION_MAJOR 0
#define TURNOUT_VERSION_MINOR 1
#define TURNOUT_VERSION_PATCH 0
#define TURNOUT_VERSION "0.1.0"

#ifdef TURNOUT_COMPILED
#define TURNOUT_ABI v0
#define TURNOUT_INLINE
#else
#define TURNOUT_ABI v0_header_only
#define TURNOUT_INLINE inline
#endif
