// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* The kernel's ways to store to a program's memory: what is stored arrives, or nothing is. */

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cases.h"
#include "foreign.h"
#include "ring.h"
#include "way.h"

/* Reads of it go to the device, past the page cache, if asked to. */
#define DISK "/dev/ram0"

/* @done is a system call's result; it had to be @size. */
static int whole(ssize_t done, size_t size)
{
	if (done < 0)
		return -errno;
	return done == (ssize_t)size ? 0 : -EIO;
}

/* A pipe with the bytes in it; its end to read from. */
static int filled_pipe(const uint8_t *bytes, size_t size)
{
	int ends[2], ret;

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	ret = whole(write(ends[1], bytes, size), size);
	close(ends[1]);
	if (!ret)
		return ends[0];
	close(ends[0]);
	return ret;
}

static int by_read(uint8_t *at, uint8_t *bytes, size_t size)
{
	int from = filled_pipe(bytes, size), ret;

	if (from < 0)
		return from;
	ret = whole(read(from, at, size), size);
	close(from);
	return ret;
}

static int by_vmsplice(uint8_t *at, uint8_t *bytes, size_t size)
{
	const struct iovec to = { .iov_base = at, .iov_len = size };
	int from = filled_pipe(bytes, size), ret;

	if (from < 0)
		return from;
	ret = whole(vmsplice(from, &to, 1, 0), size);
	close(from);
	return ret;
}

static int by_receive(uint8_t *at, uint8_t *bytes, size_t size)
{
	int ends[2], ret;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return -errno;
	ret = whole(send(ends[0], bytes, size, 0), size);
	if (!ret)
		ret = whole(recv(ends[1], at, size, MSG_WAITALL), size);
	close(ends[0]);
	close(ends[1]);
	return ret;
}

static int write_disk(const uint8_t *bytes, size_t size)
{
	int fd = open(DISK, O_WRONLY | O_CLOEXEC);
	int ret = fd < 0 ? -errno : whole(pwrite(fd, bytes, size, 0), size);

	if (!ret && fsync(fd))
		ret = -errno;
	if (fd >= 0)
		close(fd);
	return ret;
}

static int by_direct_read(uint8_t *at, uint8_t *bytes, size_t size)
{
	int ret = write_disk(bytes, size);
	int fd = open(DISK, O_RDONLY | O_DIRECT | O_CLOEXEC);

	if (!ret)
		ret = fd < 0 ? -errno : whole(pread(fd, at, size, 0), size);
	if (fd >= 0)
		close(fd);
	return ret;
}

static int by_ring_read(uint8_t *at, uint8_t *bytes, size_t size)
{
	int from = filled_pipe(bytes, size), ret;

	if (from < 0)
		return from;
	ret = ring_read(from, at, size);
	close(from);
	return ret < 0 ? ret : ret == (int)size ? 0 : -EIO;
}

/* A ring may know buffers beforehand, and then pins their pages; it stores nothing. */
static int by_ring_buffer(uint8_t *at, uint8_t *bytes, size_t size)
{
	memcpy(bytes, at, size);
	return ring_register(at, size);
}

/* FUTEX_WAKE_OP changes a word whether or not it wakes anybody. */
static int by_futex(uint8_t *at, uint8_t *bytes, size_t size)
{
	static uint32_t other;
	const uint32_t value = 0x5a5;

	if (syscall(SYS_futex, &other, FUTEX_WAKE_OP | FUTEX_PRIVATE_FLAG, 1,
		    1, at, FUTEX_OP(FUTEX_OP_SET, value, FUTEX_OP_CMP_EQ,
				    0)) < 0)
		return -errno;
	memcpy(bytes, &value, size);
	return 0;
}

/* Runs until it is killed. */
static pid_t traced_child(void)
{
	pid_t pid = fork();

	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		_exit(0);
	}
	return pid;
}

/* A debugger stores to the child's mapping, which is of the same pages. */
static int by_debugger(uint8_t *at, uint8_t *bytes, size_t size)
{
	pid_t pid = traced_child();
	unsigned long word;
	int status, ret = 0;

	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -errno;
	memcpy(&word, bytes, size);
	if (ptrace(PTRACE_POKEDATA, pid, at, word))
		ret = -errno;
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return ret;
}

static int by_other_process(uint8_t *at, uint8_t *bytes, size_t size)
{
	const struct iovec from = { .iov_base = bytes, .iov_len = size };
	const struct iovec to = { .iov_base = at, .iov_len = size };

	return whole(process_vm_writev(getpid(), &from, 1, &to, 1, 0), size);
}

/* Whatever wants the pages themselves is refused, as they are not the program's. */
static const struct way ways[] = {
	WAY(read, 3000, 1),
	WAY(vmsplice, 3000, 1),
	WAY(receive, 3000, 1),
	WAY(direct_read, 4096, 4096, .refusal = EFAULT),
	WAY(ring_read, 3000, 1),
	WAY(ring_buffer, 4096, 4096, .refusal = EFAULT),
	WAY(futex, 4, 4),
	WAY(debugger, 8, 8, .refusal = EIO),
	WAY(other_process, 3000, 1, .refusal = EFAULT),
};

static int test_way(struct test_case *test)
{
	if (strstr(test->name, "/direct_read/") && access(DISK, F_OK))
		return foreign_lacks(DISK);
	return way_run(test, ways, ARRAY_SIZE(ways));
}

static const struct test_pattern patterns[] = {
	WAY_CASE(read),
	WAY_CASE(vmsplice),
	WAY_CASE(receive),
	WAY_CASE(direct_read),
	WAY_CASE(ring_read),
	WAY_CASE(ring_buffer),
	WAY_CASE(futex),
	WAY_CASE(debugger),
	WAY_CASE(other_process),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "kernel_store", patterns,
			 ARRAY_SIZE(patterns));
}
