/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* vmwgfx command submissions: built, submitted, waited for. */

#ifndef GUEST_TESTS_VMW_EXECBUF_H
#define GUEST_TESTS_VMW_EXECBUF_H

#include <stddef.h>
#include <stdint.h>

/*
 * The commands of one submission, as many as the driver and the device take.
 * Begins as zeros and grows; vmw_execbuf_free() makes it such again.
 */
struct vmw_execbuf {
	size_t length, room;
	uint8_t *bytes;
};

/* All functions return 0 or a negative errno. */

/* Append @body and @trailer as one command; -ENOMEM without memory for it. */
int vmw_execbuf_append(struct vmw_execbuf *buf, uint32_t id, const void *body,
		       size_t body_size, const void *trailer,
		       size_t trailer_size);
/* Append the commands of @other. */
int vmw_execbuf_append_all(struct vmw_execbuf *buf,
			   const struct vmw_execbuf *other);
void vmw_execbuf_free(struct vmw_execbuf *buf);
/*
 * Submit. @fence is for one wait until the last command is done; it is 0 if the
 * kernel has waited already.
 */
int vmw_execbuf_queue(int fd, const struct vmw_execbuf *buf, uint32_t *fence);
int vmw_fence_finish(int fd, uint32_t fence);
/* Submit and wait. */
int vmw_execbuf_submit(int fd, const struct vmw_execbuf *buf);
/* Wait until the device has done all that anybody has queued. */
int vmw_execbuf_sync(int fd);

#endif
