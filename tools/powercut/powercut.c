/* Watches what a process does to some files, for tests of what a power cut or a bad disk leaves. Loaded with LD_PRELOAD.
 *
 * POWERCUT_WATCH  the beginning of the paths to watch, such as /tmp/x/polls.db (its -wal and -journal too; -shm is memory, not disk)
 * POWERCUT_LOG    where each change is noted, in the order in which it was asked for
 * POWERCUT_TROUBLE a folder: while it holds a file called full, readonly or slow, the disk is that
 *
 * One record: kind (1 byte), length of the path (1), two spare, length of the data (4), offset (8), then the path's rest and the data.
 * Kinds: c made, w written, s synced, t cut to the offset, u removed, r renamed (data: the new path), d folder synced, a acknowledged.
 * A lock is held over each change and its note, so that nothing counts as synced that came after the sync began.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES 4096
static char *watched[FILES]; /* descriptor → the path's rest; "/" for the folder */
static const char *watch, *trouble;
static int record = -1;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
  watch = getenv("POWERCUT_WATCH");
  trouble = getenv("POWERCUT_TROUBLE");
  const char *log = getenv("POWERCUT_LOG");
  if (log) record = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void note(char kind, const char *path, uint64_t at, const void *data, uint32_t length) {
  if (record < 0) return;
  struct { char kind; uint8_t path; uint16_t spare; uint32_t length; uint64_t at; } head = {kind, (uint8_t)strlen(path), 0, length, at};
  struct iovec parts[3] = {{&head, sizeof head}, {(void *)path, head.path}, {(void *)data, length}};
  if (writev(record, parts, 3) < 0) abort();
}

void powercut_acknowledged(uint64_t number) {
  pthread_mutex_lock(&turn);
  note('a', "", number, "", 0);
  pthread_mutex_unlock(&turn);
}

static int is(const char *name) {
  char path[512];
  struct stat found;
  if (!trouble) return 0;
  snprintf(path, sizeof path, "%s/%s", trouble, name);
  return syscall(SYS_newfstatat, AT_FDCWD, path, &found, 0) == 0;
}

static int in_trouble(void) { return is("full") ? ENOSPC : is("readonly") ? EROFS : 0; }

static const char *rest_of(const char *path) {
  if (!watch || !path) return NULL;
  size_t length = strlen(watch), here = strlen(path);
  if (here >= 4 && strcmp(path + here - 4, "-shm") == 0) return NULL;
  if (here >= 5 && strcmp(path + here - 5, ".lock") == 0) return NULL;
  if (strncmp(path, watch, length) == 0) return path + length;
  const char *slash = strrchr(watch, '/');
  size_t folder = slash ? (size_t)(slash - watch) : 0;
  return folder && strncmp(path, watch, folder) == 0 && (path[folder] == 0 || strcmp(path + folder, "/") == 0) ? "/" : NULL;
}

static const char *of(int file) { return file >= 0 && file < FILES ? watched[file] : NULL; }

static int opened(const char *path, int flags, int mode) {
  const char *rest = rest_of(path);
  struct stat found;
  int fresh = 0, file;
  if (rest && *rest != '/' && (flags & (O_WRONLY | O_RDWR)) && is("readonly")) { errno = EROFS; return -1; }
  if (rest) pthread_mutex_lock(&turn);
  if (rest) fresh = (flags & O_CREAT) && syscall(SYS_newfstatat, AT_FDCWD, path, &found, 0) != 0;
  file = syscall(SYS_openat, AT_FDCWD, path, flags, mode);
  int kept = errno;
  if (file >= 0 && file < FILES) { free(watched[file]); watched[file] = rest ? strdup(rest) : NULL; }
  if (rest && file >= 0 && fresh) note('c', rest, 0, "", 0);
  if (rest && file >= 0 && (flags & O_TRUNC)) note('t', rest, 0, "", 0);
  if (rest) pthread_mutex_unlock(&turn);
  errno = kept;
  return file;
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    va_list more; int mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { va_start(more, flags); mode = va_arg(more, int); va_end(more); } \
    return opened(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

int close(int file) {
  if (file == record && record >= 0) return 0;
  if (file >= 0 && file < FILES && watched[file]) { free(watched[file]); watched[file] = NULL; }
  return syscall(SYS_close, file);
}

static ssize_t written(int file, const void *data, size_t length, off_t at) {
  const char *rest = of(file);
  if (!rest) return syscall(SYS_pwrite64, file, data, length, at);
  int wrong = in_trouble();
  if (wrong) { errno = wrong; return -1; }
  pthread_mutex_lock(&turn);
  ssize_t done = syscall(SYS_pwrite64, file, data, length, at);
  int kept = errno;
  if (done > 0) note('w', rest, at, data, done);
  pthread_mutex_unlock(&turn);
  errno = kept;
  return done;
}
ssize_t pwrite(int file, const void *data, size_t length, off_t at) { return written(file, data, length, at); }
ssize_t pwrite64(int file, const void *data, size_t length, off_t at) { return written(file, data, length, at); }

static int synced(int file, long call) {
  const char *rest = of(file);
  if (!rest) return syscall(call, file);
  if (is("slow")) usleep(6 * 1000 * 1000);
  pthread_mutex_lock(&turn);
  int done = syscall(call, file), kept = errno;
  if (done == 0) note(*rest == '/' ? 'd' : 's', rest, 0, "", 0);
  pthread_mutex_unlock(&turn);
  errno = kept;
  return done;
}
int fsync(int file) { return synced(file, SYS_fsync); }
int fdatasync(int file) { return synced(file, SYS_fdatasync); }

static int cut(int file, off_t size) {
  const char *rest = of(file);
  if (!rest) return syscall(SYS_ftruncate, file, size);
  int wrong = is("readonly") ? EROFS : 0;
  if (wrong) { errno = wrong; return -1; }
  pthread_mutex_lock(&turn);
  int done = syscall(SYS_ftruncate, file, size), kept = errno;
  if (done == 0) note('t', rest, size, "", 0);
  pthread_mutex_unlock(&turn);
  errno = kept;
  return done;
}
int ftruncate(int file, off_t size) { return cut(file, size); }
int ftruncate64(int file, off_t size) { return cut(file, size); }

int unlink(const char *path) {
  const char *rest = rest_of(path);
  if (!rest) return syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  pthread_mutex_lock(&turn);
  int done = syscall(SYS_unlinkat, AT_FDCWD, path, 0), kept = errno;
  if (done == 0) note('u', rest, 0, "", 0);
  pthread_mutex_unlock(&turn);
  errno = kept;
  return done;
}

int rename(const char *from, const char *to) {
  const char *old = rest_of(from), *fresh = rest_of(to);
  if (!old && !fresh) return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
  pthread_mutex_lock(&turn);
  int done = syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0), kept = errno;
  if (done == 0) note('r', old ? old : "", 0, fresh ? fresh : "", fresh ? strlen(fresh) : 0);
  pthread_mutex_unlock(&turn);
  errno = kept;
  return done;
}
