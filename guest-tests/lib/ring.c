// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* An io_uring for one request. */

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <linux/io_uring.h>

#include "page.h"
#include "ring.h"

struct ring {
	int fd;
	struct io_uring_params params;
	uint8_t *queues;	/* of both directions, in one mapping */
	struct io_uring_sqe *request;
};

static void *map(int fd, off_t what)
{
	void *at = mmap(NULL, page_bytes(), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_POPULATE, fd, what);

	return at == MAP_FAILED ? NULL : at;
}

static void ring_close(struct ring *r)
{
	if (r->queues)
		munmap(r->queues, page_bytes());
	if (r->request)
		munmap(r->request, page_bytes());
	close(r->fd);
}

/* One entry, so that each mapping is a page. */
static int ring_open(struct ring *r)
{
	*r = (struct ring) { 0 };
	r->fd = syscall(SYS_io_uring_setup, 1, &r->params);
	if (r->fd < 0)
		return -errno;
	if (!(r->params.features & IORING_FEAT_SINGLE_MMAP)) {
		close(r->fd);
		return -ENOTSUP;
	}
	r->queues = map(r->fd, IORING_OFF_SQ_RING);
	r->request = map(r->fd, IORING_OFF_SQES);
	if (r->queues && r->request)
		return 0;
	ring_close(r);
	return -ENOMEM;
}

static uint32_t *word(struct ring *r, uint32_t offset)
{
	return (uint32_t *)(r->queues + offset);
}

/* Submit the request and wait; the result is the request's own. */
static int ring_enter(struct ring *r)
{
	const struct io_uring_cqe *done = (const struct io_uring_cqe *)
		(r->queues + r->params.cq_off.cqes);

	*word(r, r->params.sq_off.array) = 0;
	__atomic_store_n(word(r, r->params.sq_off.tail), 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, r->fd, 1, 1, IORING_ENTER_GETEVENTS,
		    NULL, 0) != 1)
		return -errno;
	if (__atomic_load_n(word(r, r->params.cq_off.tail),
			    __ATOMIC_ACQUIRE) != 1)
		return -EIO;
	return done->res;
}

int ring_read(int fd, void *at, size_t size)
{
	struct ring r;
	int ret = ring_open(&r);

	if (ret)
		return ret;
	*r.request = (struct io_uring_sqe) {
		.opcode = IORING_OP_READ, .fd = fd, .off = -1ull,
		.addr = (uintptr_t)at, .len = size,
	};
	ret = ring_enter(&r);
	ring_close(&r);
	return ret;
}

int ring_register(void *at, size_t size)
{
	const struct iovec memory = { .iov_base = at, .iov_len = size };
	struct ring r;
	int ret = ring_open(&r);

	if (ret)
		return ret;
	if (syscall(SYS_io_uring_register, r.fd, IORING_REGISTER_BUFFERS,
		    &memory, 1) < 0)
		ret = -errno;
	ring_close(&r);
	return ret;
}
