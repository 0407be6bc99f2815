/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Requests to the host over the control port: one line out, one line back. */

#ifndef GUEST_TESTS_CONTROL_H
#define GUEST_TESTS_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "json.h"

/* Environment variable by which init passes the port's descriptor. */
#define CONTROL_FD_VARIABLE "SVGALAB_CONTROL_FD"

/* The host's result for the audited surfaces. */
struct control_verdict {
	bool clean;
	char blame[16];		/* "guest" or "device", empty if clean */
	char layer[32];		/* see docs/design.md; "unknown" without witnesses */
	char detail[512];
};

struct control_picture {
	long long width;
	long long height;
	long long colours;
	long long different_rows; /* different from the expected picture */
	long long first_different;
};

/*
 * All functions return 0 or a negative errno: -EPIPE if the host closed the
 * port, -EPROTO if it refused the request or sent an invalid reply (which is
 * printed). Only one thread of one process may call them at a time.
 */
int control_open_inherited(void);
int control_open(int fd);
int control_request(const char *request, char *reply, size_t size);
/* Send a request whose reply only reports success. */
int control_tell(const char *request);
int control_audit(const char *request, struct control_verdict *verdict);
int control_inject(const char *spec);
/*
 * Announce that this case will make the device count @errors more guest errors.
 */
int control_announce(unsigned int errors);
int control_property(const char *name, long long *value);

/*
 * Make the host take a picture of the screen @head. @rows is NULL, or the
 * expected CRC-32 of the R, G, B bytes of each of @count rows.
 */
int control_screenshot(const char *case_name, const char *name,
		       unsigned int head, const uint32_t *rows, size_t count,
		       struct control_picture *picture);

#endif
