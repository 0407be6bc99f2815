// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Requests to the host over the control port: one line out, one line back. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "control.h"
#include "hw/display/svga-wire.h"

#define REPLY_SIZE 4096

static int control_fd = -1;

int control_open(int fd)
{
	control_fd = fd;
	return 0;
}

/* Take over the descriptor that init left open for a case program. */
int control_open_inherited(void)
{
	const char *value = getenv(CONTROL_FD_VARIABLE);

	if (!value)
		return -ENOTCONN;
	return control_open(atoi(value));
}

static int write_all(const char *text, size_t length)
{
	while (length) {
		ssize_t done = write(control_fd, text, length);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return -EPIPE;
		text += done;
		length -= done;
	}
	return 0;
}

/* Read up to the newline. With one request in flight, nothing follows it. */
static int read_line(char *line, size_t size)
{
	size_t n = 0;

	while (n + 1 < size) {
		ssize_t done = read(control_fd, line + n, size - 1 - n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return -EPIPE;
		n += done;
		if (line[n - 1] == '\n') {
			line[n - 1] = 0;
			return 0;
		}
	}
	return -EPROTO;
}

int control_request(const char *request, char *reply, size_t size)
{
	int ret = write_all(request, strlen(request));

	if (!ret)
		ret = write_all("\n", 1);
	if (!ret)
		ret = read_line(reply, size);
	return ret;
}

/* Send a request whose reply must report success. */
static int request_ok(const char *request, char *reply, size_t size)
{
	char error[256];
	bool ok = false;
	int ret = control_request(request, reply, size);

	if (ret)
		return ret;
	if (json_get_bool(reply, "ok", &ok) && ok)
		return 0;

	if (!json_get_string(reply, "error", error, sizeof(error)))
		snprintf(error, sizeof(error), "%.200s", reply);
	printf("host refused %.60s: %s\n", request, error);
	return -EPROTO;
}

int control_tell(const char *request)
{
	char reply[REPLY_SIZE];

	return request_ok(request, reply, sizeof(reply));
}

int control_audit(const char *request, struct control_verdict *verdict)
{
	char reply[REPLY_SIZE];
	int ret = request_ok(request, reply, sizeof(reply));

	memset(verdict, 0, sizeof(*verdict));
	if (ret)
		return ret;
	if (!json_get_bool(reply, "clean", &verdict->clean))
		return -EPROTO;
	if (verdict->clean)
		return 0;
	if (!json_get_string(reply, "blame", verdict->blame,
			     sizeof(verdict->blame)))
		return -EPROTO;
	if (!json_get_string(reply, "layer", verdict->layer,
			     sizeof(verdict->layer)))
		snprintf(verdict->layer, sizeof(verdict->layer), "unknown");
	json_get_string(reply, "detail", verdict->detail,
			sizeof(verdict->detail));
	return 0;
}

int control_inject(const char *spec)
{
	struct json_line line = { 0 };
	int ret;

	json_printf(&line, "{\"op\":\"" SVGA_WIRE_OP_INJECT "\",\"spec\":");
	json_string(&line, spec);
	json_printf(&line, "}");
	ret = control_tell(line.text);
	json_free(&line);
	return ret;
}

int control_announce(unsigned int errors)
{
	char request[64];

	snprintf(request, sizeof(request),
		 "{\"op\":\"" SVGA_WIRE_OP_ANNOUNCE "\",\"guest_errors\":%u}", errors);
	return control_tell(request);
}

int control_property(const char *name, long long *value)
{
	struct json_line line = { 0 };
	char reply[REPLY_SIZE];
	int ret;

	json_printf(&line, "{\"op\":\"" SVGA_WIRE_OP_PROPERTY "\",\"name\":");
	json_string(&line, name);
	json_printf(&line, "}");
	ret = request_ok(line.text, reply, sizeof(reply));
	json_free(&line);
	if (!ret && !json_get_number(reply, "value", value))
		ret = -EPROTO;
	return ret;
}

static int read_picture(const char *reply, bool compared,
			struct control_picture *picture)
{
	memset(picture, 0, sizeof(*picture));
	if (!json_get_number(reply, "width", &picture->width) ||
	    !json_get_number(reply, "height", &picture->height) ||
	    !json_get_number(reply, "colours", &picture->colours))
		return -EPROTO;
	if (!compared)
		return 0;
	if (!json_get_number(reply, "different_rows",
			     &picture->different_rows) ||
	    !json_get_number(reply, "first_different",
			     &picture->first_different))
		return -EPROTO;
	return 0;
}

int control_screenshot(const char *case_name, const char *name,
		       unsigned int head, const uint32_t *rows, size_t count,
		       struct control_picture *picture)
{
	struct json_line line = { 0 };
	char reply[REPLY_SIZE];
	size_t i;
	int ret;

	json_printf(&line, "{\"op\":\"" SVGA_WIRE_OP_SCREENSHOT "\",\"case\":");
	json_string(&line, case_name);
	json_printf(&line, ",\"name\":");
	json_string(&line, name);
	json_printf(&line, ",\"head\":%u", head);
	if (rows) {
		json_printf(&line, ",\"rows\":[");
		for (i = 0; i < count; i++)
			json_printf(&line, "%s%u", i ? "," : "", rows[i]);
		json_printf(&line, "]");
	}
	json_printf(&line, "}");
	ret = request_ok(line.text, reply, sizeof(reply));
	json_free(&line);
	return ret ? ret : read_picture(reply, rows, picture);
}
