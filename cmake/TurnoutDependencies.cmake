# Boost's headers and nlohmann-json: from the system where it has them, else from the
# PyPI packages boost-headers and nlohmann-json, whose folders Python tells. Both
# functions end with an imported target or with one error that says what to install.

# turnout_find_headers(TARGET CONFIG_PACKAGE VERSION HEADER PYPI_MODULE HINT)
function(turnout_find_headers target package version header module hint)
  if(TARGET ${target})
    return()
  endif()
  find_package(${package} ${version} CONFIG QUIET GLOBAL)
  if(TARGET ${target})
    message(STATUS "${target}: ${package} ${${package}_VERSION} of the system")
    return()
  endif()

  # A module's folder without importing it: the package may need others that are not there.
  if(NOT Python_EXECUTABLE)
    find_package(Python COMPONENTS Interpreter QUIET)
  endif()
  set(folder "")
  if(Python_EXECUTABLE)
    execute_process(
      COMMAND "${Python_EXECUTABLE}" -c
        "import importlib.util as u; s = u.find_spec('${module}'); print(s.submodule_search_locations[0] if s else '')"
      OUTPUT_VARIABLE folder OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  endif()
  # Not cached: pip's build environment has another path every time.
  find_path(include_dir "${header}" HINTS "${folder}/include" NO_CACHE)
  if(NOT include_dir)
    message(FATAL_ERROR "turnout needs <${header}>: ${hint}.")
  endif()
  message(STATUS "${target}: ${include_dir}")
  add_library(${target} INTERFACE IMPORTED GLOBAL)
  target_include_directories(${target} SYSTEM INTERFACE "${include_dir}")
endfunction()

function(turnout_find_boost)
  turnout_find_headers(Boost::headers Boost 1.74 boost/version.hpp boost_headers
    "install libboost-dev (Debian) or boost-headers (pip), 1.74 or newer")
endfunction()

function(turnout_find_nlohmann_json)
  turnout_find_headers(nlohmann_json::nlohmann_json nlohmann_json 3.11 nlohmann/json.hpp
    nlohmann_json "install nlohmann-json3-dev (Debian) or nlohmann-json (pip), 3.11 or newer")
endfunction()
