#include "download.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

_Static_assert(DOWNLOAD_PROBLEM_SIZE >= CURL_ERROR_SIZE, "libcurl writes its messages there");

// The functions of libcurl that are used, with the types that its header gives them.
typedef struct {
  __typeof__(&curl_easy_init) init;
  __typeof__(&curl_easy_setopt) set;
  __typeof__(&curl_easy_perform) perform;
  __typeof__(&curl_easy_getinfo) get;
  __typeof__(&curl_easy_strerror) describe;
  __typeof__(&curl_easy_cleanup) cleanup;
} curl_functions;

static bool load(curl_functions *curl) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) return false;
  curl->init = (__typeof__(curl->init))dlsym(library, "curl_easy_init");
  curl->set = (__typeof__(curl->set))dlsym(library, "curl_easy_setopt");
  curl->perform = (__typeof__(curl->perform))dlsym(library, "curl_easy_perform");
  curl->get = (__typeof__(curl->get))dlsym(library, "curl_easy_getinfo");
  curl->describe = (__typeof__(curl->describe))dlsym(library, "curl_easy_strerror");
  curl->cleanup = (__typeof__(curl->cleanup))dlsym(library, "curl_easy_cleanup");
  return curl->init && curl->set && curl->perform && curl->get && curl->describe && curl->cleanup;
}

typedef struct {
  const download_request *request;
  curl_functions curl;
  CURL *handle;
  bool stopped;
} transfer;

static size_t receive(char *bytes, size_t size, size_t count, void *context) {
  transfer *transfer = context;
  const download_request *request = transfer->request;
  curl_off_t rest = -1;
  transfer->curl.get(transfer->handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &rest);
  int64_t total = rest < 0 ? -1 : (int64_t)request->offset + rest;
  if (request->receive(request->context, (const uint8_t *)bytes, size * count, total)) {
    return size * count;
  }
  transfer->stopped = true;
  return 0;
}

static void configure(transfer *transfer, char *problem) {
  CURL *handle = transfer->handle;
  __typeof__(&curl_easy_setopt) set = transfer->curl.set;
  set(handle, CURLOPT_URL, transfer->request->url);
  set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  set(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  set(handle, CURLOPT_FOLLOWLOCATION, 1L);
  set(handle, CURLOPT_MAXREDIRS, 5L);
  set(handle, CURLOPT_FAILONERROR, 1L);
  set(handle, CURLOPT_RESUME_FROM_LARGE, (curl_off_t)transfer->request->offset);
  set(handle, CURLOPT_CONNECTTIMEOUT, 20L);
  // Less than a byte a second for half a minute is nothing.
  set(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(handle, CURLOPT_LOW_SPEED_TIME, 30L);
  set(handle, CURLOPT_NOSIGNAL, 1L);
  set(handle, CURLOPT_USERAGENT, "notebook");
  set(handle, CURLOPT_ERRORBUFFER, problem);
  set(handle, CURLOPT_WRITEFUNCTION, receive);
  set(handle, CURLOPT_WRITEDATA, transfer);
}

static download_status outcome(const transfer *transfer, CURLcode code) {
  long status = 0;
  transfer->curl.get(transfer->handle, CURLINFO_RESPONSE_CODE, &status);
  if (transfer->stopped) return DOWNLOAD_STOPPED;
  if (code == CURLE_OK) return DOWNLOAD_FINISHED;
  const long range_not_satisfiable = 416;
  bool no_range = code == CURLE_RANGE_ERROR || status == range_not_satisfiable;
  return transfer->request->offset > 0 && no_range ? DOWNLOAD_NOT_RESUMABLE : DOWNLOAD_FAILED;
}

download_status download_file(
  const download_request *request, char problem[DOWNLOAD_PROBLEM_SIZE]) {
  transfer transfer = {.request = request};
  if (!load(&transfer.curl)) {
    snprintf(problem, DOWNLOAD_PROBLEM_SIZE, "libcurl.so.4 is needed to download anything");
    return DOWNLOAD_FAILED;
  }
  transfer.handle = transfer.curl.init();
  if (!transfer.handle) {
    snprintf(problem, DOWNLOAD_PROBLEM_SIZE, "libcurl cannot be used");
    return DOWNLOAD_FAILED;
  }
  problem[0] = '\0';
  configure(&transfer, problem);
  CURLcode code = transfer.curl.perform(transfer.handle);
  if (!problem[0]) {
    snprintf(problem, DOWNLOAD_PROBLEM_SIZE, "%s", transfer.curl.describe(code));
  }
  download_status status = outcome(&transfer, code);
  transfer.curl.cleanup(transfer.handle);
  return status;
}
