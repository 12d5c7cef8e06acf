# Shared libraries from .cu files, where nvcc is found and works; without it all else builds as ever.
#   -DNVCC=OFF          as if it were not there
#   add_cuda_library(TARGET [LIBRARIES cublas ..] SOURCES a.cu ..)   build/libTARGET.so, if HEED_CUDA is true
# What uses one is given its path, and loads it with dlopen: neither CUDA nor a driver is needed to build or start.

set(HEED_CUDA_ARCHITECTURES "75;80;90" CACHE STRING "cards to compile for: 75 (T4), 80 (A100, also RTX 30 and 40), 90 (H100)")
find_program(NVCC nvcc HINTS $ENV{CUDA_HOME}/bin /usr/local/cuda/bin)

# Sets `flags` to what nvcc is called with: for each card that it knows, and for newer ones code that their driver
# finishes (PTX, of the newest in the list).
function(nvcc_flags flags)
  execute_process(COMMAND ${NVCC} --list-gpu-arch OUTPUT_VARIABLE known ERROR_QUIET)
  set(result -std=c++17 -O3 -lineinfo -I${PROJECT_SOURCE_DIR} -Xcompiler=-fPIC,-Wall,-Wextra)
  foreach(card ${HEED_CUDA_ARCHITECTURES})
    if(known MATCHES "compute_${card}[ \r\n]")
      list(APPEND result -gencode=arch=compute_${card},code=sm_${card})
      set(newest ${card})
    endif()
  endforeach()
  if(newest)
    list(APPEND result -gencode=arch=compute_${newest},code=compute_${newest})
  endif()
  if(HEED_WERROR)
    list(APPEND result -Werror=all-warnings)
  endif()
  set(${flags} ${result} PARENT_SCOPE)
endfunction()

# Sets HEED_CUDA: whether nvcc makes a small library that uses cuBLAS. Tried again when nvcc or the compiler changes.
function(try_nvcc)
  set(mark "${NVCC} ${CMAKE_CXX_COMPILER} ${CMAKE_CXX_COMPILER_VERSION} ${HEED_CUDA_ARCHITECTURES}")
  if(HEED_CUDA AND mark STREQUAL HEED_CUDA_TRIED)
    return()
  endif()
  set(folder ${PROJECT_BINARY_DIR}/CMakeFiles/try_nvcc)
  file(WRITE ${folder}/try.cu "#include <cublas_v2.h>\n#include <string>\n__global__ void nothing() {}\n"
                              "extern \"C\" int start(cublasHandle_t* h) { nothing<<<1, 1>>>(); return int(cublasCreate(h)); }\n")
  nvcc_flags(flags)
  set(why "")
  foreach(compiler ${CMAKE_CXX_COMPILER} "") # ours; if it is too new for nvcc, the one that nvcc finds itself
    set(host)
    if(compiler)
      set(host -ccbin ${compiler})
    endif()
    execute_process(COMMAND ${NVCC} ${host} ${flags} -shared try.cu -o try.so -lcublas WORKING_DIRECTORY ${folder}
                    RESULT_VARIABLE code OUTPUT_VARIABLE said ERROR_VARIABLE said)
    if(code EQUAL 0)
      set(HEED_CUDA ON CACHE INTERNAL "nvcc and cuBLAS work")
      set(HEED_CUDA_HOST "${host}" CACHE INTERNAL "which C++ compiler nvcc uses")
      set(HEED_CUDA_TRIED "${mark}" CACHE INTERNAL "with what they were tried")
      return()
    endif()
    string(REGEX MATCH "[^\n]*(error|cannot|fatal|No such)[^\n]*" line "${said}")
    if(NOT why)
      set(why "${line}")
    endif()
  endforeach()
  set(HEED_CUDA OFF CACHE INTERNAL "nvcc and cuBLAS work")
  message(STATUS "${NVCC} does not make a library (${why}): matrix products on a GPU are off")
endfunction()

if(HEED_SANITIZE)
  set(HEED_CUDA OFF CACHE INTERNAL "nvcc and cuBLAS work")
  message(STATUS "under the sanitizers matrix products on a GPU are off: CUDA's libraries alarm them")
elseif(NVCC)
  try_nvcc()
else()
  set(HEED_CUDA OFF CACHE INTERNAL "nvcc and cuBLAS work")
  message(STATUS "nvcc is not here (NVIDIA's CUDA toolkit): matrix products on a GPU are off")
endif()

function(add_cuda_library target)
  if(NOT HEED_CUDA)
    return()
  endif()
  cmake_parse_arguments(cuda "" "" "SOURCES;LIBRARIES" ${ARGN})
  nvcc_flags(flags)
  set(library ${PROJECT_BINARY_DIR}/lib${target}.so)
  get_filename_component(toolkit ${NVCC} REALPATH)
  get_filename_component(toolkit ${toolkit}/../.. ABSOLUTE)
  foreach(source ${cuda_SOURCES})
    get_filename_component(source ${source} ABSOLUTE BASE_DIR ${PROJECT_SOURCE_DIR})
    get_filename_component(name ${source} NAME_WE)
    set(object ${PROJECT_BINARY_DIR}/CMakeFiles/${target}.dir/${name}.o)
    add_custom_command(
      OUTPUT ${object} DEPENDS ${source} DEPFILE ${object}.d
      COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/CMakeFiles/${target}.dir
      COMMAND ${NVCC} ${HEED_CUDA_HOST} ${flags} -MD -MF ${object}.d -c ${source} -o ${object}
      COMMENT "nvcc: ${target}/${name}" VERBATIM)
    list(APPEND objects ${object})
  endforeach()
  list(TRANSFORM cuda_LIBRARIES PREPEND -l)
  add_custom_command(
    OUTPUT ${library} DEPENDS ${objects}
    COMMAND ${NVCC} ${HEED_CUDA_HOST} -shared ${objects} -o ${library} ${cuda_LIBRARIES}
            -Xlinker=-rpath,${toolkit}/lib64 -Xlinker=--no-undefined
    COMMENT "nvcc: lib${target}.so" VERBATIM)
  add_custom_target(${target} ALL DEPENDS ${library})
endfunction()
