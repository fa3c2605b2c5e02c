/* Preloaded into the server: makes system calls on the log's files fail, or hang, while a trigger file says so.
 *
 * The file named by HUBBUB_TEST_FAULT holds three words: the call (fsync, fdatasync, pwrite, ftruncate or any), the
 * error (EIO, ENOSPC, or HANG until the file is gone), and how the log's file ends (-wal, .db, or any).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int fails(int descriptor, const char *call)
{
    const char *trigger = getenv("HUBBUB_TEST_FAULT");
    char link[64], file[4096], wanted[16], error[16], end[16];
    if (trigger == NULL || access(trigger, F_OK) != 0)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, file, sizeof file - 1);
    if (length < 0)
        return 0;
    file[length] = '\0';
    if (strstr(file, "hubbub.db") == NULL)
        return 0;
    FILE *stream = fopen(trigger, "r");
    if (stream == NULL)
        return 0;
    int words = fscanf(stream, "%15s %15s %15s", wanted, error, end);
    fclose(stream);
    if (words != 3 || (strcmp(wanted, "any") != 0 && strcmp(wanted, call) != 0))
        return 0;
    size_t tail = strlen(end);
    if (strcmp(end, "any") != 0 && ((size_t)length < tail || strcmp(file + length - tail, end) != 0))
        return 0;
    if (strcmp(error, "HANG") == 0) {
        while (access(trigger, F_OK) == 0)
            usleep(10000);
        return 0;
    }
    errno = strcmp(error, "ENOSPC") == 0 ? ENOSPC : EIO;
    return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int fsync(int descriptor)
{
    return fails(descriptor, "fsync") ? -1 : REAL(fsync)(descriptor);
}

int fdatasync(int descriptor)
{
    return fails(descriptor, "fdatasync") ? -1 : REAL(fdatasync)(descriptor);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset)
{
    return fails(descriptor, "pwrite") ? -1 : REAL(pwrite)(descriptor, bytes, count, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset)
{
    return fails(descriptor, "pwrite") ? -1 : REAL(pwrite64)(descriptor, bytes, count, offset);
}

int ftruncate(int descriptor, off_t length)
{
    return fails(descriptor, "ftruncate") ? -1 : REAL(ftruncate)(descriptor, length);
}

int ftruncate64(int descriptor, off64_t length)
{
    return fails(descriptor, "ftruncate") ? -1 : REAL(ftruncate64)(descriptor, length);
}
