# cmake -DCXX= -DROOT= -DFILE= -P must_not_compile.cmake
#
# A file holds right lines and, under `#if WRONG == n`, wrong ones. As it is it must
# compile, so that no case can rot; with each WRONG it must not.
cmake_minimum_required(VERSION 3.25)

function(compiles wrong result)
  execute_process(
    COMMAND "${CXX}" -std=c++20 -fsyntax-only -DTURNOUT_COMPILED "-DWRONG=${wrong}"
      "-I${ROOT}/include" "${FILE}"
    RESULT_VARIABLE code ERROR_VARIABLE errors)
  if(code EQUAL 0)
    set(${result} TRUE PARENT_SCOPE)
  else()
    set(${result} FALSE PARENT_SCOPE)
  endif()
  set(errors "${errors}" PARENT_SCOPE)
endfunction()

compiles(0 right)
if(NOT right)
  message(FATAL_ERROR "${FILE} does not compile without its wrong lines:\n${errors}")
endif()
file(STRINGS "${FILE}" cases REGEX "^#if WRONG == [0-9]+")
if(NOT cases)
  message(FATAL_ERROR "${FILE} has no `#if WRONG == n`")
endif()
foreach(case IN LISTS cases)
  string(REGEX MATCH "[0-9]+" wrong "${case}")
  compiles(${wrong} right)
  if(right)
    message(SEND_ERROR "${FILE}: compiles with WRONG=${wrong}, and must not")
  endif()
endforeach()
