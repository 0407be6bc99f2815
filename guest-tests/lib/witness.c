// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* The kernel's own records of a case, on their way to the host. */

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "control.h"
#include "hw/display/svga-wire.h"
#include "probes.h"
#include "witness.h"

/* A request to the host is split when it has this length. */
#define REQUEST_SIZE (128 * 1024)

/* Marks a note written by a program in the trace buffer. */
#define NOTE_EVENT "tracing_mark_write"

void witness_note(const char *format, ...)
{
	static int fd = -1;
	char text[128];
	va_list args;
	int length;

	if (fd < 0)
		fd = open(PROBES_INSTANCE "/trace_marker", O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	va_start(args, format);
	length = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (length > 0 && write(fd, text, length) < 0)
		printf("no note in the trace: %s\n", strerror(errno));
}

char *witness_take(void)
{
	static int fd = -1;
	size_t size = 1 << 16, length = 0;
	char *text;

	if (fd < 0)
		fd = open(PROBES_INSTANCE "/trace_pipe",
			  O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	text = fd < 0 ? NULL : malloc(size);
	while (text) {
		ssize_t n = read(fd, text + length, size - 1 - length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		length += n;
		if (length > size / 2)
			text = realloc(text, size *= 2);
	}
	if (text)
		text[length] = 0;
	return text;
}

/* A bitmap's list of words is padded with zeros. */
static void cut_zeros(char *text)
{
	static const char zero[] = ",0x0";
	size_t length = strlen(text), cut = strlen(zero);

	if (!length || text[length - 1] != '}')
		return;
	while (length > cut &&
	       !strncmp(text + length - 1 - cut, zero, cut))
		length -= cut;
	text[length - 1] = '}';
	text[length] = 0;
}

/*
 * " comm-PID [CPU] flags time: EVENT: (place) FIELDS" becomes "PID EVENT
 * FIELDS", a note becomes "PID TEXT", and anything else, such as the kernel's
 * message that it dropped records, becomes "0 lost".
 */
static void append_record(struct json_line *line, const char *comma, char *record)
{
	char *cpu = strstr(record, " [");
	char *event = cpu ? strstr(cpu, ": ") : NULL;
	char *fields = event ? strstr(event + 2, ": ") : NULL;
	char *pid = cpu;
	char text[2048];

	if (!fields) {
		json_printf(line, "%s\"0 lost\"", comma);
		return;
	}
	while (pid > record && pid[-1] != '-')
		pid--;
	event += 2;
	*fields = 0;
	fields += 2;
	if (!strcmp(event, NOTE_EVENT)) {
		snprintf(text, sizeof(text), "%d %s", atoi(pid), fields);
	} else {
		char *end = strchr(fields, ')');

		snprintf(text, sizeof(text), "%d %s%s", atoi(pid), event,
			 end ? end + 1 : "");
		cut_zeros(text);
	}
	json_printf(line, "%s", comma);
	json_string(line, text);
}

static int send_request(struct json_line *line)
{
	int ret;

	json_printf(line, "]}");
	ret = control_tell(line->text);
	json_free(line);
	return ret;
}

static int send_trace(char *trace)
{
	struct json_line line = { 0 };
	char *record, *rest;
	int ret = 0;

	for (record = strtok_r(trace, "\n", &rest); record && !ret;
	     record = strtok_r(NULL, "\n", &rest)) {
		const bool first = !line.length;

		if (first)
			json_printf(&line, "{\"op\":\"" SVGA_WIRE_OP_RECORDS "\",\"records\":[");
		append_record(&line, first ? "" : ",", record);
		if (line.length > REQUEST_SIZE)
			ret = send_request(&line);
	}
	if (!ret && line.length)
		ret = send_request(&line);
	json_free(&line);
	return ret;
}

int witness_send(void)
{
	char *trace = witness_take();
	int ret = trace ? send_trace(trace) : 0;

	free(trace);
	return ret;
}
