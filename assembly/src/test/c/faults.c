// Preloaded into a host under test: makes syncs fail, fills the disk, moves the clock, and keeps what a power cut would
// leave of the store. Everything is said through files in the folder that INTERLOCK_FAULTS names:
//
//   sync.log, sync.database, sync.folder   how many of the next syncs of that kind fail with EIO; counted down
//   full                                   while it is there no byte goes into the store: ENOSPC
//   free                                   how many bytes file systems say they have left
//   clock                                  seconds by which the wall clock is off
//   disk/NAME                              what is on disk of the database and its log: bytes get there by a sync that
//                                          succeeds. What a failed one had to bring there never does, as on Linux,
//                                          unless it is written anew and synced again.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum kind { LOG, DATABASE, FOLDER, OTHER };
static const char *const KINDS[] = {"log", "database", "folder"};

struct range {
  off_t from;
  size_t length;
};

// Of one file: what was written and not synced yet.
struct written {
  struct range *ranges;
  size_t count, room;
  ino_t inode;
};

static struct written written[2];
static pthread_mutex_t ranges_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t sync_lock = PTHREAD_MUTEX_INITIALIZER;

static int control(char *path, const char *name) {
  const char *folder = getenv("INTERLOCK_FAULTS");
  return folder && snprintf(path, PATH_MAX, "%s/%s", folder, name) < PATH_MAX;
}

static int number(const char *name, long *value) {
  char path[PATH_MAX], text[32];
  if (!control(path, name)) return 0;
  int file = open(path, O_RDONLY);
  if (file < 0) return 0;
  ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  if (length <= 0) return 0;
  text[length] = 0;
  *value = atol(text);
  return 1;
}

static enum kind kind_of(int file, const char **name, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length < 0) return OTHER;
  path[length] = 0;
  char *slash = strrchr(path, '/');
  *name = slash ? slash + 1 : path;
  size_t end = strlen(path);
  if (end > 7 && !strcmp(path + end - 7, ".db-wal")) return LOG;
  if (end > 3 && !strcmp(path + end - 3, ".db")) return DATABASE;
  struct stat status;
  return !fstat(file, &status) && S_ISDIR(status.st_mode) ? FOLDER : OTHER;
}

static int fails(enum kind kind) {
  char name[32], path[PATH_MAX], text[32];
  long left;
  if (kind == OTHER) return 0;
  snprintf(name, sizeof name, "sync.%s", KINDS[kind]);
  if (!number(name, &left) || left <= 0 || !control(path, name)) return 0;
  int file = open(path, O_WRONLY | O_TRUNC);
  if (file < 0) return 0;
  int length = snprintf(text, sizeof text, "%ld", left - 1);
  if (write(file, text, length) < 0) left = 0;
  close(file);
  return left > 0;
}

static void note(enum kind kind, off_t from, size_t length) {
  pthread_mutex_lock(&ranges_lock);
  struct written *of = &written[kind];
  if (of->count == of->room) {
    of->room = of->room ? 2 * of->room : 1024;
    of->ranges = realloc(of->ranges, of->room * sizeof(struct range));
  }
  of->ranges[of->count++] = (struct range){from, length};
  pthread_mutex_unlock(&ranges_lock);
}

static void copy(int from, int to, struct range range, ssize_t (*put)(int, const void *, size_t, off_t)) {
  char buffer[65536];
  for (size_t done = 0; done < range.length;) {
    size_t part = range.length - done < sizeof buffer ? range.length - done : sizeof buffer;
    ssize_t length = pread(from, buffer, part, range.from + done);
    if (length <= 0 || put(to, buffer, length, range.from + done) != length) return;
    done += length;
  }
}

// The same file, to be read: what is synced may be open for writing alone. Never closed, since that would give back the
// locks that the process has on the file.
static int readable(int file, enum kind kind) {
  static int opened[2] = {-1, -1};
  char link[64];
  struct stat status, known;
  if ((fcntl(file, F_GETFL) & O_ACCMODE) != O_WRONLY) return file;
  if (opened[kind] >= 0 && !fstat(file, &status) && !fstat(opened[kind], &known) && status.st_ino == known.st_ino)
    return opened[kind];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  return opened[kind] = open(link, O_RDONLY | O_CLOEXEC);
}

