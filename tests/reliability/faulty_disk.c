/* Makes the n-th write below one folder fail, or the process die in the middle of it: see faulty_disk.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static char folder[PATH_MAX];
static volatile long before = 0, seen = 0; /* how many more calls until the one, itself included */
static volatile int armed = 0, failure = 0, lasting = 0; /* failure: an errno, or 0: die */
static volatile long sync_takes = 0; /* milliseconds more than the disk itself takes */

void faulty_disk_arm(const char *below, long nth, int error, int stays) {
    strncpy(folder, below, sizeof folder - 1);
    failure = error;
    lasting = stays;
    seen = 0;
    before = nth;
    armed = 1;
}

long faulty_disk_seen(void) { return seen; }

void faulty_disk_slow(const char *below, long milliseconds) {
    strncpy(folder, below, sizeof folder - 1);
    sync_takes = milliseconds;
}

void faulty_disk_disarm(void) { armed = 0; }

static int is_below(int file) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strncmp(path, folder, strlen(folder)) == 0;
}

/* Whether this call is the one, or comes after it on a disk that stays as it is. */
static int is_due(void) {
    seen++;
    if (before != 1) {
        if (before > 1) before--;
        return 0;
    }
    if (!lasting) before = 0;
    return 1;
}

static int fails_on(int file) { return armed && is_below(file) && is_due(); }

static void take_time(int file) {
    if (!sync_takes || !is_below(file)) return;
    struct timespec time = {sync_takes / 1000, sync_takes % 1000 * 1000000};
    nanosleep(&time, NULL);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define DIE() kill(getpid(), SIGKILL)

ssize_t write(int file, const void *data, size_t size) {
    static __typeof__(&write) real;
    if (!real) real = REAL(write);
    if (!fails_on(file)) return real(file, data, size);
    if (failure == 0) { real(file, data, size / 2); DIE(); }
    errno = failure;
    return -1;
}

#define PWRITE(name)                                                             \
    ssize_t name(int file, const void *data, size_t size, off_t at) {            \
        static __typeof__(&name) real;                                           \
        if (!real) real = REAL(name);                                            \
        if (!fails_on(file)) return real(file, data, size, at);                  \
        if (failure == 0) { real(file, data, size / 2, at); DIE(); }             \
        errno = failure;                                                         \
        return -1;                                                               \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

#define ON_FILE(name, parameters, arguments, before) \
    int name parameters {                        \
        static __typeof__(&name) real;           \
        if (!real) real = REAL(name);            \
        before;                                  \
        if (!fails_on(file)) return real arguments; \
        if (failure == 0) DIE();                 \
        errno = failure;                         \
        return -1;                               \
    }
ON_FILE(fsync, (int file), (file), take_time(file))
ON_FILE(fdatasync, (int file), (file), take_time(file))
ON_FILE(ftruncate, (int file, off_t size), (file, size), (void)0)
ON_FILE(ftruncate64, (int file, off_t size), (file, size), (void)0)

int rename(const char *from, const char *to) {
    static __typeof__(&rename) real;
    if (!real) real = REAL(rename);
    if (!armed || strncmp(to, folder, strlen(folder)) != 0 || !is_due()) return real(from, to);
    if (failure == 0) DIE();
    errno = failure;
    return -1;
}
