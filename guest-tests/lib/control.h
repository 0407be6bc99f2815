/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Requests to the host over the control port: one line out, one line back. */

#ifndef GUEST_TESTS_CONTROL_H
#define GUEST_TESTS_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "json.h"

/* Environment variable in which init names the port's descriptor. */
#define CONTROL_FD_VARIABLE "SVGALAB_CONTROL_FD"

/* What the host found out about the audited surfaces. */
struct control_verdict {
	bool clean;
	char blame[16];		/* "guest" or "device", empty when clean */
	char layer[32];		/* see docs/design.md; "unknown" without witnesses */
	char detail[512];
};

struct control_picture {
	long long width;
	long long height;
	long long colours;
	long long different_rows;	/* from what was expected */
	long long first_different;
};

/*
 * All functions return 0 or a negative errno: -EPIPE when the host closed the
 * port, -EPROTO when it refused the request or sent nonsense (its words are
 * printed). They are for one thread of one process at a time.
 */
int control_open_inherited(void);
int control_open(int fd);
int control_request(const char *request, char *reply, size_t size);
/* A request whose reply says no more than that it went well. */
int control_tell(const char *request);
int control_audit(const char *request, struct control_verdict *verdict);
int control_inject(const char *spec);
/* The device will count @errors more guest errors because of this case. */
int control_announce(unsigned int errors);
int control_property(const char *name, long long *value);

/*
 * Have the host take a picture of the screen @head. @rows, NULL or the CRC-32 of
 * the R, G, B bytes of each of @count rows, is what it must look like.
 */
int control_screenshot(const char *case_name, const char *name,
		       unsigned int head, const uint32_t *rows, size_t count,
		       struct control_picture *picture);

#endif