// Brings to `disk/` what was taken up before the sync.
static void reached(int file, const char *name, struct written *of, struct range *taken, size_t count) {
  char image[PATH_MAX], relative[300];
  struct stat status, size;
  snprintf(relative, sizeof relative, "disk/%.280s", name);
  if (!control(image, relative) || fstat(file, &status)) return;
  int to = open(image, O_RDWR | O_CREAT, 0600);
  if (to < 0) return;
  ssize_t (*put)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, "pwrite");
  int another = of->inode && of->inode != status.st_ino;
  of->inode = status.st_ino;
  if (!another || !ftruncate(to, 0)) {
    for (size_t i = 0; i < count; i++) copy(file, to, taken[i], put);
    if (!fstat(to, &size) && size.st_size > status.st_size && ftruncate(to, status.st_size)) perror(image);
  }
  close(to);
}

static int synced(int file, const char *call) {
  int (*real)(int) = dlsym(RTLD_NEXT, call);
  const char *name;
  char path[PATH_MAX];
  enum kind kind = kind_of(file, &name, path);
  if (kind == OTHER || !getenv("INTERLOCK_FAULTS")) return real(file);
  pthread_mutex_lock(&sync_lock);
  struct range *taken = NULL;
  size_t count = 0;
  if (kind != FOLDER) {
    pthread_mutex_lock(&ranges_lock);
    taken = written[kind].ranges;
    count = written[kind].count;
    written[kind].ranges = NULL;
    written[kind].count = written[kind].room = 0;
    pthread_mutex_unlock(&ranges_lock);
  }
  int result = fails(kind) ? -1 : real(file);
  if (!result && kind != FOLDER) reached(readable(file, kind), name, &written[kind], taken, count);
  free(taken);
  pthread_mutex_unlock(&sync_lock);
  if (result) errno = EIO;
  return result;
}

int fsync(int file) { return synced(file, "fsync"); }

int fdatasync(int file) { return synced(file, "fdatasync"); }

static ssize_t put(int file, const void *bytes, size_t length, off_t at, const char *call) {
  ssize_t (*real)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, call);
  const char *name;
  char path[PATH_MAX], full[PATH_MAX];
  enum kind kind = kind_of(file, &name, path);
  if (kind > DATABASE || !control(full, "full")) return real(file, bytes, length, at);
  if (!access(full, F_OK)) {
    errno = ENOSPC;
    return -1;
  }
  ssize_t result = real(file, bytes, length, at);
  if (result > 0) note(kind, at, result);
  return result;
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t at) { return put(file, bytes, length, at, "pwrite"); }

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t at) {
  return put(file, bytes, length, at, "pwrite64");
}

int rename(const char *from, const char *to) {
  int (*real)(const char *, const char *) = dlsym(RTLD_NEXT, "rename");
  int result = real(from, to);
  const char *was = strrchr(from, '/'), *is = strrchr(to, '/');
  char old[PATH_MAX], new[PATH_MAX], relative[300];
  if (result || !was || !is || strcmp(is + strlen(is) - 3, ".db")) return result;
  snprintf(relative, sizeof relative, "disk/%.280s", was + 1);
  if (!control(old, relative)) return result;
  snprintf(relative, sizeof relative, "disk/%.280s", is + 1);
  if (control(new, relative)) real(old, new);
  return result;
}

static int stated(const char *path, struct statvfs *status, const char *call) {
  int (*real)(const char *, struct statvfs *) = dlsym(RTLD_NEXT, call);
  int result = real(path, status);
  long free;
  if (!result && number("free", &free)) status->f_bavail = status->f_bfree = free / status->f_frsize;
  return result;
}

int statvfs(const char *path, struct statvfs *status) { return stated(path, status, "statvfs"); }

int statvfs64(const char *path, struct statvfs64 *status) {
  return stated(path, (struct statvfs *)status, "statvfs64");
}

// Looked at ten times a second by each thread.
static long off(void) {
  static __thread long last, looked;
  struct timespec now;
  syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
  long tenth = now.tv_sec * 10 + now.tv_nsec / 100000000;
  if (tenth != looked) {
    looked = tenth;
    if (!number("clock", &last)) last = 0;
  }
  return last;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  int result = syscall(SYS_clock_gettime, clock, time);
  if (!result && clock == CLOCK_REALTIME) time->tv_sec += off();
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  (void)zone;
  struct timespec now;
  syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
  *time = (struct timeval){now.tv_sec + off(), now.tv_nsec / 1000};
  return 0;
}
